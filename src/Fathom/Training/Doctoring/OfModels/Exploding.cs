using static System.FormattableString;

namespace Fathom;

/// <summary>Activations or gradients that grow from layer to layer.</summary>
internal sealed class Exploding : ModelRule
{
    public override string Id => "exploding";

    public override string Title => "variance exploding over depth";

    public override string Why => "What grows by the same factor in every layer is astronomical after a few: the first steps are wild, or the loss is NaN.";

    public override string Effect => "A first loss near that of guessing, and rates that are usual.";

    public override string Page => "D6";

    public override int Order => 43;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (DepthReading.Of(model) is { } depth && (depth.ActivationRatio > DepthReading.Most || depth.GradientRatio > DepthReading.Most))
        {
            yield return Found(
                depth.ActivationRatio > DepthReading.Most ? "Activations explode on the way through the network." : "Gradients explode on the way back through the network.",
                depth.Words,
                "Start weights for the activation (He for ReLU and its kin, Xavier for tanh), put normalization between layers, and clip gradients: optimizer.ClipNorm = 1 (--clip 1).",
                depth.First.Place);
        }
    }
}
