using BenchmarkDotNet.Attributes;

namespace Fathom.Kernels.Benchmarks;

/// <summary>Softmax and layer norm of rows.</summary>
public class RowBenchmarks
{
    private const int Rows = 256;

    private float[] _x = [], _y = [], _w = [], _b = [];
    private Tensor _tensor, _weight, _bias;

    [Params(65, 1024)]
    public int Width { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        ForkJoin.Threads = 1;
        (_x, _y, _w, _b) = (Plain.Numbers(Rows * Width), new float[Rows * Width], Plain.Numbers(Width), Plain.Numbers(Width));
        (_tensor, _weight, _bias) = (Tensor.From<float>(_x, [Rows, Width]), Tensor.From<float>(_w), Tensor.From<float>(_b));
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Softmax")]
    public void SoftmaxReference() => Plain.Softmax(_x, _y, Width);

    [Benchmark]
    [BenchmarkCategory("Softmax")]
    public void Softmax()
    {
        using (Tape.NoGradients())
        using (Step.Begin())
            _tensor.Softmax();
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("LayerNorm")]
    public void LayerNormReference() => Plain.LayerNorm(_x, _w, _b, _y, 1e-5f);

    [Benchmark]
    [BenchmarkCategory("LayerNorm")]
    public void LayerNorm()
    {
        using (Tape.NoGradients())
        using (Step.Begin())
            _tensor.LayerNorm(_weight, _bias);
    }
}
