namespace Fathom;

/// <summary>The training loss is that of guessing without looking at the input.</summary>
internal sealed class ChanceLevelRule : TrainingRule
{
    private const double Below = 0.95;
    private const double Above = 1.25;
    private const int FewestEpochs = 2;
    private const double StillFalls = 0.02;

    public override string Id => "loss-at-chance";

    public override string Title => "loss at chance level";

    public override string Why => "A loss of ln C, or of the target's variance, means that nothing of the input reaches the output, or that the labels have nothing to do with it.";

    public override string Effect => "The loss falls below that of guessing within the first epochs.";

    public override string Page => "L7";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 60;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.ChanceLoss is not { } chance || !training.HasGivenTime || training.Epochs.Exists(epoch => epoch.TrainLoss < Below * chance) || !(training.Last!.TrainLoss < Above * chance))
            yield break;

        // A small rate may only be on its way down from a bad start.
        if (training.FallOver(Math.Max(FewestEpochs, training.Epochs.Count / 3)) > StillFalls)
            yield break;
        yield return Found(
            "the loss stays at chance level.",
            $"after {training.Epochs.Count} epochs the training loss is {Figure.Of(training.Last.TrainLoss)}, the lowest was {Figure.Of(training.Epochs.Min(epoch => epoch.TrainLoss))}; guessing by frequencies alone has {Figure.Of(chance)}.",
            "Overfit a few rows first (OverfitCheck, --overfit-batches 1); look at inputs beside their labels, at the learning rate, at dead or frozen layers.");
    }
}
