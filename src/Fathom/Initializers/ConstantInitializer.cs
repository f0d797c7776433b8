namespace Fathom;

/// <summary>The same value everywhere; for biases, and for scales of normalization layers. Weights would never learn to differ.</summary>
public sealed record ConstantInitializer : Initializer
{
    /// <summary>A constant start.</summary>
    /// <param name="value">The value, 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is no finite number.</exception>
    public ConstantInitializer(double value = 0) => Value = CheckFinite(value, nameof(value));

    /// <summary>The value.</summary>
    public double Value { get; }

    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng) => w.Fill(Value);
}
