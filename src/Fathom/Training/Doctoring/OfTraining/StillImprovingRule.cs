namespace Fathom;

/// <summary>The best epoch is the last one.</summary>
internal sealed class StillImprovingRule : TrainingRule
{
    private const int FewestEpochs = 3;
    private const double Worth = 0.02;

    public override string Id => "still-improving";

    public override string Title => "ended while still improving";

    public override string Why => "The loss was still falling when the epochs were over: the network could have become better.";

    public override string Effect => "A lower loss with more epochs.";

    public override string Page => "L8";

    public override FindingWeight Weight => FindingWeight.Note;

    public override int Order => 90;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        int window = Math.Max(1, training.Epochs.Count / 5);
        if (training.IsBrief || training.Ended != StopReason.Finished || training.Epochs.Count < FewestEpochs || training.Last!.MonitoredLoss > training.Epochs.Min(epoch => epoch.MonitoredLoss))
            yield break;
        double before = training.Epochs[^(window + 1)].MonitoredLoss, now = training.Last.MonitoredLoss;
        if (before - now > Worth * Math.Abs(before))
            yield return Found(
                "training ended while it was still improving.",
                $"the last of {training.Epochs.Count} epochs is the best; over the last {window} the loss fell from {Figure.Of(before)} to {Figure.Of(now)}.",
                "Give it more epochs (--epochs); early stopping ends it in time.");
    }
}
