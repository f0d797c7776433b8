using Fathom.Ops;

namespace Fathom;

/// <summary>Max pooling of pictures to a given size, whatever the size of the input.</summary>
/// <remarks><code>
/// formula   y[…, o] = max of x[…, i] over ⌊o·n/m⌋ ≤ i &lt; ⌈(o + 1)·n/m⌉, n the length of an axis and m that of the result
/// shapes    x (N, C, H, W) or (C, H, W) → y (N, C, height, width) or (C, height, width)
/// differs   from torch.nn.AdaptiveMaxPool2d: an output size of 0 is refused; where the numbers stand is told by Tensor.AdaptiveMaxPool2dWithIndices
/// source    definition; PyTorch's division of an axis
/// </code></remarks>
public sealed class AdaptiveMaxPool2d : Layer, ILayer<AdaptiveMaxPool2d>
{
    /// <summary>Makes a layer of a given size.</summary>
    /// <param name="output">Height and width of the result; 1 gives one number a channel.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public AdaptiveMaxPool2d(Size2 output)
        : this(output.Height, output.Width)
    {
    }

    /// <summary>Makes a layer that may keep the length of an axis.</summary>
    /// <param name="height">Rows of the result; none keeps the input's.</param>
    /// <param name="width">Columns of the result; none keeps the input's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public AdaptiveMaxPool2d(int? height, int? width) => Size = AdaptiveSize.Of2d(height, width);

    static string ILayer<AdaptiveMaxPool2d>.Name => "AdaptiveMaxPool2d";

    /// <summary>The size of the result.</summary>
    public AdaptiveSize Size { get; }

    static AdaptiveMaxPool2d ILayer<AdaptiveMaxPool2d>.Create(Settings settings)
    {
        Size2 size = settings.Size("output");
        return new(size.Height == 0 ? null : size.Height, size.Width == 0 ? null : size.Width);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new AdaptiveMaxPool(Size).Run(Marked(x));

    void ILayer<AdaptiveMaxPool2d>.Describe(Settings settings) => settings.Set("output", [Size.Height, Size.Width]);

    /// <inheritdoc/>
    public override string ToString() => $"AdaptiveMaxPool2d({Size})";
}
