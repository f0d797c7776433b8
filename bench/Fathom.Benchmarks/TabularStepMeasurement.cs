using System.Diagnostics;
using System.Globalization;
using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>One training step of the handbook's table network: 30→64→32→1, ReLU, dropout .3 and .2, binary cross-entropy on logits, Adam, batch 32.</summary>
internal sealed class TabularStepMeasurement : IMeasurement
{
    private const int Steps = 500;

    public string Name => "tabular-mlp";

    public string About => "a training step of 30→64→32→1 on 32 rows: microseconds and bytes allocated  [THREADS]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        ForkJoin.Threads = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1;
        var rng = new Rng(42);
        Sequential model = Mlp.Create(30, [64, 32], 1, dropout: [0.3, 0.2], rng: rng);
        var optimizer = new Adam(model, lr: 1e-3);
        Tensor x = rng.Normal([32, 30]), y = Tensor.From<float>([.. Enumerable.Range(0, 32).Select(i => i % 3 == 0 ? 1f : 0f)], [32, 1]);
        Action work = () =>
        {
            for (int i = 0; i < Steps; i++)
            {
                using (Step.Begin())
                {
                    optimizer.ZeroGradients();
                    Tensor loss = Loss.BinaryCrossEntropy(model.Forward(x), y);
                    loss.Backward();
                    optimizer.Step();
                    loss.ToScalar();
                }
            }
        };
        Clock.Best(work, 1);
        double[] times = new double[21];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / Steps;
        }

        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tabular-mlp b32, {ForkJoin.Threads} thread(s): median {times[times.Length / 2]:F1} µs a step, fastest {times[0]:F1}, {(double)bytes / (times.Length * Steps):F2} bytes allocated a step"));
    }
}
