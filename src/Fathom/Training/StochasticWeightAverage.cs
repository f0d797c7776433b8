namespace Fathom;

/// <summary>SWA: the equal average of the weights at the ends of epochs (or after steps), from one of them on. Goes with a rate that stays high or cycles towards the end.</summary>
/// <remarks><code>
/// formula   average = (w₁ + w₂ + … + wₙ)/n
/// shapes    those of the state
/// differs   from torch.optim.swa_utils.AveragedModel: running statistics are averaged too
/// source    Izmailov, Podoprikhin, Garipov, Vetrov and Wilson 2018, arXiv:1803.05407
/// </code></remarks>
public sealed class StochasticWeightAverage : WeightAverage
{
    private readonly int _start;
    private readonly bool _bySteps;

    /// <summary>Makes an average of nothing yet.</summary>
    /// <param name="model">The model.</param>
    /// <param name="start">As a callback: the first epoch whose weights are taken, from 1 (about three quarters of all epochs are usual); or the first step.</param>
    /// <param name="bySteps">Whether the weights are taken after each step instead of each epoch.</param>
    public StochasticWeightAverage(Layer model, int start = 1, bool bySteps = false)
        : base(model)
    {
        _start = Require.Positive(start, nameof(start));
        _bySteps = bySteps;
    }

    /// <inheritdoc/>
    public override void OnStep(TrainingState state)
    {
        if (_bySteps && ((long)(state.Epoch - 1) * state.StepsPerEpoch) + state.Step >= _start)
            Update();
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingState state)
    {
        if (!_bySteps && state.Epoch >= _start)
            Update();
    }

    /// <summary>The class and what it was made with.</summary>
    public override string ToString() => $"StochasticWeightAverage(from {(_bySteps ? "step" : "epoch")} {_start})";

    private protected override double Share(long update) => 1.0 / update;
}
