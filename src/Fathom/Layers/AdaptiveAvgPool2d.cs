using Fathom.Ops;

namespace Fathom;

/// <summary>Average pooling of pictures to a given size, whatever the size of the input. Size 1 is global average pooling.</summary>
/// <remarks><code>
/// formula   y[…, o] = mean of x[…, i] over ⌊o·n/m⌋ ≤ i &lt; ⌈(o + 1)·n/m⌉, n the length of an axis and m that of the result
/// shapes    x (N, C, H, W) or (C, H, W) → y (N, C, height, width) or (C, height, width)
/// differs   from torch.nn.AdaptiveAvgPool2d: an output size of 0 is refused
/// source    Lin, Chen and Yan 2013, arXiv:1312.4400 (global average pooling)
/// </code></remarks>
public sealed class AdaptiveAvgPool2d : Layer, ILayer<AdaptiveAvgPool2d>, IInference
{
    /// <summary>Makes a layer of a given size.</summary>
    /// <param name="output">Height and width of the result; 1 gives one number a channel.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public AdaptiveAvgPool2d(Size2 output)
        : this(output.Height, output.Width)
    {
    }

    /// <summary>Makes a layer that may keep the length of an axis.</summary>
    /// <param name="height">Rows of the result; none keeps the input's.</param>
    /// <param name="width">Columns of the result; none keeps the input's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public AdaptiveAvgPool2d(int? height, int? width) => Size = AdaptiveSize.Of2d(height, width);

    static string ILayer<AdaptiveAvgPool2d>.Name => "AdaptiveAvgPool2d";

    /// <summary>The size of the result.</summary>
    public AdaptiveSize Size { get; }

    static AdaptiveAvgPool2d ILayer<AdaptiveAvgPool2d>.Create(Settings settings)
    {
        Size2 size = settings.Size("output");
        return new(size.Height == 0 ? null : size.Height, size.Width == 0 ? null : size.Width);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new AdaptiveAvgPool(Size).Run(Marked(x));

    bool IInference.Build(InferencePlan plan) => plan.Pool(this, new AdaptiveAvgPool(Size).On(plan.Row));

    void ILayer<AdaptiveAvgPool2d>.Describe(Settings settings) => settings.Set("output", [Size.Height, Size.Width]);

    /// <inheritdoc/>
    public override string ToString() => $"AdaptiveAvgPool2d({Size})";
}
