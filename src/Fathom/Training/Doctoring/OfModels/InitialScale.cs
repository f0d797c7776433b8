using static System.FormattableString;

namespace Fathom;

/// <summary>Weights that start much smaller or larger than their activation asks for.</summary>
internal sealed class InitialScale : ModelRule
{
    private const double Small = 0.2;
    private const double Large = 4;

    public override string Id => "initial-scale";

    public override string Title => "an initial scale that does not fit";

    public override string Why => "Each layer multiplies the deviation by √(inputs)·(deviation of the weights), halved in variance by ReLU: about 1.4 keeps it before ReLU, 1 before tanh.";

    public override string Effect => "Activations and gradients of one size in all layers.";

    public override string Page => "G4";

    public override FindingWeight Weight => FindingWeight.Note;

    public override int Order => 38;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        // A normalization makes the scale of what comes before it not matter.
        if (model.Trace.OfModel.Any(operation => operation.IsNormalization))
            yield break;
        foreach (TracedOperation product in model.Products.SkipLast(1))
        {
            var weight = new Tensor(product.Leaves[1]!);
            double inputs = (double)weight.Length / weight.Shape[0], squares = 0;
            for (int i = 0; i < weight.Length; i++)
                squares += weight.GetElement(i) * weight.GetElement(i);
            double gain = Math.Sqrt(squares / weight.Length * inputs);
            if (gain is >= Small and <= Large or 0)
                continue;
            yield return Found(
                $"{product.Place} starts with {(gain < Small ? "small" : "large")} weights.", Invariant($"√{inputs:0} inputs times a deviation of {Math.Sqrt(squares / weight.Length):G3} is {gain:G3}; 1 to 1.4 keep the size of activations."),
                "Take new HeUniform() before ReLU and its kin, new XavierUniform() before tanh and sigmoid.", product.Place);
            yield break;
        }
    }
}
