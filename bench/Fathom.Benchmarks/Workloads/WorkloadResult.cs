using System.Diagnostics;
using System.Text.Json;
using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>How fast a workload ran at a number of threads.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Threads">Threads allowed.</param>
/// <param name="Microseconds">The median step.</param>
/// <param name="Spread">The width of the middle half of the steps, divided by the median.</param>
/// <param name="Bytes">Bytes allocated a step.</param>
/// <param name="FloorShare">Operations a second, divided by the multiply-add peak of as many cores; the peak is measured just before.</param>
/// <param name="PooledBytes">What the steps' tensors take together: the memory that every step uses again.</param>
/// <param name="PeakBytes">The most memory the process has held so far, runtime and all; another program's is comparable where the process ran this workload alone.</param>
internal sealed record WorkloadResult(string Name, int Threads, double Microseconds, double Spread, double Bytes, double FloorShare, long PooledBytes, long PeakBytes)
{
    /// <summary>How results are written to files.</summary>
    public static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private const double WarmSeconds = 0.5;

    /// <summary>Prepares, warms up, and times every step by itself.</summary>
    public static WorkloadResult Of(Workload workload, int threads)
    {
        ForkJoin.Threads = threads;
        double peak = PeakMeasure.MultiplyAddPeak<float>();
        Action step = workload.Prepare().Step;
        long pooled = Workspace.Current.PooledBytes;

        // The tiers of compilation take a while, whatever the number of steps.
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < workload.Warm || Stopwatch.GetElapsedTime(start).TotalSeconds < WarmSeconds; i++)
            step();
        double[] times = new double[workload.Count];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < times.Length; i++)
        {
            start = Stopwatch.GetTimestamp();
            step();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        Array.Sort(times);
        double median = times[times.Length / 2];
        return new WorkloadResult(
            workload.Name,
            threads,
            median,
            (times[times.Length * 3 / 4] - times[times.Length / 4]) / median,
            (double)bytes / times.Length,
            workload.MegaFlops / median * 1e12 / (peak * threads),
            Workspace.Current.PooledBytes - pooled,
            MemoryPeak.OfThisProcess());
    }
}
