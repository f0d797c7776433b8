namespace Fathom;

/// <summary>A loss that is no number.</summary>
internal sealed class LossNotFiniteRule : TrainingRule
{
    public override string Id => "loss-not-finite";

    public override string Title => "loss NaN or infinite";

    public override string Why => "One NaN makes every weight NaN with the next step.";

    public override string Effect => "Training runs through.";

    public override string Page => "L7";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 10;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        double? loss = training.Losses.NotFinite ?? training.Epochs.Select(epoch => (double?)epoch.TrainLoss).FirstOrDefault(value => !double.IsFinite(value!.Value));
        if (loss is null && training.Ended != StopReason.LossNotFinite)
            yield break;
        double norm = training.Samples.Count > 0 ? training.Samples.Max(sample => sample.GradientNorm) : double.NaN;
        yield return Found(
            "the loss became NaN or infinite.",
            $"after {training.Losses.Count:N0} finite losses{(training.Losses.Count > 0 ? $", the first about {Figure.Of(training.Losses.First)}, the last {Figure.Of(training.Losses.Last(1).First())}" : "")}{(double.IsNaN(norm) ? "" : $"; gradient norms up to {Figure.Of(norm)}")}.",
            $"Take a learning rate ten times smaller{(double.IsNaN(training.LearningRate) ? "" : $" (--lr {Figure.Of(training.LearningRate / 10)})")}, clip gradients (ClipNorm = 1, --clip 1), and look for extreme values in the data.");
    }
}
