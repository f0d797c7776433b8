namespace Fathom;

/// <summary>Instance normalization of sequences: each channel of each example is brought to mean 0 and variance 1, then scaled and shifted where asked for.</summary>
/// <remarks><code>
/// formula   y = (x − mean)/√(var + ε)·w + b, mean and biased variance over one channel of one example; in evaluation the running ones where they are tracked
/// shapes    x (N, C, L) or (C, L) → y of x's shape      w, b (C)
/// names     weight, bias, running_mean, running_var, num_batches_tracked
/// start     w = 1, b = 0, running mean 0 and variance 1; neither is there by default
/// differs   from torch.nn.InstanceNorm1d: negative running variances are refused
/// source    Ulyanov, Vedaldi and Lempitsky 2016, arXiv:1607.08022
/// </code></remarks>
/// <param name="features">The number of channels C.</param>
/// <param name="eps">ε, added to the variance.</param>
/// <param name="momentum">The weight of the newest batch in the running statistics; null leaves them as they are, as PyTorch does.</param>
/// <param name="affine">Whether to scale and shift by learned parameters.</param>
/// <param name="trackRunningStats">Whether evaluation uses running statistics.</param>
public sealed class InstanceNorm1d(int features, double eps = 1e-5, double? momentum = 0.1, bool affine = false, bool trackRunningStats = false)
    : InstanceNorm(features, eps, momentum, affine, trackRunningStats), ILayer<InstanceNorm1d>
{
    static string ILayer<InstanceNorm1d>.Name => "InstanceNorm1d";

    static InstanceNorm1d ILayer<InstanceNorm1d>.Create(Settings settings) =>
        new(settings.Int("features"), settings.Double("eps"), ReadMomentum(settings), settings.Bool("affine"), settings.Bool("track"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        DemandAxes(x, 2, 3, x.Rank - 2, "(N, C, L) or (C, L)");
        return Normalize(x, 3);
    }

    void ILayer<InstanceNorm1d>.Describe(Settings settings) => DescribeTo(settings);
}
