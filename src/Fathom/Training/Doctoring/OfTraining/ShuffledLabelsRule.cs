namespace Fathom;

/// <summary>The training loss falls by heart alone; the validation loss never comes below guessing.</summary>
internal sealed class ShuffledLabelsRule : TrainingRule
{
    private const int FewestEpochs = 5;
    private const double NoBetter = 0.97;
    private const double ByHeart = 0.8;

    public override string Id => "labels-do-not-generalize";

    public override string Title => "labels do not belong to their rows";

    public override string Why => "Labels that were shuffled, shifted by a row or joined to the wrong rows can be learned by heart but tell nothing about other rows.";

    public override string Effect => "The validation loss falls together with the training loss.";

    public override string Page => "L7";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 40;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.ChanceLoss is not { } chance || training.Best is not { ValidationLoss: { } best } || training.Epochs.Count < FewestEpochs)
            yield break;
        if (!(best > NoBetter * chance) || !(training.Last!.TrainLoss < ByHeart * chance) || !(training.Last.ValidationLoss > chance))
            yield break;
        yield return Found(
            "the labels do not seem to belong to their rows.",
            $"the training loss fell to {Figure.Of(training.Last.TrainLoss)}, while the validation loss never came below {Figure.Of(best)}, where guessing has {Figure.Of(chance)}; it is {Figure.Of(training.Last.ValidationLoss!.Value)} now.",
            "Look at some rows beside their labels. Were both shuffled in the same order, joined by the right key, split alike?");
    }
}
