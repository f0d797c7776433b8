using BenchmarkDotNet.Attributes;

namespace Fathom.Kernels.Benchmarks;

/// <summary>One attention of 4 heads of 32, every place seeing every place.</summary>
public class AttentionBenchmarks
{
    private const int Heads = 4, Width = 32;

    private float[][,] _q = [], _k = [], _v = [], _weights = [], _y = [];
    private float[,] _bias = new float[0, 0];
    private Tensor _qkv;

    [Params(64, 256)]
    public int Places { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        ForkJoin.Threads = 1;
        (_q, _k, _v, _y) = (Matrices(Width), Matrices(Width), Matrices(Width), Matrices(Width));
        _weights = Matrices(Places);
        _bias = new float[Places, Places];
        _qkv = Plain.Normal(1, Places, 3 * Heads * Width);
    }

    [Benchmark(Baseline = true)]
    public void Reference()
    {
        for (int head = 0; head < Heads; head++)
            AttentionReference.Run(_q[head], _k[head], _v[head], _bias, 1 / MathF.Sqrt(Width), _weights[head], _y[head]);
    }

    [Benchmark]
    public void Fathom()
    {
        using (Tape.NoGradients())
        using (Step.Begin())
            _qkv.SelfAttention(Heads);
    }

    private float[][,] Matrices(int columns) => [.. Enumerable.Range(0, Heads).Select(_ => new float[Places, columns])];
}
