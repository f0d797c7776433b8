using Fathom.Ops;

namespace Fathom;

/// <summary>Average pooling of sequences to a given size, whatever the size of the input. Size 1 is global average pooling.</summary>
/// <remarks><code>
/// formula   y[…, o] = mean of x[…, i] over ⌊o·n/m⌋ ≤ i &lt; ⌈(o + 1)·n/m⌉, n the length of an axis and m that of the result
/// shapes    x (N, C, L) or (C, L) → y (N, C, output) or (C, output)
/// differs   from torch.nn.AdaptiveAvgPool1d: an output size of 0 is refused
/// source    Lin, Chen and Yan 2013, arXiv:1312.4400 (global average pooling)
/// </code></remarks>
/// <param name="output">The length of the result.</param>
/// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
public sealed class AdaptiveAvgPool1d(int output) : Layer, ILayer<AdaptiveAvgPool1d>, IInference
{
    static string ILayer<AdaptiveAvgPool1d>.Name => "AdaptiveAvgPool1d";

    /// <summary>The length of the result.</summary>
    public AdaptiveSize Size { get; } = AdaptiveSize.Of1d(output);

    static AdaptiveAvgPool1d ILayer<AdaptiveAvgPool1d>.Create(Settings settings) => new(settings.Int("output"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new AdaptiveAvgPool(Size).Run(Marked(x));

    bool IInference.Build(InferencePlan plan) => plan.Pool(this, new AdaptiveAvgPool(Size).On(plan.Row));

    void ILayer<AdaptiveAvgPool1d>.Describe(Settings settings) => settings.Set("output", Size.Width);

    /// <inheritdoc/>
    public override string ToString() => $"AdaptiveAvgPool1d({Size})";
}
