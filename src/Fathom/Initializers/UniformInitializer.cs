namespace Fathom;

/// <summary>Numbers evenly spread over [low, high): variance (high − low)² / 12.</summary>
public sealed record UniformInitializer : Initializer
{
    /// <summary>A uniform start.</summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The bound above.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is no finite number, or <paramref name="high"/> is below <paramref name="low"/>.</exception>
    public UniformInitializer(double low, double high)
    {
        Low = CheckFinite(low, nameof(low));
        High = CheckFinite(high, nameof(high));
        if (high < low)
            throw new ArgumentOutOfRangeException(nameof(high), high, $"UniformInitializer: high is below low, {low}; swap them.");
    }

    /// <summary>The least value.</summary>
    public double Low { get; }

    /// <summary>The bound above.</summary>
    public double High { get; }

    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng) => rng.Uniform(w, Low, High);
}
