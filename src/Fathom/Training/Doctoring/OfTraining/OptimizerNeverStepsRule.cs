namespace Fathom;

/// <summary>Losses come and go, and no parameter is ever changed.</summary>
internal sealed class OptimizerNeverStepsRule : TrainingRule
{
    private const int FewestCleared = 3;

    // Micro-batches may be reported one by one.
    private const int FewestReports = 64;

    public override string Id => "optimizer-never-steps";

    public override string Title => "optimizer never steps";

    public override string Why => "Only the optimizer's step changes parameters; gradients alone teach nothing.";

    public override string Effect => "The loss begins to fall.";

    public override string Page => "L1";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 10;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.Calls is not { } calls || calls.Steps > 0 || (calls.ClearedUnused < FewestCleared && calls.WithoutStep < FewestReports))
            yield break;
        yield return Found(
            "the optimizer never steps.",
            $"{calls.Reports:N0} losses were reported and optimizer.Step() was never called{(calls.ClearedUnused > 0 ? $"; gradients of {calls.ClearedUnused:N0} of them were cleared unused" : "")}.",
            "Call optimizer.Step() after loss.Backward().");
    }
}
