namespace Fathom;

/// <summary>What layers share that normalize each example over its last axes: the normalized shape, ε and the scale.</summary>
public abstract class LastAxesNormalization : Layer
{
    private readonly int[] _shape;

    private protected LastAxesNormalization(ReadOnlySpan<int> normalizedShape, double eps, bool affine)
    {
        if (normalizedShape.IsEmpty)
            throw new ArgumentException($"{GetType().Name}: normalizedShape has no axes; expected the lengths of the last axes to normalize.", nameof(normalizedShape));
        foreach (int length in normalizedShape)
            Require.Positive(length, nameof(normalizedShape));
        _shape = normalizedShape.ToArray();
        Eps = Require.PositiveNumber(eps, nameof(eps));
        if (!affine)
            return;
        Weight = Tensor.Parameter(_shape);
        Weight.Fill(1);
    }

    /// <summary>The lengths of the normalized axes.</summary>
    public ReadOnlySpan<int> NormalizedShape => _shape;

    /// <summary>ε.</summary>
    public double Eps { get; }

    /// <summary>w, the scale, or none.</summary>
    public Tensor Weight { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({string.Join(", ", _shape)})";

    /// <summary>Refuses an input whose last axes are others.</summary>
    private protected void Check(Tensor x)
    {
        if (x.Rank < _shape.Length || !x.Shape[^_shape.Length..].AsSpan().SequenceEqual(_shape))
            throw new ShapeException(GetType().Name, "x", x.Shape.ToString(), $"last axes of {new Shape(_shape)}, the normalized shape");
    }

    /// <summary>Writes the settings of both layers.</summary>
    private protected void DescribeTo(Settings settings)
    {
        settings.Set("shape", _shape);
        settings.Set("eps", Eps);
        settings.Set("affine", !Weight.IsNone);
    }
}
