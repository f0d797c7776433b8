using Fathom.Ops;

namespace Fathom;

/// <summary>Max pooling of pictures: the largest number under a sliding window.</summary>
/// <remarks><code>
/// formula   y[…, o] = max over k of x[…, o·stride − padding + k·dilation]; padding is −∞
/// shapes    x (N, C, H, W) or (C, H, W) → y (N, C, H′, W′) or (C, H′, W′), H′ = ⌊(H + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1, W′ likewise
/// differs   from torch.nn.MaxPool2d: where the numbers stand is told by Tensor.MaxPool2dWithIndices instead of return_indices
/// source    Zhou and Chellappa 1988; Scherer, Müller and Behnke 2010
/// </code></remarks>
/// <param name="kernel">The window's height and width.</param>
/// <param name="stride">Places from one window to the next; the kernel by default.</param>
/// <param name="padding">Places of −∞ at both ends, at most half the kernel.</param>
/// <param name="dilation">Places from one tap to the next; 1 by default.</param>
/// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
/// <exception cref="ArgumentOutOfRangeException">A number below 1 (padding: below 0), or padding of more than half the kernel.</exception>
public sealed class MaxPool2d(Size2 kernel, Size2? stride = null, Size2 padding = default, Size2? dilation = null, bool ceilMode = false)
    : WindowPool(PoolWindow.Of2d(kernel, stride, padding, dilation ?? 1, ceilMode)), ILayer<MaxPool2d>, IInference
{
    static string ILayer<MaxPool2d>.Name => "MaxPool2d";

    static MaxPool2d ILayer<MaxPool2d>.Create(Settings settings) =>
        new(settings.Size("kernel"), settings.Size("stride"), settings.Size("padding"), settings.Size("dilation"), settings.Bool("ceil_mode"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new MaxPool(Window).Run(Marked(x));

    bool IInference.Build(InferencePlan plan) => plan.Pool(this, new MaxPool(Window).On(plan.Row), largest: true);

    void ILayer<MaxPool2d>.Describe(Settings settings) => DescribeTo(settings, dilation: true);
}
