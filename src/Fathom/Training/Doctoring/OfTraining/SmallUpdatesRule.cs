namespace Fathom;

/// <summary>Steps change weights by less than about a ten-thousandth of their size.</summary>
internal sealed class SmallUpdatesRule : TrainingRule
{
    private const double Notable = 3e-5;
    private const double Harmful = 1e-6;

    public override string Id => "update-ratio-small";

    public override string Title => "updates small beside weights";

    public override string Why => "At less than a ten-thousandth a step, weights need tens of thousands of steps to become others.";

    public override string Effect => "Ratios of about 0.001, and a loss that falls faster.";

    public override string Page => "L6";

    public override int Order => 60;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        UpdateRatios ratios = UpdateRatios.Of(training.Samples.Take(1 + (training.Samples.Count / 2)));
        if (ratios.Least is not { } least || !(ratios.Median < Notable))
            yield break;
        yield return Found(
            "steps are small beside the weights.",
            $"the median step changes weights by {Figure.Of(100 * ratios.Median)} % of their size, in layer {least.Name} by {Figure.Of(100 * least.Ratio)} %; usual are 0.01 % to 1 %.",
            "Multiply the learning rate by 3 to 10 (--lr); look whether gradients vanish or nearly all of each is clipped.",
            least.Name,
            ratios.Median < Harmful ? FindingWeight.Warning : FindingWeight.Note);
    }
}
