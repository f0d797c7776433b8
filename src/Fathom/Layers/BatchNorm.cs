namespace Fathom;

/// <summary>What <see cref="BatchNorm1d"/>, <see cref="BatchNorm2d"/> and <see cref="BatchNorm3d"/> share: each channel is brought to mean 0 and variance 1 over the batch, then scaled and shifted.</summary>
/// <remarks><code>
/// formula   y = (x − mean)/√(var + ε)·w + b      training: mean and biased variance of the batch; evaluation: the running ones
/// shapes    x (N, C, …) → y (N, C, …)      w, b (C)
/// names     weight, bias, running_mean, running_var, num_batches_tracked
/// start     w = 1, b = 0, running mean 0 and variance 1
/// differs   from PyTorch's: negative running variances are refused
/// source    Ioffe and Szegedy 2015, arXiv:1502.03167
/// </code>
/// The statistics of small batches are noisy: batches of 32 rows or more are advised, below that <see cref="GroupNorm"/> or <see cref="LayerNorm"/>,
/// which do not look at other rows. Its place is before the activation in the paper and in the builders; after it works as well and is the user's choice.
/// </remarks>
/// <exception cref="ShapeException">The input has other axes or channels, or in training one value for each channel.</exception>
/// <exception cref="ArgumentException">A running variance is negative.</exception>
public abstract class BatchNorm : RunningNormalization, IJoined, IInference
{
    private protected BatchNorm(int features, double eps, double? momentum, bool affine, bool trackRunningStats)
        : base(features, eps, momentum, affine, trackRunningStats)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Demand(x);
        return Normalize(x);
    }

    /// <summary>max(norm(x) + shortcut, 0) with fewer passes over memory; the shortcut may be none.</summary>
    internal Tensor ForwardRectified(Tensor x, Tensor shortcut = default)
    {
        Demand(x);
        if (UsesInput)
            return Normalize(x, rectified: true, shortcut);
        using ModuleScope running = Running();
        Tensor y = Normalize(x);
        return (shortcut.IsNone ? y : y + shortcut).ReLU();
    }

    bool IJoined.TryForward(Tensor x, Layer next, out Tensor y)
    {
        bool together = next is ReLU && UsesInput;
        y = together ? ForwardRectified(x) : default;
        return together;
    }

    /// <summary>Demands the axes of an input.</summary>
    private protected abstract void Demand(Tensor x);

    private Tensor Normalize(Tensor x, bool rectified = false, Tensor shortcut = default)
    {
        using ModuleScope running = Running();
        if (!UsesInput)
            return new Ops.BatchNormInference(Eps).Run(x, RunningMean, RunningVariance, Weight, Bias);
        Span<Tensor> results = [default, default, default];
        new Ops.BatchNorm(Eps, rectified).RunAll(shortcut.IsNone ? [x, Weight, Bias] : [x, Weight, Bias, shortcut], results);
        if (IsTraining && TracksRunningStats && !Tape.IsPlanning)
        {
            long seen = ++BatchesTracked.AsSpan<long>()[0];
            Track(results[1], results[2], x.Length / Features, Momentum ?? 1.0 / seen);
        }

        return results[0];
    }

    /// <summary>In evaluation a channel is multiplied by w/√(variance + ε), and b − mean·w/√(variance + ε) is added.</summary>
    bool IInference.Build(InferencePlan plan)
    {
        if (!TracksRunningStats || plan.Row.Rank == 0 || RunningMean.Type != DType.Float32)
            return false;
        plan.After(this);
        double[] scale = new double[Features], shift = new double[Features];
        for (int c = 0; c < Features; c++)
        {
            double variance = RunningVariance.GetElement(c);
            if (variance < 0)
                return false;
            scale[c] = (Weight.IsNone ? 1 : Weight.GetElement(c)) / Math.Sqrt(variance + Eps);
            shift[c] = (Bias.IsNone ? 0 : Bias.GetElement(c)) - (RunningMean.GetElement(c) * scale[c]);
        }

        return plan.Scale(this, scale, shift);
    }
}
