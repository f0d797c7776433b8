using System.Diagnostics;

namespace Fathom.Benchmarks;

/// <summary>The most memory a process has held at a time.</summary>
internal static class MemoryPeak
{
    /// <summary>Bytes resident at the widest; <c>VmHWM</c> on Linux, what <c>ru_maxrss</c> says of a Python.</summary>
    public static long OfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
