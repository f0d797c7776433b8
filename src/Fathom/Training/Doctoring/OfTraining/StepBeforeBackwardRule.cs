namespace Fathom;

/// <summary>The optimizer steps where no backward has run.</summary>
internal sealed class StepBeforeBackwardRule : TrainingRule
{
    public override string Id => "step-before-backward";

    public override string Title => "optimizer stepped before backward";

    public override string Why => "A step without backward has no gradient to follow, or follows that of a batch that is gone.";

    public override string Effect => "Each step follows its own batch.";

    public override string Page => "L1";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 10;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.Calls is { WithoutBackward: > 0 } calls)
            yield return Found(
                "the optimizer steps before backward has run.",
                $"no backward ran before {calls.WithoutBackward:N0} of {calls.Steps:N0} steps.",
                "Call loss.Backward() and then optimizer.Step(): clear, forward, backward, step.");
    }
}
