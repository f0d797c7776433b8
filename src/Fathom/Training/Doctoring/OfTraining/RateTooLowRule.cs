namespace Fathom;

/// <summary>Steps so small that training hardly moves.</summary>
internal sealed class RateTooLowRule : TrainingRule
{
    private const double FarBelow = 200;
    private const double SmallUpdate = 3e-5;

    // With steps of a healthy size a larger rate may be faster, but this one works.
    private const double LeastUsualUpdate = 1e-4;
    private const int FewestEpochs = 4;
    private const double HardlyMoves = 0.05;
    private const double StillLarge = 0.3;

    public override string Id => "rate-too-low";

    public override string Title => "learning rate too low";

    public override string Why => "Weights creep: training needs a hundred times as long, or stops far from where it could come.";

    public override string Effect => "The loss falls in as many epochs by a multiple.";

    public override string Page => "F10";

    public override int Order => 30;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        double ratio = Figure.Median(training.Samples.SelectMany(sample => sample.Layers).Where(layer => layer.UpdateRatio is not null).Select(layer => layer.UpdateRatio!.Value));
        string rate = double.IsNaN(training.LearningRate) ? "" : $" of {Figure.Of(training.LearningRate)}";

        // Then it is why the loss stays where guessing is, and comes before that.
        FindingWeight? weight = training.HasNotLearned ? FindingWeight.Error : null;
        if (training.RangeTest is { Suggestion: { } best } && training.LearningRate < best / FarBelow && !(ratio >= LeastUsualUpdate))
        {
            yield return Found($"the learning rate{rate} is too low.", $"in the range test the loss fell fastest at {Figure.Of(best)}, {best / training.LearningRate:N0} times as much.", $"Train with {Figure.Of(best)} (--lr {Figure.Of(best)}).", weight: weight);
            yield break;
        }

        double fall = training.Epochs.Count > 1 ? 1 - (training.Last!.TrainLoss / training.Epochs[0].TrainLoss) : double.NaN;
        if (ratio < SmallUpdate && training.Epochs.Count >= FewestEpochs && fall is > -HardlyMoves and < HardlyMoves && training.Last!.TrainLoss > StillLarge * training.Scale)
            yield return Found(
                $"the learning rate{rate} is too low.",
                $"a step changes the weights by {Figure.Of(100 * ratio)} % of their size (usual are 0.01 % to 1 %), and in {training.Epochs.Count} epochs the training loss went from {Figure.Of(training.Epochs[0].TrainLoss)} to {Figure.Of(training.Last.TrainLoss)}.",
                "Multiply it by 10 to 100 (--lr), or find one: fathom find-lr, LearningRateFinder.",
                weight: weight);
    }
}
