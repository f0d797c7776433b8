namespace Fathom;

/// <summary>The loss rises by powers of ten instead of falling.</summary>
internal sealed class DivergenceRule : TrainingRule
{
    private const int Few = 5;
    private const double Growth = 10;

    public override string Id => "divergence";

    public override string Title => "loss grows";

    public override string Why => "Each step overshoots further than the last: the weights are on their way to infinity.";

    public override string Effect => "The loss falls from the first epoch on.";

    public override string Page => "E1";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 20;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        LossTrace losses = training.Losses;
        double start = losses.Count >= Few ? Math.Max(losses.First, training.ChanceLoss ?? 0) : training.ChanceLoss ?? double.NaN;
        double now = losses.Count >= 2 * Few ? losses.Last(Few).Average() : training.Last?.TrainLoss ?? double.NaN;
        double least = losses.Count >= Few ? losses.Least : training.Epochs.Count > 0 ? training.Epochs.Min(epoch => epoch.TrainLoss) : double.NaN;
        if (!(start > 0) || !(now > Growth * start))
            yield break;
        yield return Found(
            "the loss grows instead of falling.",
            $"it rose to {Figure.Of(now)}, 10^{Math.Log10(now / Math.Max(start, double.Epsilon)):0.#} times what it began with ({Figure.Of(start)}); the lowest was {Figure.Of(Math.Min(least, start))}.",
            $"Take a learning rate ten times smaller{(double.IsNaN(training.LearningRate) ? "" : $" ({Figure.Of(training.LearningRate / 10)})")}, or find one: fathom find-lr, LearningRateFinder.");
    }
}
