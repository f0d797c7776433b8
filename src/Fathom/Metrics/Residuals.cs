namespace Fathom;

/// <summary>How far predictions of a number lie off: residual = predicted − true, so a positive mean says that too much is predicted.</summary>
/// <remarks><code>
/// mean, deviation   of all residuals (deviation with N, not N − 1)
/// quantiles         linear between neighbours, as NumPy's default (Hyndman and Fan 1996, type 7)
/// histogram         equal bins from the smallest to the largest residual, the last with its upper end
/// undefined: NaN without rows, or where a residual is not finite
/// </code></remarks>
public sealed class Residuals
{
    private readonly double[] _sorted;

    private Residuals(double[] sorted, IReadOnlyList<long> counts)
    {
        _sorted = sorted;
        Counts = counts;
        Mean = sorted.Length == 0 ? double.NaN : sorted.Average();
        Deviation = sorted.Length == 0 ? double.NaN : Math.Sqrt(sorted.Average(r => (r - Mean) * (r - Mean)));
    }

    /// <summary>The mean residual: the bias.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation of the residuals.</summary>
    public double Deviation { get; }

    /// <summary>The smallest residual.</summary>
    public double Minimum => Quantile(0);

    /// <summary>The largest residual.</summary>
    public double Maximum => Quantile(1);

    /// <summary>Residuals a bin, from the smallest to the largest; empty without rows.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>Works them out.</summary>
    /// <param name="predicted">What was predicted, (N,).</param>
    /// <param name="actual">What was right, (N,).</param>
    /// <param name="bins">Bins of the histogram; 0, the default, for about √N, 5 to 40.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Residuals Of(ReadOnlySpan<double> predicted, ReadOnlySpan<double> actual, int bins = 0)
    {
        Pairs.CheckLengths("Residuals", "predicted", predicted.Length, "actual", actual.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(bins);
        double[] sorted = new double[predicted.Length];
        for (int i = 0; i < sorted.Length; i++)
            sorted[i] = predicted[i] - actual[i];
        Array.Sort(sorted);
        if (sorted.Length == 0 || !double.IsFinite(sorted[0]) || !double.IsFinite(sorted[^1]))
            return new Residuals([], []);
        long[] counts = new long[bins == 0 ? Math.Clamp((int)Math.Sqrt(sorted.Length), 5, 40) : bins];
        double width = (sorted[^1] - sorted[0]) / counts.Length;
        foreach (double residual in sorted)
            counts[width == 0 ? 0 : Math.Min(counts.Length - 1, (int)((residual - sorted[0]) / width))]++;
        return new Residuals(sorted, counts);
    }

    /// <summary>The residual below which this share of them lies.</summary>
    /// <param name="share">0 … 1; .5 is the median.</param>
    public double Quantile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        if (_sorted.Length == 0)
            return double.NaN;
        double place = share * (_sorted.Length - 1);
        int below = (int)place;
        return below + 1 >= _sorted.Length ? _sorted[below] : _sorted[below] + ((place - below) * (_sorted[below + 1] - _sorted[below]));
    }
}
