namespace Fathom;

/// <summary>Instance normalization of volumes: each channel of each example is brought to mean 0 and variance 1, then scaled and shifted where asked for.</summary>
/// <remarks><code>
/// formula   y = (x − mean)/√(var + ε)·w + b, mean and biased variance over one channel of one example; in evaluation the running ones where they are tracked
/// shapes    x (N, C, D, H, W) or (C, D, H, W) → y of x's shape      w, b (C)
/// names     weight, bias, running_mean, running_var, num_batches_tracked
/// start     w = 1, b = 0, running mean 0 and variance 1; neither is there by default
/// differs   from torch.nn.InstanceNorm3d: negative running variances are refused
/// source    Ulyanov, Vedaldi and Lempitsky 2016, arXiv:1607.08022
/// </code></remarks>
/// <param name="features">The number of channels C.</param>
/// <param name="eps">ε, added to the variance.</param>
/// <param name="momentum">The weight of the newest batch in the running statistics; null leaves them as they are, as PyTorch does.</param>
/// <param name="affine">Whether to scale and shift by learned parameters.</param>
/// <param name="trackRunningStats">Whether evaluation uses running statistics.</param>
public sealed class InstanceNorm3d(int features, double eps = 1e-5, double? momentum = 0.1, bool affine = false, bool trackRunningStats = false)
    : InstanceNorm(features, eps, momentum, affine, trackRunningStats), ILayer<InstanceNorm3d>
{
    static string ILayer<InstanceNorm3d>.Name => "InstanceNorm3d";

    static InstanceNorm3d ILayer<InstanceNorm3d>.Create(Settings settings) =>
        new(settings.Int("features"), settings.Double("eps"), ReadMomentum(settings), settings.Bool("affine"), settings.Bool("track"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        DemandAxes(x, 4, 5, x.Rank - 4, "(N, C, D, H, W) or (C, D, H, W)");
        return Normalize(x, 5);
    }

    void ILayer<InstanceNorm3d>.Describe(Settings settings) => DescribeTo(settings);
}
