namespace Fathom;

/// <summary>Normally distributed numbers, N(mean, std²). A fixed std suits one width only: too small and signals die out over depth, too large and they explode.</summary>
public sealed record NormalInitializer : Initializer
{
    /// <summary>A normal start.</summary>
    /// <param name="mean">The mean, 0 by default.</param>
    /// <param name="std">The standard deviation; .02, the usual one of transformers, by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is no finite number, or <paramref name="std"/> is negative.</exception>
    public NormalInitializer(double mean = 0, double std = 0.02)
    {
        Mean = CheckFinite(mean, nameof(mean));
        Std = CheckScale(std, nameof(std));
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation.</summary>
    public double Std { get; }

    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng) => rng.Normal(w, Mean, Std);
}
