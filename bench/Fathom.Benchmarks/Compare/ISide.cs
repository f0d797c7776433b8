namespace Fathom.Benchmarks;

/// <summary>One of the programs that are timed in turns.</summary>
internal interface ISide
{
    /// <summary>The heading of its column.</summary>
    string Name { get; }

    /// <summary>Version and what to know about its figures; or why it is missing, and how to install it.</summary>
    string Note { get; }

    /// <summary>Whether it was found.</summary>
    bool IsHere { get; }

    /// <summary>Its version, for the record; empty where it is missing.</summary>
    string Version { get; }

    /// <summary>Whether it has this workload.</summary>
    bool Has(Workload workload);

    /// <summary>Runs a workload in a process of its own.</summary>
    /// <exception cref="SideFailedException">The process did not do it.</exception>
    SideStep Measure(Workload workload, int threads);
}

/// <summary>What one process measured.</summary>
/// <param name="Microseconds">The median step.</param>
/// <param name="PeakBytes">The peak of the process's memory; 0 where it was not told.</param>
/// <param name="LoadedBytes">What of it was there before the first network: runtime and libraries; 0 where it was not told.</param>
/// <param name="FloorShare">Share of the floor; ours only.</param>
/// <param name="Bytes">Bytes allocated a step; ours only.</param>
internal readonly record struct SideStep(double Microseconds, long PeakBytes, long LoadedBytes = 0, double? FloorShare = null, double? Bytes = null);

/// <summary>A side was found but did not run a workload; the message is its own.</summary>
internal sealed class SideFailedException(string message) : Exception(message);
