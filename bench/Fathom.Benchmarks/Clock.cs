using System.Diagnostics;

namespace Fathom.Benchmarks;

/// <summary>Timing for short work on a shared machine: the best of many rounds, since whatever disturbs a round can only slow it down.</summary>
internal static class Clock
{
    /// <summary>Seconds that one call of <paramref name="work"/> takes: the best of the rounds that fit into <paramref name="seconds"/>,
    /// after a warm-up. A round repeats the work until it lasts about a millisecond.</summary>
    internal static double Best(Action work, double seconds = 0.25)
    {
        work();
        int repeats = 1;
        while (true)
        {
            double t = Time(work, repeats);
            if (t >= 1e-3 || repeats >= 1 << 24)
                break;
            repeats = (int)Math.Clamp(repeats * 1.2e-3 / Math.Max(t, 1e-7), repeats + 1, repeats * 10L);
        }
        double best = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        do
            best = Math.Min(best, Time(work, repeats) / repeats);
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return best;
    }

    /// <summary>The median of <paramref name="work"/>'s rate against <paramref name="yardstick"/>'s, measured in turns (yardstick, work,
    /// yardstick): on a shared machine both suffer alike, and their ratio stays. The yardstick runs twice before it is timed: right behind other work
    /// its first microseconds are a fifth slower, which would flatter the work.</summary>
    /// <returns>Seconds of work ÷ seconds of yardstick.</returns>
    internal static double MedianRatio(Action work, Action yardstick, double seconds = 0.5)
    {
        work();
        yardstick();
        int repeats = (int)Math.Clamp(1e-4 / Math.Max(Time(work, 1), 1e-7), 1, 1000);
        var ratios = new List<double>();
        long start = Stopwatch.GetTimestamp();
        do
        {
            double before = Warm(yardstick), t = Time(work, repeats) / repeats, after = Warm(yardstick);
            ratios.Add(t / ((before + after) / 2));
        }
        while (ratios.Count < 5 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        ratios.Sort();
        return ratios[ratios.Count / 2];
    }

    /// <summary>Seconds that one call takes, once.</summary>
    internal static double Once(Action work) => Time(work, 1);

    private static double Warm(Action work)
    {
        work();
        work();
        return Time(work, 1);
    }

    private static double Time(Action work, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
            work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
