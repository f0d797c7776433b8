using static System.FormattableString;

namespace Fathom;

/// <summary>Dropout behind the last layer.</summary>
internal sealed class DropoutOnOutput : ModelRule
{
    public override string Id => "dropout-on-output";

    public override string Title => "dropout on the output";

    public override string Why => "Dropped outputs are 0 whatever the row: a logit of 0 or a value of 0 that the network never meant, and that the loss punishes.";

    public override string Effect => "A lower and steadier loss.";

    public override string Page => "H3";

    public override int Order => 52;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        TracedOperation? at = model.Trace.Output;
        while (at is not null && !at.IsProduct && at.Operation is not Ops.Dropout && at.Inputs.Length > 0)
            at = at.Inputs[0];
        if (at is { Operation: Ops.Dropout dropout })
            yield return Found($"{at.Place} drops outputs.", Invariant($"{100 * dropout.P:0} % of the network's {at.Shape[^1]} outputs are 0 in every training step."), "Leave it out; dropout belongs between hidden layers.", at.Place);
    }
}
