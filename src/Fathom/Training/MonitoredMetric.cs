namespace Fathom;

/// <summary>The figure of an epoch that a callback goes by, by name.</summary>
/// <param name="owner">The callback, for errors.</param>
/// <param name="name">A metric of the validation data, <c>validation_loss</c> or <c>train_loss</c>; the validation loss (without validation data the training loss) when null.</param>
internal sealed class MonitoredMetric(string owner, string? name)
{
    public const string TrainLoss = "train_loss", ValidationLoss = "validation_loss";

    /// <summary>Refuses a name that no epoch will have, before the first.</summary>
    /// <exception cref="ArgumentException">The text lists the names there are.</exception>
    public void Demand(TrainingState state)
    {
        if (name is null || Known(state).Contains(name))
            return;
        string without = state.ValidationData is null ? "; metrics need validation data, and there are none" : "";
        throw new ArgumentException($"{owner}: there is no metric \"{name}\"; known are {string.Join(", ", Known(state))}{without}. Name one of them.");
    }

    /// <summary>Whether larger is better; a loss is better lower.</summary>
    public bool IsHigherBetter(TrainingState state) => name is not (null or TrainLoss or ValidationLoss) && state.Objective.Metrics.First(metric => metric.Name == name).HigherIsBetter;

    /// <summary>The figure of an epoch.</summary>
    public double Of(EpochRecord epoch) => name switch
    {
        null => epoch.MonitoredLoss,
        TrainLoss => epoch.TrainLoss,
        ValidationLoss => epoch.ValidationLoss ?? double.NaN,
        _ => epoch.Metrics[name],
    };

    private static IEnumerable<string> Known(TrainingState state) => state.ValidationData is null
        ? [TrainLoss]
        : [TrainLoss, ValidationLoss, .. state.Objective.Metrics.Select(metric => metric.Name)];
}
