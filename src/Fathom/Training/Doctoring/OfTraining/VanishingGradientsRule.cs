namespace Fathom;

/// <summary>The first layers' gradients are powers of ten smaller than the last ones'.</summary>
internal sealed class VanishingGradientsRule : TrainingRule
{
    private const int Few = 2;
    private const int FewestLayers = 4;
    private const double Vanished = 1e-4;

    public override string Id => "vanishing-gradients";

    public override string Title => "gradients vanish towards the input";

    public override string Why => "Each saturating layer multiplies the gradient by less than a quarter: the first layers stay as they began.";

    public override string Effect => "All layers learn; norms differ by less than a hundred from first to last.";

    public override string Page => "D6";

    public override int Order => 40;

    public override IEnumerable<Finding> Examine(TrainingCase training)
    {
        (string First, string Last, double Ratio)[] seen = [.. training.Samples.Select(OfSample).Where(sample => sample.Ratio is > 0 and < Vanished)];
        if (seen.Length < Few || seen.Length < training.Samples.Count / 2)
            yield break;
        (string first, string last, double ratio) = seen[seen.Length / 2];
        yield return Found(
            "gradients vanish on their way to the first layers.",
            $"layer {first} has {Figure.Of(ratio)} times the gradient norm of layer {last}.",
            "Take ReLU, GELU or SiLU instead of sigmoid and tanh, He or Xavier initialization, normalization layers, or residual connections (--activation relu, --normalization batch, fewer --hidden).",
            first,
            training.HasNotLearned ? FindingWeight.Error : null);
    }

    private static (string First, string Last, double Ratio) OfSample(Health sample)
    {
        LayerHealth[] layers = [.. sample.Layers.Where(layer => layer.GradientNorm is not null)];
        return layers.Length < FewestLayers ? ("", "", double.NaN) : (layers[0].Name, layers[^1].Name, layers[0].GradientNorm!.Value / layers[^1].GradientNorm!.Value);
    }
}
