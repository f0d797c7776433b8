using BenchmarkDotNet.Attributes;

namespace Fathom.Kernels.Benchmarks;

/// <summary>The sum of a row at every vector width; the plain reference is one running sum.</summary>
public unsafe class ReductionBenchmarks
{
    private float[] _x = [];

    [Params(4096, 1 << 20)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Setup() => _x = Plain.Numbers(Count);

    [Benchmark(Baseline = true)]
    public float Reference()
    {
        float sum = 0;
        foreach (float value in _x)
            sum += value;
        return sum;
    }

    [Benchmark]
    public float Bits128() => Sum<Vec128<float>>();

    [Benchmark]
    public float Bits256() => Sum<Vec256<float>>();

    [Benchmark]
    public float Bits512() => Sum<Vec512<float>>();

    private float Sum<V>()
        where V : struct, IVec<V, float>
    {
        fixed (float* x = _x)
            return Fold.Row<V, float, SumFold>(default, x, Count, 0);
    }
}
