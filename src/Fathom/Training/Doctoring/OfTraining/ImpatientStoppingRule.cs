namespace Fathom;

/// <summary>Training was stopped after a few noisy epochs while the training loss still fell.</summary>
internal sealed class ImpatientStoppingRule : TrainingRule
{
    private const int Impatient = 2;
    private const int Short = 20;
    private const double StillFalls = 0.99;

    public override string Id => "impatient-stopping";

    public override string Title => "early stopping too impatient";

    public override string Why => "A validation loss goes up and down from epoch to epoch; a patience of one or two takes noise for the end.";

    public override string Effect => "A later and better best epoch.";

    public override string Page => "H4";

    public override FindingWeight Weight => FindingWeight.Note;

    public override int Order => 90;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.IsBrief || training.Ended != StopReason.EarlyStopping || training.Best is not { } best || training.Last!.Epoch - best.Epoch > Impatient || training.Epochs.Count > Short)
            yield break;
        if (training.Last.TrainLoss < StillFalls * best.TrainLoss)
            yield return Found(
                "early stopping was impatient.",
                $"it stopped {training.Last.Epoch - best.Epoch} epochs after the best one ({best.Epoch}), while the training loss still fell from {Figure.Of(best.TrainLoss)} to {Figure.Of(training.Last.TrainLoss)}.",
                "Wait for 5 to 20 epochs: --patience 10.");
    }
}
