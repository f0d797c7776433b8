namespace Fathom;

/// <summary>How values are spread: equal bins from the smallest to the largest.</summary>
/// <param name="Minimum">The smallest finite value.</param>
/// <param name="Maximum">The largest finite value.</param>
/// <param name="Counts">Values a bin.</param>
public sealed record Histogram(double Minimum, double Maximum, IReadOnlyList<long> Counts)
{
    /// <summary>Values that are NaN or infinite, in no bin.</summary>
    public long NotFinite { get; init; }
}
