namespace Fathom;

/// <summary>What one epoch gave.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="TrainLoss">The mean training loss over rows, collected while the weights changed.</param>
/// <param name="ValidationLoss">The mean validation loss after the epoch; null without validation data.</param>
/// <param name="Metrics">Validation metrics by name; empty without validation data.</param>
/// <param name="LearningRate">The rate of the epoch's last step.</param>
/// <param name="Time">How long the epoch took, validation included.</param>
public sealed record EpochRecord(int Epoch, double TrainLoss, double? ValidationLoss, IReadOnlyDictionary<string, double> Metrics, double LearningRate, TimeSpan Time)
{
    /// <summary>The loss that decides which epoch is best: the validation loss where there is one.</summary>
    public double MonitoredLoss => ValidationLoss ?? TrainLoss;
}
