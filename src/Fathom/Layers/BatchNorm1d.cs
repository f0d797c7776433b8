namespace Fathom;

/// <summary>Batch normalization of tables and sequences: each channel is brought to mean 0 and variance 1 over the batch, then scaled and shifted.</summary>
/// <remarks><code>
/// formula   y = (x − mean)/√(var + ε)·w + b      training: mean and biased variance of the batch; evaluation: the running ones
/// shapes    x (N, C) or (N, C, L) → y of x's shape      w, b (C)
/// names     weight, bias, running_mean, running_var, num_batches_tracked
/// start     w = 1, b = 0, running mean 0 and variance 1
/// differs   from torch.nn.BatchNorm1d: negative running variances are refused
/// source    Ioffe and Szegedy 2015, arXiv:1502.03167
/// </code>Batches of 32 rows or more are advised; see <see cref="BatchNorm"/>.</remarks>
/// <param name="features">The number of channels C.</param>
/// <param name="eps">ε, added to the variance.</param>
/// <param name="momentum">The weight of the newest batch in the running statistics; null for the plain average over all batches.</param>
/// <param name="affine">Whether to scale and shift by learned parameters.</param>
/// <param name="trackRunningStats">Whether evaluation uses running statistics; without them it uses the batch's own.</param>
public sealed class BatchNorm1d(int features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool trackRunningStats = true)
    : BatchNorm(features, eps, momentum, affine, trackRunningStats), ILayer<BatchNorm1d>
{
    static string ILayer<BatchNorm1d>.Name => "BatchNorm1d";

    static BatchNorm1d ILayer<BatchNorm1d>.Create(Settings settings) =>
        new(settings.Int("features"), settings.Double("eps"), ReadMomentum(settings), settings.Bool("affine"), settings.Bool("track"));

    private protected override void Demand(Tensor x) => DemandAxes(x, 2, 3, 1, "(N, C) or (N, C, L)");

    void ILayer<BatchNorm1d>.Describe(Settings settings) => DescribeTo(settings);
}
