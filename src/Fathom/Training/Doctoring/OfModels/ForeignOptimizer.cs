using static System.FormattableString;

namespace Fathom;

/// <summary>An optimizer that was made for another network.</summary>
internal sealed class ForeignOptimizer : ModelRule
{
    public override string Id => "foreign-optimizer";

    public override string Title => "an optimizer of another network";

    public override string Why => "Its steps change parameters that this network does not use, or refuse them for want of a gradient: nothing is learned.";

    public override string Effect => "The network learns.";

    public override string Page => "E10";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 8;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Optimizer is not { } optimizer)
            yield break;
        var own = new HashSet<Cell>(model.Parameters.Select(item => item.Tensor.Cell), ReferenceEqualityComparer.Instance);
        NamedTensor[] all = [.. optimizer.Groups.SelectMany(group => group.Parameters)], foreign = [.. all.Where(item => !own.Contains(item.Tensor.Cell))];
        if (foreign.Length == 0)
            yield break;
        yield return Found(
            foreign.Length == all.Length ? "The optimizer holds the parameters of another network." : $"The optimizer holds parameters that the network has not: {ModelCase.Names([.. foreign.Select(item => item.Name)])}.",
            Invariant($"{foreign.Length} of its {all.Length} parameters are none of the network's {own.Count}."),
            $"Make it from this network: new {optimizer.GetType().Name}(model, lr: …), after its last layer was replaced.", foreign[0].Name, foreign.Length == all.Length ? null : FindingWeight.Warning);
    }
}
