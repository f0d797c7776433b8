using static System.FormattableString;

namespace Fathom;

/// <summary>Two linear layers or convolutions with nothing between.</summary>
internal sealed class MissingNonlinearity : ModelRule
{
    public override string Id => "missing-nonlinearity";

    public override string Title => "a missing nonlinearity";

    public override string Why => "Two linear maps are one linear map: the second layer costs time and adds nothing that the first could not do.";

    public override string Effect => "The network can bend: it learns what a single layer cannot.";

    public override string Page => "B1";

    public override int Order => 30;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        foreach (TracedOperation second in model.Products)
        {
            if (second.Before(Passes) is not { IsProduct: true, Readers: 1 } first || IsDepthwise(first) || IsDepthwise(second))
                continue;
            // Narrower than both sides, two maps are one of low rank: made on purpose.
            (long into, long between, long after) = (Inputs(first), Outputs(first), Outputs(second));
            bool narrow = between < into && between < after;
            yield return Found(
                $"Nothing bends between {first.Place} and {second.Place}.",
                Invariant($"{first.Name} {into}→{between} is followed by {second.Name} {Inputs(second)}→{after}: together one linear map{(narrow ? Invariant($" of rank {between}") : "")}."),
                narrow ? "As a bottleneck without activation it may stay." : "Put an activation between, new ReLU() (--activation relu), or make one layer of the two.",
                second.Place,
                narrow ? FindingWeight.Note : null);
        }
    }

    /// <summary>What leaves a linear map linear.</summary>
    private static bool Passes(TracedOperation operation) => operation.Operation is Ops.Dropout or Ops.AvgPool or Ops.AdaptiveAvgPool or Ops.Permute or Ops.Affine or Ops.BatchNorm { Rectified: false };

    private static bool IsDepthwise(TracedOperation operation) => operation.Operation is Ops.Conv1d { Groups: > 1 } or Ops.Conv2d { Groups: > 1 };

    private static long Inputs(TracedOperation product) => product.Leaves[1]!.Shape[1];

    private static long Outputs(TracedOperation product) => product.Leaves[1]!.Shape[0];
}
