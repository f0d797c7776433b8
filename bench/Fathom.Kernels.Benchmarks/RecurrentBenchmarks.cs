using BenchmarkDotNet.Attributes;

namespace Fathom.Kernels.Benchmarks;

/// <summary>One LSTM step of 32 sequences, 64 features, 256 units. The reference computes in double, as it always does.</summary>
public class RecurrentBenchmarks
{
    private const int Rows = 32, Features = 64, Units = 256;

    private readonly double[][] _xs = [.. Enumerable.Range(0, Rows).Select(_ => new double[Features])], _hs = [.. Enumerable.Range(0, Rows).Select(_ => new double[Units])], _cs = [.. Enumerable.Range(0, Rows).Select(_ => new double[Units])];
    private readonly double[] _inputWeight = new double[4 * Units * Features], _stateWeight = new double[4 * Units * Units], _bias = new double[4 * Units];
    private Tensor _x, _w, _u, _b, _d;

    [GlobalSetup]
    public void Setup()
    {
        ForkJoin.Threads = 1;
        (_x, _w, _u, _b, _d) = (Plain.Normal(1, Rows, Features), Plain.Normal(4 * Units, Features), Plain.Normal(4 * Units, Units), Plain.Normal(4 * Units), Plain.Normal(4 * Units));
    }

    [Benchmark(Baseline = true)]
    public void Reference()
    {
        for (int row = 0; row < Rows; row++)
            RecurrenceReference.LSTM(_xs[row], _inputWeight, _stateWeight, _bias, _bias, default, _hs[row], _cs[row]);
    }

    [Benchmark]
    public void Fathom()
    {
        using (Tape.NoGradients())
        using (Step.Begin())
            _x.LSTM(_w, _u, _b, _d);
    }
}
