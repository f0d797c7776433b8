using static System.FormattableString;

namespace Fathom;

/// <summary>Activations or gradients that shrink from layer to layer until nothing is left.</summary>
internal sealed class Vanishing : ModelRule
{
    public override string Id => "vanishing";

    public override string Title => "variance vanishing over depth";

    public override string Why => "What shrinks by the same factor in every layer is gone after a few: the first layers get no gradient, or every row looks the same to the last ones.";

    public override string Effect => "Early layers learn as fast as late ones.";

    public override string Page => "D6";

    public override int Order => 44;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (DepthReading.Of(model) is { } depth && (depth.ActivationRatio < DepthReading.Least || depth.GradientRatio < DepthReading.Least))
        {
            yield return Found(
                depth.ActivationRatio < DepthReading.Least ? "What differs between rows vanishes on the way through the network." : "Gradients vanish on the way back through the network.",
                depth.Words,
                "Start weights for the activation (He for ReLU and its kin, Xavier for tanh), put normalization between layers or a shortcut around them (Residual), and take ReLU or GELU in place of sigmoid (--activation relu, --normalization batch).",
                depth.First.Place);
        }
    }
}
