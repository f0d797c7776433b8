using static System.FormattableString;

namespace Fathom;

/// <summary>A softmax between hidden layers.</summary>
internal sealed class HiddenSoftmax : ModelRule
{
    public override string Id => "hidden-softmax";

    public override string Title => "softmax as a hidden activation";

    public override string Why => "Units that must add up to 1 hold each other down: with n of them each is about 1/n, and gradients are as small.";

    public override string Effect => "Hidden units speak for themselves; learning is faster.";

    public override string Page => "B10";

    public override int Order => 34;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        foreach (TracedOperation product in model.Products)
        {
            if (product.Before(operation => operation.Operation is Ops.Dropout) is { Operation: Ops.Softmax } softmax && softmax.Layer is Softmax)
                yield return Found($"{softmax.Place} stands between layers.", Invariant($"Its {softmax.Shape[^1]} units are {1.0 / softmax.Shape[^1]:0.###} on average and at most {softmax.Output?.Max ?? 1:0.###} now."), "Take ReLU, GELU or tanh between layers.", softmax.Place);
        }
    }
}
