using System.Numerics;

namespace Fathom.Kernels;

/// <summary>Counts numbers in equal bins.</summary>
internal static class ValueBins
{
    /// <summary>Adds the finite numbers of <paramref name="x"/> to the bins between <paramref name="low"/> and <paramref name="high"/>; of one bin only, where the two are equal, the middle one counts.</summary>
    public static void Add<T>(ReadOnlySpan<T> x, double low, double high, Span<long> counts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int last = counts.Length - 1;
        if (!(high > low))
        {
            foreach (T value in x)
                counts[counts.Length / 2] += T.IsFinite(value) ? 1 : 0;
            return;
        }

        // Halved, as the difference of two finite numbers need not be finite.
        double scale = counts.Length / ((high / 2) - (low / 2)) / 2;
        if (!double.IsFinite(scale))
            scale = double.MaxValue;
        foreach (T value in x)
        {
            if (T.IsFinite(value))
                counts[Math.Min(last, (int)((double.CreateTruncating(value) - low) * scale))]++;
        }
    }
}
