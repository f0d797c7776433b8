namespace Fathom;

/// <summary>Backward's result is thrown away before the optimizer sees it.</summary>
internal sealed class GradientsClearedBeforeStepRule : TrainingRule
{
    public override string Id => "gradients-cleared-before-step";

    public override string Title => "gradients cleared between backward and step";

    public override string Why => "The optimizer finds no gradient: it refuses the step, or changes nothing where it passes over missing ones.";

    public override string Effect => "Parameters change and the loss falls.";

    public override string Page => "D2";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 10;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.Calls is { ClearedBeforeStep: > 0 } calls)
            yield return Found(
                "gradients are cleared between backward and the optimizer's step.",
                $"backward had run and gradients were cleared after it, so that no parameter had one: {calls.ClearedBeforeStep:N0} of {calls.Steps:N0} steps.",
                "Put ZeroGradients() before Backward(): clear, forward, backward, step.");
    }
}
