using static System.FormattableString;

namespace Fathom;

/// <summary>Units of a hidden layer that start with the same weights.</summary>
internal sealed class EqualWeights : ModelRule
{
    public override string Id => "equal-weights";

    public override string Title => "equal initial weights";

    public override string Why => "Units that start alike get the same gradient and stay alike for ever: a layer of any width is one unit. From 0 even nothing passes.";

    public override string Effect => "Units become different; the network can use its width.";

    public override string Page => "G1";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 36;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        foreach (TracedOperation product in model.Products.SkipLast(1))
        {
            Cell weight = product.Leaves[1]!;
            if (weight.Root.Producer is not null || weight.Shape[0] < 2 || !AllRowsEqual(new Tensor(weight)) || IsAdded(model, product))
                continue;
            yield return Found(
                $"All units of {product.Place} start with the same weights.", Invariant($"The {weight.Shape[0]} rows of {model.NameOf(weight) ?? "its weight"} {weight.Shape} are equal; the first number is {new Tensor(weight).GetElement(0):G4}."),
                "Start with random numbers: new HeUniform() before ReLU, new XavierUniform() before tanh; only biases start at 0.", product.Place);
        }
    }

    /// <summary>The last layer of a branch beside a shortcut may start at 0.</summary>
    private static bool IsAdded(ModelCase model, TracedOperation product) =>
        model.Trace.OfModel.Any(operation => operation.Operation is Ops.Add && operation.Inputs.Contains(product));

    private static bool AllRowsEqual(Tensor weight)
    {
        ReadOnlySpan<byte> bytes = weight.Bytes;
        int row = bytes.Length / weight.Shape[0];
        for (int i = 1; i < weight.Shape[0]; i++)
        {
            if (!bytes.Slice(i * row, row).SequenceEqual(bytes[..row]))
                return false;
        }

        return true;
    }
}
