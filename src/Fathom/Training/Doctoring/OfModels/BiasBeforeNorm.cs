using static System.FormattableString;

namespace Fathom;

/// <summary>A bias that a batch norm takes away again.</summary>
internal sealed class BiasBeforeNorm : ModelRule
{
    public override string Id => "bias-before-norm";

    public override string Title => "a bias before batch norm";

    public override string Why => "Batch norm subtracts the mean, and the bias with it: it gets no gradient, and costs memory and time.";

    public override string Effect => "Fewer parameters, the same network.";

    public override string Page => "I1";

    public override FindingWeight Weight => FindingWeight.Note;

    public override int Order => 82;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        TracedOperation[] wasted = [.. model.Trace.OfModel.Where(operation => operation.Operation is Ops.BatchNorm && operation.Inputs[0] is { IsProduct: true } product && product.Leaves.Length > 2 && product.Leaves[2] is not null).Select(operation => operation.Inputs[0]!)];
        if (wasted.Length > 0)
            yield return Found($"The bias of {wasted[0].Place} has no effect.", Invariant($"{wasted.Length} layers stand directly before a batch norm with a bias, {wasted.Sum(product => (long)product.Leaves[2]!.Shape.Length):N0} numbers."), "Make them with bias: false.", wasted[0].Place);
    }
}
