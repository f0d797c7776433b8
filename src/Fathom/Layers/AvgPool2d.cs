using Fathom.Ops;

namespace Fathom;

/// <summary>Average pooling of pictures: the mean under a sliding window.</summary>
/// <remarks><code>
/// formula   y[…, o] = Σ over k of x[…, o·stride − padding + k] / places; places in the padding count unless they are not to
/// shapes    x (N, C, H, W) or (C, H, W) → y (N, C, H′, W′) or (C, H′, W′), H′ = ⌊(H + 2·padding − kernel)/stride⌋ + 1, W′ likewise
/// differs   from torch.nn.AvgPool2d: nothing
/// source    LeCun, Bottou, Bengio and Haffner 1998 (subsampling)
/// </code></remarks>
/// <param name="kernel">The window's height and width.</param>
/// <param name="stride">Places from one window to the next; the kernel by default.</param>
/// <param name="padding">Places of 0 at both ends, at most half the kernel.</param>
/// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
/// <param name="countIncludePad">Whether places in the padding count in the mean.</param>
/// <param name="divisorOverride">What sums are divided by instead of the number of places; not 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A number below 1 (padding: below 0), padding of more than half the kernel, or a divisor of 0.</exception>
public sealed class AvgPool2d(Size2 kernel, Size2? stride = null, Size2 padding = default, bool ceilMode = false, bool countIncludePad = true, int? divisorOverride = null)
    : WindowPool(PoolWindow.Of2d(kernel, stride, padding, 1, ceilMode)), ILayer<AvgPool2d>, IInference
{
    static string ILayer<AvgPool2d>.Name => "AvgPool2d";

    /// <summary>Whether places in the padding count in the mean.</summary>
    public bool CountIncludePad { get; } = countIncludePad;

    /// <summary>What sums are divided by instead of the number of places; none for that number.</summary>
    public int? DivisorOverride { get; } = TensorOperations.NotZero(divisorOverride) == 0 ? null : divisorOverride;

    static AvgPool2d ILayer<AvgPool2d>.Create(Settings settings) =>
        new(settings.Size("kernel"), settings.Size("stride"), settings.Size("padding"), settings.Bool("ceil_mode"), settings.Bool("count_include_pad"), settings.Int("divisor_override") is var divisor && divisor == 0 ? null : divisor);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new AvgPool(Window, CountIncludePad, DivisorOverride ?? 0).Run(Marked(x));

    bool IInference.Build(InferencePlan plan) => plan.Pool(this, new AvgPool(Window, CountIncludePad, DivisorOverride ?? 0).On(plan.Row));

    void ILayer<AvgPool2d>.Describe(Settings settings)
    {
        DescribeTo(settings, dilation: false);
        settings.Set("count_include_pad", CountIncludePad);
        settings.Set("divisor_override", DivisorOverride ?? 0);
    }
}
