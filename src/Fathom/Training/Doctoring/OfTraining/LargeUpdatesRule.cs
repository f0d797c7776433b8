namespace Fathom;

/// <summary>Steps change weights by more than about a hundredth of their size.</summary>
internal sealed class LargeUpdatesRule : TrainingRule
{
    // Three times the band's end; small networks at usual rates come to that for a while.
    private const double Notable = 3e-2;
    private const double Harmful = 0.3;

    public override string Id => "update-ratio-large";

    public override string Title => "updates large beside weights";

    public override string Why => "Steps of more than a hundredth of a weight forget what was learned before; of more than a third, they replace it.";

    public override string Effect => "Ratios of about 0.001, and a calmer loss.";

    public override string Page => "L6";

    public override int Order => 60;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        UpdateRatios ratios = UpdateRatios.Of(training.Samples);
        if (ratios.Worst is not { } worst || !(ratios.Median > Notable))
            yield break;
        yield return Found(
            "steps are large beside the weights.",
            $"the median step changes weights by {Figure.Of(100 * ratios.Median)} % of their size, in layer {worst.Name} by {Figure.Of(100 * worst.Ratio)} %; usual are 0.01 % to 1 %.",
            "Divide the learning rate by 3 to 10 (--lr), or warm it up (--schedule warmup-cosine).",
            worst.Name,
            ratios.Median > Harmful ? FindingWeight.Warning : FindingWeight.Note);
    }
}
