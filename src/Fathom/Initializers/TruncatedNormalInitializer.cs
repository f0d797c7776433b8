namespace Fathom;

/// <summary>Normally distributed numbers, drawn again when further than <c>cut</c> standard deviations from the mean: no weight starts as an outlier.</summary>
/// <remarks><code>
/// differs  from torch's trunc_normal_: the cut is given in standard deviations (torch's −2 … 2 is absolute), and rejection replaces its inverse
/// </code></remarks>
public sealed record TruncatedNormalInitializer : Initializer
{
    /// <summary>A truncated normal start.</summary>
    /// <param name="mean">The mean, 0 by default.</param>
    /// <param name="std">The standard deviation before the cut, .02 by default; with the usual cut of 2 it becomes .88 of it.</param>
    /// <param name="cut">How many standard deviations from the mean a value may lie, .1 or more; 2 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public TruncatedNormalInitializer(double mean = 0, double std = 0.02, double cut = 2)
    {
        Mean = CheckFinite(mean, nameof(mean));
        Std = CheckScale(std, nameof(std));
        Cut = cut >= 0.1 ? cut : throw new ArgumentOutOfRangeException(nameof(cut), cut, "TruncatedNormalInitializer: cut is 0.1 standard deviations or more; for less, UniformInitializer is the same thing.");
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation before the cut.</summary>
    public double Std { get; }

    /// <summary>How many standard deviations from the mean a value may lie.</summary>
    public double Cut { get; }

    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng)
    {
        double[] kept = new double[w.Length], drawn = new double[w.Length];
        for (int count = 0; count < kept.Length;)
        {
            Span<double> fresh = drawn.AsSpan(count);
            rng.Normal(fresh);
            foreach (double value in fresh)
                if (Math.Abs(value) <= Cut)
                    kept[count++] = Mean + (Std * value);
        }

        Write(w, kept);
    }
}
