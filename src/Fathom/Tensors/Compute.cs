using Fathom.Kernels;

namespace Fathom;

/// <summary>How this process computes.</summary>
public static class Compute
{
    /// <summary>
    /// The largest number of threads that work on one operation, the calling thread included; the number of processors to begin with. It
    /// decides how long a result takes, never what it is: work is cut by its size alone, so the same seed gives the same bits at any number.
    /// </summary>
    /// <remarks><code>
    /// Compute.Threads = 1;     // the calling thread alone
    /// </code>The helping threads are the library's own. They start when first needed, wait for more work for at most 100 µs after they had some, and
    /// then sleep: a process that does not compute uses no processor time. Operations of several threads at a time are all right; the one that
    /// comes first has the helpers, the others compute on their own. It is one number for the process and may be changed at any time. The
    /// command's <c>--threads</c> sets it.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in 1…256.</exception>
    public static int Threads
    {
        get => ForkJoin.Threads;
        set => ForkJoin.Threads = value;
    }
}
