namespace Fathom;

/// <summary>Root-mean-square normalization: each example's last axes are divided by the root of their mean square, then scaled. Layer normalization without mean and shift.</summary>
/// <remarks><code>
/// formula   y = x/√(mean(x²) + ε)·w, the mean over the normalized axes
/// shapes    x (…, S) → y (…, S)      w (S), S the normalized shape
/// names     weight
/// start     w = 1
/// differs   from torch.nn.RMSNorm: ε is 10⁻⁶ by default, not the type's smallest step above 1
/// source    Zhang and Sennrich 2019, arXiv:1910.07467
/// </code></remarks>
/// <exception cref="ShapeException">The input's last axes are not the normalized shape.</exception>
public sealed class RMSNorm : LastAxesNormalization, ILayer<RMSNorm>
{
    /// <summary>Normalizes the last axis.</summary>
    /// <param name="features">Its length.</param>
    /// <param name="eps">ε, added to the mean square.</param>
    public RMSNorm(int features, double eps = 1e-6)
        : this([features], eps)
    {
    }

    /// <summary>Normalizes the last axes, as many as <paramref name="normalizedShape"/> has.</summary>
    /// <param name="normalizedShape">Their lengths.</param>
    /// <param name="eps">ε, added to the mean square.</param>
    /// <param name="affine">Whether to scale by a learned parameter.</param>
    public RMSNorm(ReadOnlySpan<int> normalizedShape, double eps = 1e-6, bool affine = true)
        : base(normalizedShape, eps, affine)
    {
    }

    static string ILayer<RMSNorm>.Name => "RMSNorm";

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("weight", Weight)];

    static RMSNorm ILayer<RMSNorm>.Create(Settings settings) => new(settings.Ints("shape"), settings.Double("eps"), settings.Bool("affine"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Check(x);
        return new Ops.RMSNorm(NormalizedShape.Length, Eps).Run(Marked(x), Weight);
    }

    void ILayer<RMSNorm>.Describe(Settings settings) => DescribeTo(settings);
}
