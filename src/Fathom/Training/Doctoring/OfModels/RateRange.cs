using static System.FormattableString;

namespace Fathom;

/// <summary>A learning rate far from what is usual for the optimizer.</summary>
internal sealed class RateRange : ModelRule
{
    private const double Unusual = 10;
    private const double Extreme = 100;

    public override string Id => "learning-rate";

    public override string Title => "an unusual learning rate";

    public override string Why => "Too large a rate makes the loss jump or become NaN, too small a one wastes the run; usual ranges differ a hundredfold between optimizers.";

    public override string Effect => "A loss that falls from the first steps on.";

    public override string Page => "L8";

    public override FindingWeight Weight => FindingWeight.Note;

    public override int Order => 75;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Optimizer is not { } optimizer)
            yield break;
        OptimizerKind? kind = KindOf(optimizer);
        double factor = optimizer.Groups.Max(group => group.LearningRateFactor), rate = factor * Highest(optimizer);
        string name = optimizer.GetType().Name;
        if (rate == 0)
        {
            yield return Found("The learning rate is 0.", $"With 0 {name} changes nothing{(optimizer.Schedule is null ? "" : $", whatever the step of {optimizer.Schedule}")}.", kind is null ? "Take 0.001." : Invariant($"Take {kind.LearningRate:G3}, usual for {kind.Name}."), name, FindingWeight.Error);
            yield break;
        }

        if (kind is null || (rate <= Unusual * kind.MostUsualRate && rate >= kind.LeastUsualRate / Unusual))
            yield break;
        bool large = rate > kind.MostUsualRate;
        double off = large ? rate / kind.MostUsualRate : kind.LeastUsualRate / rate;
        yield return Found(
            $"The learning rate is {(large ? "large" : "small")} for {name}.", Invariant($"{rate:G3}; usual are {kind.LeastUsualRate:G3} to {kind.MostUsualRate:G3}."),
            Invariant($"Take {kind.LearningRate:G3} (--lr {kind.LearningRate:G3}), or find one: fathom find-lr, LearningRateFinder."), name, off >= Extreme ? FindingWeight.Warning : null);
    }

    /// <summary>The largest rate that a schedule gives in its first steps, as far apart as powers of two.</summary>
    private static double Highest(Optimizer optimizer)
    {
        if (optimizer.Schedule is not { } schedule)
            return optimizer.LearningRate;
        double most = schedule.At(0);
        for (long step = 1; step <= 1 << 20; step *= 2)
            most = Math.Max(most, schedule.At(step));
        return most;
    }

    private static OptimizerKind? KindOf(Optimizer optimizer) => optimizer switch
    {
        Sgd { Momentum: 0 } => StandardOptimizers.Named("plain-sgd"),
        _ => StandardOptimizers.All.FirstOrDefault(kind => kind.Name.Equals(optimizer.GetType().Name, StringComparison.OrdinalIgnoreCase)),
    };
}
