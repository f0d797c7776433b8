namespace Fathom;

/// <summary>Layer normalization: each example's last axes are brought to mean 0 and variance 1, then scaled and shifted.</summary>
/// <remarks><code>
/// formula   y = (x − mean)/√(var + ε)·w + b, mean and biased variance over the normalized axes
/// shapes    x (…, S) → y (…, S)      w, b (S), S the normalized shape
/// names     weight, bias
/// start     w = 1, b = 0
/// differs   from torch.nn.LayerNorm: nothing
/// source    Ba, Kiros and Hinton 2016, arXiv:1607.06450
/// </code></remarks>
public sealed class LayerNorm : Layer, ILayer<LayerNorm>
{
    private readonly int[] _shape;

    /// <summary>Normalizes the last axis.</summary>
    /// <param name="features">Its length.</param>
    /// <param name="eps">ε, added to the variance.</param>
    public LayerNorm(int features, double eps = 1e-5)
        : this([features], eps)
    {
    }

    /// <summary>Normalizes the last axes, as many as <paramref name="normalizedShape"/> has.</summary>
    /// <param name="normalizedShape">Their lengths.</param>
    /// <param name="eps">ε, added to the variance.</param>
    /// <param name="affine">Whether to scale and shift by learned parameters.</param>
    public LayerNorm(ReadOnlySpan<int> normalizedShape, double eps = 1e-5, bool affine = true)
    {
        if (normalizedShape.IsEmpty)
            throw new ArgumentException("LayerNorm: normalizedShape has no axes; expected the lengths of the last axes to normalize.", nameof(normalizedShape));
        foreach (int length in normalizedShape)
            Require.Positive(length, nameof(normalizedShape));
        _shape = normalizedShape.ToArray();
        Eps = Require.PositiveNumber(eps, nameof(eps));
        if (!affine)
            return;
        Weight = Tensor.Parameter(_shape);
        Weight.Fill(1);
        Bias = Tensor.Parameter(_shape);
    }

    static string ILayer<LayerNorm>.Name => "LayerNorm";

    /// <summary>The lengths of the normalized axes.</summary>
    public ReadOnlySpan<int> NormalizedShape => _shape;

    /// <summary>ε.</summary>
    public double Eps { get; }

    /// <summary>w, the scale, or none.</summary>
    public Tensor Weight { get; }

    /// <summary>b, the shift, or none.</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("weight", Weight), ("bias", Bias)];

    static LayerNorm ILayer<LayerNorm>.Create(Settings settings) => new(settings.Ints("shape"), settings.Double("eps"), settings.Bool("affine"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank < _shape.Length || !x.Shape[^_shape.Length..].AsSpan().SequenceEqual(_shape))
            throw new ShapeException(nameof(LayerNorm), "x", x.Shape.ToString(), $"last axes of {new Shape(_shape)}, the normalized shape");
        return new Ops.LayerNorm(_shape.Length, Eps).Run(x, Weight, Bias);
    }

    void ILayer<LayerNorm>.Describe(Settings settings)
    {
        settings.Set("shape", _shape);
        settings.Set("eps", Eps);
        settings.Set("affine", !Weight.IsNone);
    }

    /// <inheritdoc/>
    public override string ToString() => $"LayerNorm({string.Join(", ", _shape)})";
}
