using Fathom.Ops;

namespace Fathom;

/// <summary>Max pooling of sequences to a given size, whatever the size of the input.</summary>
/// <remarks><code>
/// formula   y[…, o] = max of x[…, i] over ⌊o·n/m⌋ ≤ i &lt; ⌈(o + 1)·n/m⌉, n the length of an axis and m that of the result
/// shapes    x (N, C, L) or (C, L) → y (N, C, output) or (C, output)
/// differs   from torch.nn.AdaptiveMaxPool1d: an output size of 0 is refused; where the numbers stand is told by Tensor.AdaptiveMaxPool1dWithIndices
/// source    definition; PyTorch's division of an axis
/// </code></remarks>
/// <param name="output">The length of the result.</param>
/// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
public sealed class AdaptiveMaxPool1d(int output) : Layer, ILayer<AdaptiveMaxPool1d>
{
    static string ILayer<AdaptiveMaxPool1d>.Name => "AdaptiveMaxPool1d";

    /// <summary>The length of the result.</summary>
    public AdaptiveSize Size { get; } = AdaptiveSize.Of1d(output);

    static AdaptiveMaxPool1d ILayer<AdaptiveMaxPool1d>.Create(Settings settings) => new(settings.Int("output"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new AdaptiveMaxPool(Size).Run(Marked(x));

    void ILayer<AdaptiveMaxPool1d>.Describe(Settings settings) => settings.Set("output", Size.Width);

    /// <inheritdoc/>
    public override string ToString() => $"AdaptiveMaxPool1d({Size})";
}
