namespace Fathom;

/// <summary>What <see cref="InstanceNorm1d"/>, <see cref="InstanceNorm2d"/> and <see cref="InstanceNorm3d"/> share: each channel of each example is brought to mean 0 and variance 1, then scaled and shifted.</summary>
/// <remarks><code>
/// formula   y = (x − mean)/√(var + ε)·w + b, mean and biased variance over one channel of one example; in evaluation the running ones where they are tracked
/// shapes    x (N, C, L…) or (C, L…) → y of x's shape      w, b (C)
/// names     weight, bias, running_mean, running_var, num_batches_tracked (which PyTorch holds too and never counts)
/// start     w = 1, b = 0, running mean 0 and variance 1; neither is there by default
/// differs   from PyTorch's: negative running variances are refused
/// source    Ulyanov, Vedaldi and Lempitsky 2016, arXiv:1607.08022
/// </code></remarks>
/// <exception cref="ShapeException">The input has other axes or channels, or one place a channel.</exception>
public abstract class InstanceNorm : RunningNormalization
{
    private protected InstanceNorm(int features, double eps, double? momentum, bool affine, bool trackRunningStats)
        : base(features, eps, momentum, affine, trackRunningStats)
    {
    }

    private protected Tensor Normalize(Tensor x, int rank)
    {
        using ModuleScope running = Running();
        Shape shape = x.Shape;
        if (x.Rank < rank)
            x = x.Reshape(1, Features, -1);
        int places = x.Shape[2..].Length;
        if (!UsesInput)
            return new Ops.BatchNormInference(Eps).Run(x, RunningMean, RunningVariance, Weight, Bias).Reshape(shape);
        if (places < 2)
            throw new ShapeException(GetType().Name, "x", shape.ToString(), "more than one place in each channel", "The variance of a single value is 0, so nothing could be learned. Use LayerNorm or GroupNorm.");
        Span<Tensor> results = [default, default, default];
        new Ops.GroupNorm(Features, Eps).RunAll([x, Weight, Bias], results);
        if (IsTraining && TracksRunningStats)
        {
            using (Tape.NoGradients())
                Track(results[1].Mean(0), results[2].Mean(0), places, Momentum ?? 0);
        }

        return results[0].Reshape(shape);
    }
}
