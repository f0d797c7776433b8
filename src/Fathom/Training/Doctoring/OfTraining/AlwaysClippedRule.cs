namespace Fathom;

/// <summary>The norm's limit lies below nearly every gradient.</summary>
internal sealed class AlwaysClippedRule : TrainingRule
{
    private const int Few = 5;
    private const double Nearly = 0.9;
    private const double FarAbove = 10;

    public override string Id => "always-clipped";

    public override string Title => "nearly every step is clipped";

    public override string Why => "Where every gradient is cut, the limit sets the step's length, not the gradient: the rate means something else than it says.";

    public override string Effect => "Only rare, large gradients are cut.";

    public override string Page => "D7";

    public override int Order => 70;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        double[] shares = [.. training.Samples.Where(sample => sample.ClippedShare is not null).Select(sample => sample.ClippedShare!.Value)];
        if (training.ClipNorm is not { } limit || shares.Length < Few || !(shares.Average() >= Nearly))
            yield break;
        double norm = Figure.Median(training.Samples.Select(sample => sample.GradientNorm));
        yield return Found(
            "nearly every step is clipped.",
            $"gradients were clipped in {Figure.Percent(shares.Average())} of the sampled steps; their norm is {Figure.Of(norm)} as a rule, the limit {Figure.Of(limit)}.",
            $"Raise the limit to about {Figure.Of(2 * norm)} (--clip {Figure.Of(2 * norm)}), or lower the learning rate and leave clipping out.",
            weight: norm > FarAbove * limit ? FindingWeight.Warning : FindingWeight.Note);
    }
}
