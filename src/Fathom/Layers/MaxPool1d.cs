using Fathom.Ops;

namespace Fathom;

/// <summary>Max pooling of sequences: the largest number under a sliding window.</summary>
/// <remarks><code>
/// formula   y[…, o] = max over k of x[…, o·stride − padding + k·dilation]; padding is −∞
/// shapes    x (N, C, L) or (C, L) → y (N, C, L′) or (C, L′), L′ = ⌊(L + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1
/// differs   from torch.nn.MaxPool1d: where the numbers stand is told by Tensor.MaxPool1dWithIndices instead of return_indices
/// source    Zhou and Chellappa 1988; Scherer, Müller and Behnke 2010
/// </code></remarks>
/// <param name="kernel">The window's length.</param>
/// <param name="stride">Places from one window to the next; the kernel by default.</param>
/// <param name="padding">Places of −∞ at both ends, at most half the kernel.</param>
/// <param name="dilation">Places from one tap to the next; 1 by default.</param>
/// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
/// <exception cref="ArgumentOutOfRangeException">A number below 1 (padding: below 0), or padding of more than half the kernel.</exception>
public sealed class MaxPool1d(int kernel, int? stride = null, int padding = 0, int dilation = 1, bool ceilMode = false)
    : WindowPool(PoolWindow.Of1d(kernel, stride, padding, dilation, ceilMode)), ILayer<MaxPool1d>, IInference
{
    static string ILayer<MaxPool1d>.Name => "MaxPool1d";

    static MaxPool1d ILayer<MaxPool1d>.Create(Settings settings) =>
        new(settings.Int("kernel"), settings.Int("stride"), settings.Int("padding"), settings.Int("dilation"), settings.Bool("ceil_mode"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => new MaxPool(Window).Run(Marked(x));

    bool IInference.Build(InferencePlan plan) => plan.Pool(this, new MaxPool(Window).On(plan.Row), largest: true);

    void ILayer<MaxPool1d>.Describe(Settings settings) => DescribeTo(settings, dilation: true);
}
