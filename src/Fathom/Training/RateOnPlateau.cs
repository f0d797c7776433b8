using System.Globalization;

namespace Fathom;

/// <summary>Lowers the optimizer's learning rate when a metric stops improving: lr ← lr·factor after <c>patience</c> epochs without a new best.</summary>
/// <remarks>The callback of <see cref="ReduceOnPlateau"/>, which holds rule, rate and memory. The rate counts from the next epoch on.
/// <code>
/// var plateau = new ReduceOnPlateau(rate: 1e-3, factor: 0.5, patience: 3);
/// var trainer = new Trainer(model, new Adam(model), objective) { Callbacks = [new RateOnPlateau(plateau)] };
/// </code></remarks>
/// <param name="plateau">The rule; its rate is the optimizer's from the start. Set <see cref="ReduceOnPlateau.HigherIsBetter"/> for metrics as accuracy.</param>
/// <param name="metric">The name of a metric of the validation data, <c>validation_loss</c>, <c>train_loss</c>, or <c>loss</c>, the default: the validation loss, without validation data the training loss.</param>
public sealed class RateOnPlateau(ReduceOnPlateau plateau, string? metric = null) : Callback, ICheckpointed
{
    private readonly MonitoredMetric _metric = new(nameof(RateOnPlateau), metric);

    /// <summary>The rule, with the best value so far and the epochs waited.</summary>
    public ReduceOnPlateau Plateau { get; } = plateau;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The optimizer has a <see cref="Optimizer.Schedule"/>: two would set one rate. Or there is no metric of that name.</exception>
    public override void OnStart(TrainingState state)
    {
        _metric.Demand(state);
        if (state.Optimizer.Schedule is { } schedule)
            throw new ArgumentException($"RateOnPlateau: the optimizer has a schedule ({schedule}) that sets the rate before every step, so the plateau would have no say. Keep one of the two.");
        state.Optimizer.LearningRate = Plateau.Rate;
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingState state) => state.Optimizer.LearningRate = Plateau.Observe(_metric.Of(state.LastEpoch!));

    /// <inheritdoc/>
    public void Save(Checkpoint state)
    {
        state.Add("rate", Plateau.Rate);
        state.Add("best", Plateau.Best);
        state.Add("waited", Plateau.Waited);
        state.Add("rested", Plateau.Rested);
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint state)
    {
        Plateau.Rate = state.Number("rate");
        Plateau.Best = state.Number("best");
        Plateau.Waited = (int)state.Whole("waited");
        Plateau.Rested = (int)state.Whole("rested");
    }

    /// <summary>The class and what it was made with.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"RateOnPlateau({_metric}, factor {Plateau.Factor}, patience {Plateau.Patience}, threshold {Plateau.Threshold}{(Plateau.Absolute ? " absolute" : "")}, cooldown {Plateau.Cooldown}, minimum {Plateau.Minimum}, {(Plateau.HigherIsBetter ? "higher" : "lower")} is better)");
}
