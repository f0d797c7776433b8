namespace Fathom;

/// <summary>Normally distributed numbers, drawn again when beyond bounds, usually two standard deviations from the mean: no weight starts as an outlier.</summary>
/// <remarks><code>
/// formula  N(mean, std²) given low ≤ w ≤ high      low, high = mean ∓ cut·std, or <see cref="Between"/>'s
/// differs  from torch's trunc_normal_: the cut is given in standard deviations (torch's a and b are absolute, as those of Between), and rejection
///          replaces its inverse
/// </code></remarks>
public sealed record TruncatedNormalInitializer : Initializer
{
    private const double NarrowestCut = 0.1;

    /// <summary>A truncated normal start.</summary>
    /// <param name="mean">The mean, 0 by default.</param>
    /// <param name="std">The standard deviation before the cut, .02 by default; with the usual cut of 2 it becomes .88 of it.</param>
    /// <param name="cut">How many standard deviations from the mean a value may lie, .1 or more; 2 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public TruncatedNormalInitializer(double mean = 0, double std = 0.02, double cut = 2)
    {
        Mean = CheckFinite(mean, nameof(mean));
        Std = CheckScale(std, nameof(std));
        if (!(cut >= NarrowestCut))
            throw new ArgumentOutOfRangeException(nameof(cut), cut, "TruncatedNormalInitializer: cut is 0.1 standard deviations or more; for less, UniformInitializer is the same thing.");
        (Low, High) = (-cut, cut);
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation before the cut.</summary>
    public double Std { get; }

    /// <summary>The least value, in standard deviations from the mean.</summary>
    public double Low { get; private init; }

    /// <summary>The largest value, in standard deviations from the mean.</summary>
    public double High { get; private init; }

    /// <summary>A truncated normal start between bounds of their own, as torch's trunc_normal_(mean, std, a, b).</summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The largest value.</param>
    /// <param name="mean">The mean before the cut, 0 by default.</param>
    /// <param name="std">The standard deviation before the cut, above 0; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range, or less than a tenth of a standard deviation is left within two of the mean.</exception>
    public static TruncatedNormalInitializer Between(double low, double high, double mean = 0, double std = 1)
    {
        CheckFinite(low, nameof(low));
        CheckFinite(high, nameof(high));
        Require.PositiveNumber(std, nameof(std));
        var start = new TruncatedNormalInitializer(mean, std) { Low = (low - mean) / std, High = (high - mean) / std };
        if (!(Math.Min(start.High, 2) - Math.Max(start.Low, -2) >= NarrowestCut))
            throw new ArgumentOutOfRangeException(nameof(high), high, FormattableString.Invariant($"TruncatedNormalInitializer: between {low} and {high} lies less than a tenth of a standard deviation of N({mean}, {std}²) within two of its mean. Move or widen the bounds; UniformInitializer suits narrow ones."));
        return start;
    }

    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng)
    {
        double[] kept = new double[w.Length], drawn = new double[w.Length];
        for (int count = 0; count < kept.Length;)
        {
            Span<double> fresh = drawn.AsSpan(count);
            rng.Normal(fresh);
            foreach (double value in fresh)
                if (value >= Low && value <= High)
                    kept[count++] = Mean + (Std * value);
        }

        Write(w, kept);
    }
}
