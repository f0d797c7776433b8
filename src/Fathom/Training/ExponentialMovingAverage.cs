using System.Globalization;

namespace Fathom;

/// <summary>EMA: an average of weights that forgets exponentially. As a callback it takes the weights after each step.</summary>
/// <remarks><code>
/// formula   average = decay · average + (1 − decay) · w, beginning with the weights at construction
///           bias-corrected: beginning with nothing, and divided by 1 − decayᵗ, so that early averages are of few weights and not of the first
///           warm-up: decay is min(decay, (1 + t)/(10 + t)) in update t
/// shapes    those of the state
/// start     decay .999
/// differs   from torch.optim.swa_utils.AveragedModel: running statistics are averaged too; bias correction and warm-up
/// source    Polyak and Juditsky 1992; Kingma and Ba 2015, arXiv:1412.6980 (bias correction); Tan and Le 2019, arXiv:1905.11946 (warm-up, as TensorFlow's)
/// </code></remarks>
public sealed class ExponentialMovingAverage : WeightAverage
{
    private readonly bool _biasCorrected;
    private readonly bool _warmUp;

    /// <summary>Begins with the model's present weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="decay">What stays of the average in each update, at least 0 and less than 1; .999 by default.</param>
    /// <param name="biasCorrected">Whether to begin with nothing instead, corrected for that.</param>
    /// <param name="warmUp">Whether the decay grows from 2/11 to its value.</param>
    /// <exception cref="ArgumentException">The decay is out of range, or both ways of beginning were asked for.</exception>
    public ExponentialMovingAverage(Layer model, double decay = 0.999, bool biasCorrected = false, bool warmUp = false)
        : base(model)
    {
        Decay = Require.Probability(decay, nameof(decay));
        if (biasCorrected && warmUp)
            throw new ArgumentException("ExponentialMovingAverage: biasCorrected and warmUp are two ways to the same end; choose one.", nameof(warmUp));
        _biasCorrected = biasCorrected;
        _warmUp = warmUp;
    }

    /// <summary>What stays of the average in each update.</summary>
    public double Decay { get; }

    /// <inheritdoc/>
    public override void OnStep(TrainingState state) => Update();

    /// <summary>The class and its decay.</summary>
    public override string ToString() => $"ExponentialMovingAverage({Decay.ToString(CultureInfo.InvariantCulture)}{(_biasCorrected ? ", bias corrected" : _warmUp ? ", warming up" : "")})";

    /// <remarks>The corrected average is itself an average with the share (1 − decay)/(1 − decayᵗ): nothing uncorrected needs to be kept.</remarks>
    private protected override double Share(long update)
    {
        if (_biasCorrected)
            return (1 - Decay) / (1 - Math.Pow(Decay, update));
        return 1 - (_warmUp ? Math.Min(Decay, (1.0 + update) / (10 + update)) : Decay);
    }
}
