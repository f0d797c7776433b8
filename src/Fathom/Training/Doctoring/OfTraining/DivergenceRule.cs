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
        bool stopped = training.Ended == StopReason.Diverged;
        double start = losses.Count > 0 ? Math.Max(losses.Begin, training.ChanceLoss ?? 0) : training.ChanceLoss ?? double.NaN;
        double now = stopped && losses.Count > 0 ? losses.Last(1).First() : losses.Count >= Few ? losses.Last(Few).Average() : training.Last?.TrainLoss ?? double.NaN;
        double least = Math.Min(losses.Count > 0 ? losses.Begin : double.PositiveInfinity, Math.Min(losses.Least, training.Epochs.Select(epoch => epoch.TrainLoss).DefaultIfEmpty(double.PositiveInfinity).Min()));
        if (!stopped && (!(start > 0) || !(now > Growth * start)))
            yield break;
        yield return Found(
            "the loss grows instead of falling.",
            $"it rose to {Figure.Of(now)}, 10^{Math.Log10(now / Math.Max(start, double.Epsilon)):0.#} times what it began with ({Figure.Of(start)}); the lowest was {Figure.Of(least)}.",
            $"Take a learning rate ten times smaller{(double.IsNaN(training.LearningRate) ? "" : $" (--lr {Figure.Of(training.LearningRate / 10)})")}, or find one: fathom find-lr, LearningRateFinder.");
    }
}
