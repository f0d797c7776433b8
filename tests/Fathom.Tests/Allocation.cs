namespace Fathom.Tests;

/// <summary>
/// Bytes that work allocates: the least of a few runs. What the work itself allocates shows in every run; what the runtime does beside it
/// (tiered compilation, the test host, a collection) shows in some.
/// </summary>
internal static class Allocation
{
    private const int Runs = 5;

    public static long OnThisThread(Action work) => Least(work, GC.GetAllocatedBytesForCurrentThread);

    /// <summary>On all threads: for tests that run alone.</summary>
    public static long InProcess(Action work) => Least(work, () => GC.GetTotalAllocatedBytes(precise: true));

    private static long Least(Action work, Func<long> allocated)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Runs; i++)
        {
            long before = allocated();
            work();
            least = Math.Min(least, allocated() - before);
        }

        return least;
    }
}
