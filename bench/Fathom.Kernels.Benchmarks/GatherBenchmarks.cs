using BenchmarkDotNet.Attributes;

namespace Fathom.Kernels.Benchmarks;

/// <summary>A batch of 256 rows of 784 numbers picked from 20,000 by number.</summary>
public class GatherBenchmarks
{
    private const int Rows = 20_000, Width = 784, Batch = 256;

    private readonly long[] _picked = [.. Enumerable.Range(0, Batch).Select(i => (long)i * 7919 % Rows)];
    private readonly float[] _y = new float[Batch * Width];
    private float[] _x = [];
    private Tensor _table, _index;

    [GlobalSetup]
    public void Setup()
    {
        ForkJoin.Threads = 1;
        _x = Plain.Numbers(Rows * Width);
        (_table, _index) = (Tensor.From<float>(_x, [Rows, Width]), Tensor.From(_picked));
    }

    [Benchmark(Baseline = true)]
    public void Reference()
    {
        for (int row = 0; row < Batch; row++)
        {
            for (int i = 0; i < Width; i++)
                _y[(row * Width) + i] = _x[(_picked[row] * Width) + i];
        }
    }

    [Benchmark]
    public void Fathom()
    {
        using (Tape.NoGradients())
        using (Step.Begin())
            _table.IndexSelect(0, _index);
    }
}
