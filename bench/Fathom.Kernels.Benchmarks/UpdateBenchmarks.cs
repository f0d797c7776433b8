using BenchmarkDotNet.Attributes;

namespace Fathom.Kernels.Benchmarks;

/// <summary>Adam's update of one parameter of a size.</summary>
public class UpdateBenchmarks
{
    private float[] _w = [], _g = [], _m = [], _v = [];
    private Adam? _adam;
    private int _step;

    [Params(64, 1024)]
    public int Side { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        ForkJoin.Threads = 1;
        int count = Side * Side;
        (_w, _g, _m, _v) = (Plain.Numbers(count), Plain.Numbers(count), new float[count], new float[count]);
        var model = new Linear(Side, Side, bias: false, rng: new Rng(1));
        _adam = new Adam(model, lr: 1e-3);
        model.Forward(Plain.Normal(1, Side)).Sum().Backward();
    }

    [Benchmark(Baseline = true)]
    public void Reference() => Plain.Adam(_w, _g, _m, _v, ++_step, 1e-3f);

    [Benchmark]
    public void Fathom() => _adam!.Step();
}
