using static System.FormattableString;

namespace Fathom;

/// <summary>Weight decay so large that it outweighs the data.</summary>
internal sealed class StrongDecay : ModelRule
{
    private const double MostOfGradient = 0.05;
    private const double MostApart = 1;

    public override string Id => "strong-decay";

    public override string Title => "huge weight decay";

    public override string Why => "Decay draws every weight towards 0 in every step; beyond its usual size it wins against the gradient, and the network says the same for every row.";

    public override string Effect => "The network can leave 0; the training loss falls.";

    public override string Page => "H1";

    public override int Order => 46;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Optimizer is not { } optimizer)
            yield break;
        double decay = optimizer.Groups.Max(group => group.WeightDecay ?? optimizer.WeightDecay);
        bool apart = optimizer is AdamW or Lion or Muon;
        double most = apart ? MostApart : MostOfGradient;
        if (decay <= most)
            yield break;
        yield return Found(
            $"Weight decay of {optimizer.GetType().Name} is huge.",
            Invariant($"λ = {decay:G3}; usual are {(apart ? "0.01 to 0.1" : "1e-5 to 1e-3, as it is added to the gradient")}."), Invariant($"Take {(apart ? 0.01 : 0.0001)} (--weight-decay {(apart ? 0.01 : 0.0001)})."), optimizer.GetType().Name);
    }
}
