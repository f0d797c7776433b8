namespace Fathom;

/// <summary>The figure of an epoch that a callback goes by, by name: one vocabulary for all callbacks.</summary>
/// <param name="owner">The callback, for errors.</param>
/// <param name="name">A metric of the validation data, <c>validation_loss</c>, <c>train_loss</c>, or <c>loss</c>: the validation loss, without validation data the training loss. That too when null.</param>
internal sealed class MonitoredMetric(string owner, string? name)
{
    public const string Loss = "loss", TrainLoss = "train_loss", ValidationLoss = "validation_loss";

    private readonly string _name = name ?? Loss;

    /// <summary>Refuses a name that no epoch will have, before the first.</summary>
    /// <exception cref="ArgumentException">The text lists the names there are.</exception>
    public void Demand(TrainingState state)
    {
        if (Known(state).Contains(_name))
            return;
        string without = state.ValidationData is null ? "; metrics need validation data, and there are none" : "";
        throw new ArgumentException($"{owner}: there is no metric \"{_name}\"; known are {string.Join(", ", Known(state))}{without}. Name one of them.");
    }

    /// <summary>Whether larger is better; a loss is better lower.</summary>
    public bool IsHigherBetter(TrainingState state) => !IsLoss && state.Objective.Metrics.First(metric => metric.Name == _name).HigherIsBetter;

    /// <summary>The figure of an epoch.</summary>
    public double Of(EpochRecord epoch) => _name switch
    {
        Loss => epoch.MonitoredLoss,
        TrainLoss => epoch.TrainLoss,
        ValidationLoss => epoch.ValidationLoss ?? double.NaN,
        _ => epoch.Metrics[_name],
    };

    /// <summary>The name.</summary>
    public override string ToString() => _name;

    private bool IsLoss => _name is Loss or TrainLoss or ValidationLoss;

    private static IEnumerable<string> Known(TrainingState state) => state.ValidationData is null
        ? [Loss, TrainLoss]
        : [Loss, TrainLoss, ValidationLoss, .. state.Objective.Metrics.Select(metric => metric.Name)];
}
