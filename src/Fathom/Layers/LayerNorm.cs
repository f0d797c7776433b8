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
public sealed class LayerNorm : LastAxesNormalization, ILayer<LayerNorm>
{
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
        : base(normalizedShape, eps, affine)
    {
        if (affine)
            Bias = Tensor.Parameter(Weight.Shape);
    }

    static string ILayer<LayerNorm>.Name => "LayerNorm";

    /// <summary>b, the shift, or none.</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("weight", Weight), ("bias", Bias)];

    static LayerNorm ILayer<LayerNorm>.Create(Settings settings) => new(settings.Ints("shape"), settings.Double("eps"), settings.Bool("affine"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Check(x);
        return new Ops.LayerNorm(NormalizedShape.Length, Eps).Run(Marked(x), Weight, Bias);
    }

    void ILayer<LayerNorm>.Describe(Settings settings) => DescribeTo(settings);
}
