using BenchmarkDotNet.Attributes;

namespace Fathom.Kernels.Benchmarks;

/// <summary>65,536 random numbers; the plain reference draws each by itself.</summary>
public class RandomBenchmarks
{
    private const int Count = 1 << 16;
    private const ulong Seed = 1, Stream = 2;

    private readonly float[] _y = new float[Count];

    [GlobalSetup]
    public void Setup() => ForkJoin.Threads = 1;

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("DropoutMask")]
    public void DropoutMaskReference()
    {
        for (int i = 0; i < Count; i++)
            _y[i] = Philox.Word(Seed, Stream, (ulong)i) < 1u << 31 ? 2 : 0;
    }

    [Benchmark]
    [BenchmarkCategory("DropoutMask")]
    public void DropoutMask() => RandomFill.Keep<float>(_y, Seed, Stream, 0, 0.5, 2);

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Normal")]
    public void NormalReference()
    {
        for (int i = 0; i < Count; i += 2)
        {
            float u = (Philox.Word(Seed, Stream, (ulong)i) + 0.5f) * 2.3283064e-10f, v = Philox.Word(Seed, Stream, (ulong)i + 1) * 2.3283064e-10f;
            (float sin, float cos) = MathF.SinCos(2 * MathF.PI * v);
            float radius = MathF.Sqrt(-2 * MathF.Log(u));
            (_y[i], _y[i + 1]) = (radius * cos, radius * sin);
        }
    }

    [Benchmark]
    [BenchmarkCategory("Normal")]
    public void Normal() => RandomFill.Normal<float>(_y, Seed, Stream, 0, 0, 1);
}
