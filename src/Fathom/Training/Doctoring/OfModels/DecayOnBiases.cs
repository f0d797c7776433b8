using static System.FormattableString;

namespace Fathom;

/// <summary>Weight decay on biases and on the scales of normalization.</summary>
internal sealed class DecayOnBiases : ModelRule
{
    public override string Id => "decay-on-biases";

    public override string Title => "weight decay on biases and norms";

    public override string Why => "Decay is meant for weights; a bias or a scale drawn towards 0 shifts what the layer gives and prevents no overfitting.";

    public override string Effect => "A little better fit; the same regularization.";

    public override string Page => "H1";

    public override FindingWeight Weight => FindingWeight.Note;

    public override int Order => 80;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Optimizer is not { } optimizer)
            yield break;
        string[] decayed = [.. optimizer.Groups.Where(group => (group.WeightDecay ?? optimizer.WeightDecay) > 0).SelectMany(group => group.Parameters).Where(item => item.Tensor.Rank < 2).Select(item => item.Name)];
        if (decayed.Length == 0)
            yield break;
        yield return Found(
            "Weight decay reaches biases and scales of normalization.", Invariant($"λ = {optimizer.WeightDecay:G3} on {decayed.Length} of them: {ModelCase.Names(decayed)}."),
            $"new {optimizer.GetType().Name}(ParameterGroup.WeightsAndOthers(model), …) leaves them out; fathom train has no option for it.", decayed[0]);
    }
}
