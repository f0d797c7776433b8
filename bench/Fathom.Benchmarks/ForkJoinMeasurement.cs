using System.Diagnostics;
using System.Globalization;
using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>How long after a call a helper begins its piece: while helpers are awake, after a pause in which they fell asleep; and what a call costs.</summary>
internal sealed class ForkJoinMeasurement : IMeasurement
{
    private const int Hot = 20_000, Cold = 300;

    private static long s_begun;

    public string Name => "fork-join";

    public string About => "sharing work between threads: microseconds until a helper begins, hot and asleep, and the cost of a call";

    public void Run(ReadOnlySpan<string> arguments)
    {
        ForkJoin.Threads = 2;
        Begin();
        Report("hot: a helper begins after", Hot, () => { }, Begin);
        Report("hot: a call with two empty pieces takes", Hot, () => { }, () => Span(() => ForkJoin.Run(2, default(Nothing))));
        Report("asleep: a helper begins after", Cold, () => Thread.Sleep(2), Begin);
        Thread.Sleep(1000);
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        Thread.Sleep(1000);
        Console.WriteLine($"processor time in a second without work: {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds:F0} ms");
    }

    private static void Report(string what, int count, Action pause, Func<double> measure)
    {
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            pause();
            times[i] = measure();
        }

        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-42} median {times[count / 2],6:F2} µs, 95 % within {times[count * 95 / 100],6:F2}, 99 % within {times[count * 99 / 100],6:F2}"));
    }

    private static double Begin()
    {
        Volatile.Write(ref s_begun, 0);
        long called = Stopwatch.GetTimestamp();
        ForkJoin.Run(2, new Wait(Environment.CurrentManagedThreadId));
        return (Volatile.Read(ref s_begun) - called) * 1e6 / Stopwatch.Frequency;
    }

    private static double Span(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency;
    }

    private readonly struct Nothing : IJob
    {
        public void Run(int piece)
        {
        }
    }

    /// <summary>The caller's piece waits until another thread has begun the other one, which notes when that was.</summary>
    private readonly struct Wait(int caller) : IJob
    {
        public void Run(int piece)
        {
            if (Environment.CurrentManagedThreadId != caller)
            {
                Volatile.Write(ref s_begun, Stopwatch.GetTimestamp());
                return;
            }

            while (Volatile.Read(ref s_begun) == 0)
                Thread.SpinWait(1);
        }
    }
}
