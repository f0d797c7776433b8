namespace Fathom;

/// <summary>The training loss has stopped falling far from zero, after it had fallen.</summary>
internal sealed class PlateauRule : TrainingRule
{
    private const int FewestEpochs = 10;
    private const double Flat = 0.01;
    private const double Floor = 0.1;
    private const double Fell = 0.05;

    public override string Id => "plateau";

    public override string Title => "training loss on a plateau";

    public override string Why => "Epochs are spent without learning: a constant rate bounces about the valley's floor, or a saddle holds it.";

    public override string Effect => "A few per cent less loss soon after the rate falls.";

    public override string Page => "F9";

    public override FindingWeight Weight => FindingWeight.Note;

    public override int Order => 70;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        int window = Math.Max(FewestEpochs, training.Epochs.Count / 3);
        if (training.Epochs.Count < 2 * window || !(training.FallOver(window) < Flat) || !(training.Last!.TrainLoss > Floor * training.Scale) || !(training.Epochs[0].TrainLoss > (1 + Fell) * training.Last.TrainLoss))
            yield break;
        EpochRecord before = training.Epochs[^(window + 1)];
        yield return Found(
            "the training loss is on a plateau.",
            $"it was {Figure.Of(before.TrainLoss)} in epoch {before.Epoch} and is {Figure.Of(training.Last.TrainLoss)} in epoch {training.Last.Epoch}; it began with {Figure.Of(training.Epochs[0].TrainLoss)}.",
            "Let the rate fall: ReduceOnPlateau, --schedule plateau or cosine. Where that changes nothing, the network has learned what it can: give it more units, or better inputs.");
    }
}
