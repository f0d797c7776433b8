using System.Globalization;

namespace Fathom;

/// <summary>What batch and instance normalization share: scale and shift by channel, and running statistics that evaluation uses in place of the batch's own.</summary>
/// <remarks><code>
/// formula   running = (1 − momentum)·running + momentum·batch, with the unbiased variance; momentum null: the plain average over all batches
/// shapes    weight, bias, running_mean, running_var (C)      num_batches_tracked ()
/// names     weight, bias, running_mean, running_var, num_batches_tracked
/// start     weight = 1, bias = 0, running_mean = 0, running_var = 1, num_batches_tracked = 0
/// source    Ioffe and Szegedy 2015, arXiv:1502.03167
/// </code></remarks>
public abstract class RunningNormalization : Layer
{
    private protected RunningNormalization(int features, double eps, double? momentum, bool affine, bool trackRunningStats)
    {
        Features = Require.Positive(features, nameof(features));
        Eps = Require.PositiveNumber(eps, nameof(eps));
        if (momentum is not (null or (>= 0 and <= 1)))
            throw new ArgumentOutOfRangeException(nameof(momentum), $"momentum is {momentum.Value.ToString(CultureInfo.InvariantCulture)}; expected 0 to 1, the weight of the newest batch, or null for the plain average over all batches.");
        Momentum = momentum;
        if (affine)
        {
            Weight = Tensor.Parameter([features]);
            Weight.Fill(1);
            Bias = Tensor.Parameter([features]);
        }

        if (!trackRunningStats)
            return;
        RunningMean = Tensor.Buffer([features]);
        RunningVariance = Tensor.Buffer([features]);
        RunningVariance.Fill(1);
        BatchesTracked = Tensor.Buffer([], DType.Int64);
    }

    /// <summary>The number of channels C.</summary>
    public int Features { get; }

    /// <summary>ε.</summary>
    public double Eps { get; }

    /// <summary>The weight of the newest batch in the running statistics, 0 to 1; null for the plain average over all batches.</summary>
    public double? Momentum { get; internal set; }

    /// <summary>w, the scale (C), or none.</summary>
    public Tensor Weight { get; }

    /// <summary>b, the shift (C), or none.</summary>
    public Tensor Bias { get; }

    /// <summary>The running means (C), or none when they are not tracked.</summary>
    public Tensor RunningMean { get; }

    /// <summary>The running variances (C), unbiased, or none when they are not tracked.</summary>
    public Tensor RunningVariance { get; }

    /// <summary>How many batches the running statistics have seen, or none when they are not tracked.</summary>
    public Tensor BatchesTracked { get; }

    /// <summary>Whether evaluation uses running statistics.</summary>
    public bool TracksRunningStats => !RunningMean.IsNone;

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts =>
    [
        ("weight", Weight), ("bias", Bias),
        Part.Buffer("running_mean", RunningMean), Part.Buffer("running_var", RunningVariance), Part.Buffer("num_batches_tracked", BatchesTracked),
    ];

    /// <summary>Whether this forward normalizes by the input's own statistics: in training, and always when none are tracked.</summary>
    private protected bool UsesInput => IsTraining || !TracksRunningStats;

    /// <summary>Forgets the running statistics: mean 0, variance 1, no batches.</summary>
    public void ResetRunningStatistics()
    {
        if (!TracksRunningStats)
            return;
        RunningMean.Fill(0);
        RunningVariance.Fill(1);
        BatchesTracked.Fill(0);
    }

    /// <summary>The class with what differs from the defaults.</summary>
    public override string ToString() =>
        $"{GetType().Name}({Features}{(Weight.IsNone ? ", affine: false" : "")}{(TracksRunningStats ? "" : ", trackRunningStats: false")})";

    /// <summary>Blends the statistics of one input into the running ones; planning changes nothing.</summary>
    /// <param name="mean">The means (C).</param>
    /// <param name="variance">The biased variances (C).</param>
    /// <param name="count">How many values each was taken over.</param>
    /// <param name="momentum">The weight of the new.</param>
    private protected void Track(Tensor mean, Tensor variance, int count, double momentum)
    {
        if (Tape.IsPlanning)
            return;
        using (Tape.NoGradients())
        {
            DType type = RunningMean.Type;
            double unbiased = momentum * count / (count - 1);
            RunningMean.CopyFrom((RunningMean * (1 - momentum)) + (mean.To(type) * momentum));
            RunningVariance.CopyFrom((RunningVariance * (1 - momentum)) + (variance.To(type) * unbiased));
        }
    }

    /// <summary>Demands a number of axes, and the channels where they belong.</summary>
    private protected void DemandAxes(Tensor x, int least, int most, int channelAxis, string expected)
    {
        if (x.Rank < least || x.Rank > most)
            throw new ShapeException(GetType().Name, "x", x.Shape.ToString(), expected);
        if (x.Shape[channelAxis] != Features)
            throw new ShapeException(GetType().Name, "x", x.Shape.ToString(), $"{expected} with C = {Features}");
    }

    private protected void DescribeTo(Settings settings)
    {
        settings.Set("features", Features);
        settings.Set("eps", Eps);
        settings.Set("momentum", Momentum ?? 0);
        settings.Set("cumulative", Momentum is null);
        settings.Set("affine", !Weight.IsNone);
        settings.Set("track", TracksRunningStats);
    }

    /// <summary>The momentum that <see cref="DescribeTo"/> wrote.</summary>
    private protected static double? ReadMomentum(Settings settings)
    {
        double momentum = settings.Double("momentum");
        return settings.Bool("cumulative") ? null : momentum;
    }
}
