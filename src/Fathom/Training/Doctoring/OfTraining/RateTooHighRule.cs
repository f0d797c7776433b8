namespace Fathom;

/// <summary>Steps so large that the loss jumps about, by the range test, by updates or by its ups and downs.</summary>
internal sealed class RateTooHighRule : TrainingRule
{
    private const string Smaller = "Divide it by 3 to 10 (--lr), or find one: fathom find-lr, LearningRateFinder.";
    private const double BeyondMinimum = 3;
    private const int Early = 10;
    private const double LargeUpdate = 0.3;
    private const int FewestEpochs = 10;
    private const double Small = 0.1;
    private const double Jump = 1.1;
    private const double JumpShare = 0.35;

    // With smaller ones dropout or few rows make the loss jump, not the rate.
    private const double UsualUpdate = 0.01;

    public override string Id => "rate-too-high";

    public override string Title => "learning rate too high";

    public override string Why => "Steps overshoot the valley: the loss jumps about or stays high however long training goes on.";

    public override string Effect => "A steady fall to a lower loss.";

    public override string Page => "F10";

    public override int Order => 30;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        string rate = double.IsNaN(training.LearningRate) ? "" : $" of {Figure.Of(training.LearningRate)}";
        if (ByRangeTest(training) is { } tested)
            yield return Found($"the learning rate{rate} is too high.", tested, $"Train with {Figure.Of(training.RangeTest!.Suggestion ?? training.LearningRate / 10)} (--lr {Figure.Of(training.RangeTest!.Suggestion ?? training.LearningRate / 10)}).", weight: training.HasNotLearned ? FindingWeight.Error : null);
        else if (ByUpdates(training) is { } updates)
            yield return Found($"the learning rate{rate} is too high.", updates, Smaller, weight: FindingWeight.Error);
        else if (ByJumps(training) is { } jumps)
            yield return Found($"the learning rate{rate} is too high.", jumps, Smaller);
    }

    /// <summary>The rate lies where the test saw the loss grow again.</summary>
    private static string? ByRangeTest(TrainingCase training)
    {
        if (training.RangeTest is not { MinimumOverTen: { } tenth } test || !(training.LearningRate > BeyondMinimum * 10 * tenth))
            return null;
        return $"in the range test the loss was lowest at {Figure.Of(10 * tenth)} and rose above; it fell fastest at {Figure.Of(test.Suggestion!.Value)}.";
    }

    /// <summary>Steps change weights by their own size, and nothing is learned.</summary>
    private static string? ByUpdates(TrainingCase training)
    {
        double ratio = training.Samples.Take(Early).Select(sample => Figure.Median(sample.Layers.Where(layer => layer.UpdateRatio is not null).Select(layer => layer.UpdateRatio!.Value))).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
        return ratio > LargeUpdate && training.HasNotLearned
            ? $"early steps changed the weights by up to {Figure.Percent(ratio)} of their size (usual are 0.01 % to 1 %), and after {training.Epochs.Count} epochs the loss is {Figure.Of(training.Last!.TrainLoss)}, where guessing has {Figure.Of(training.Scale)}."
            : null;
    }

    /// <summary>The training loss of epochs goes up nearly as often as down.</summary>
    private static string? ByJumps(TrainingCase training)
    {
        if (training.Epochs.Count < FewestEpochs || !(training.Last!.TrainLoss > Small * training.Scale) || UpdateRatios.Of(training.Samples).Median <= UsualUpdate)
            return null;
        int jumps = training.Epochs.Zip(training.Epochs.Skip(1)).Count(pair => pair.Second.TrainLoss > Jump * pair.First.TrainLoss);
        return jumps >= JumpShare * (training.Epochs.Count - 1)
            ? $"in {jumps} of {training.Epochs.Count - 1} epochs the training loss rose by more than {Figure.Percent(Jump - 1)}."
            : null;
    }
}
