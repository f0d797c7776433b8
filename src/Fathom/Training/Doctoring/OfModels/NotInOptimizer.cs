using static System.FormattableString;

namespace Fathom;

/// <summary>Parameters of the network that the optimizer does not know.</summary>
internal sealed class NotInOptimizer : ModelRule
{
    public override string Id => "not-in-optimizer";

    public override string Title => "parameters missing from the optimizer";

    public override string Why => "What the optimizer does not hold never changes, whatever its gradient: a layer added or replaced after the optimizer was made stays random.";

    public override string Effect => "The whole network learns.";

    public override string Page => "E10";

    public override int Order => 16;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        if (model.Optimizer is not { } optimizer)
            yield break;
        var held = new HashSet<Cell>(optimizer.Groups.SelectMany(group => group.Parameters).Select(item => item.Tensor.Cell), ReferenceEqualityComparer.Instance);
        NamedTensor[] trained = [.. model.Parameters.Where(item => item.Tensor.IsLeaf)];
        NamedTensor[] missing = [.. trained.Where(item => !held.Contains(item.Tensor.Cell))];
        if (missing.Length == 0 || missing.Length == trained.Length)
            yield break;
        yield return Found(
            $"The optimizer does not hold {ModelCase.Names([.. missing.Select(item => item.Name)])}.",
            Invariant($"{missing.Length} of {trained.Length} parameters that want a gradient, {missing.Sum(item => (long)item.Tensor.Length):N0} of {trained.Sum(item => (long)item.Tensor.Length):N0} numbers."),
            $"Make the optimizer after the network is complete: new {optimizer.GetType().Name}(model, lr: …); Freeze() what must not train.", missing[0].Name);
    }
}
