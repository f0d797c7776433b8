namespace Fathom;

/// <summary>Backward reaches no parameter of the optimizer.</summary>
internal sealed class LossNotConnectedRule : TrainingRule
{
    public override string Id => "loss-not-connected";

    public override string Title => "loss does not depend on the parameters";

    public override string Why => "A loss that was detached, computed without recording, or from another network has no gradient for these parameters: nothing is learned.";

    public override string Effect => "Backward fills the gradients, and the loss falls.";

    public override string Page => "D1";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 20;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        if (training.Calls is { Disconnected: > 0 } calls)
            yield return Found(
                "the loss does not depend on the optimizer's parameters.",
                $"of {Math.Max(calls.Steps, calls.Reports):N0} losses {calls.Disconnected:N0} gave no parameter a gradient.",
                "Compute the loss from model.Forward(x) outside Tape.NoGradients() and without Detach(), Predict() or numbers taken out in between; give the optimizer the parameters of the same network.");
    }
}
