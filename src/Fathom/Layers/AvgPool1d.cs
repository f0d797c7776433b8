using Fathom.Ops;

namespace Fathom;

/// <summary>Average pooling of sequences: the mean under a sliding window.</summary>
/// <remarks><code>
/// formula   y[…, o] = Σ over k of x[…, o·stride − padding + k] / places; places in the padding count unless they are not to
/// shapes    x (N, C, L) or (C, L) → y (N, C, L′) or (C, L′), L′ = ⌊(L + 2·padding − kernel)/stride⌋ + 1
/// differs   from torch.nn.AvgPool1d: nothing
/// source    LeCun, Bottou, Bengio and Haffner 1998 (subsampling)
/// </code></remarks>
/// <param name="kernel">The window's length.</param>
/// <param name="stride">Places from one window to the next; the kernel by default.</param>
/// <param name="padding">Places of 0 at both ends, at most half the kernel.</param>
/// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
/// <param name="countIncludePad">Whether places in the padding count in the mean.</param>
/// <exception cref="ArgumentOutOfRangeException">A number below 1 (padding: below 0), or padding of more than half the kernel.</exception>
public sealed class AvgPool1d(int kernel, int? stride = null, int padding = 0, bool ceilMode = false, bool countIncludePad = true)
    : WindowPool(PoolWindow.Of1d(kernel, stride, padding, 1, ceilMode)), ILayer<AvgPool1d>, IInference
{
    static string ILayer<AvgPool1d>.Name => "AvgPool1d";

    /// <summary>Whether places in the padding count in the mean.</summary>
    public bool CountIncludePad { get; } = countIncludePad;

    static AvgPool1d ILayer<AvgPool1d>.Create(Settings settings) =>
        new(settings.Int("kernel"), settings.Int("stride"), settings.Int("padding"), settings.Bool("ceil_mode"), settings.Bool("count_include_pad"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new AvgPool(Window, CountIncludePad).Run(Marked(x));

    bool IInference.Build(InferencePlan plan) => plan.Pool(this, new AvgPool(Window, CountIncludePad).On(plan.Row));

    void ILayer<AvgPool1d>.Describe(Settings settings)
    {
        DescribeTo(settings, dilation: false);
        settings.Set("count_include_pad", CountIncludePad);
    }
}
