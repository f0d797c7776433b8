using static System.FormattableString;

namespace Fathom;

/// <summary>Frozen parameters where that looks like a mistake.</summary>
internal sealed class FrozenParameters : ModelRule
{
    public override string Id => "frozen-parameters";

    public override string Title => "frozen parameters";

    public override string Why => "Frozen parameters keep their values. In front of a network that is meant (features learned before); behind layers that train it rarely is.";

    public override string Effect => "Every layer that should learn does.";

    public override string Page => "A5";

    public override int Order => 62;

    public override IEnumerable<Finding> Examine(ModelCase model)
    {
        bool[] frozen = [.. model.Parameters.Select(item => !item.Tensor.IsLeaf)];
        if (!frozen.Contains(true))
            yield break;
        string[] names = [.. model.Parameters.Where(item => !item.Tensor.IsLeaf).Select(item => item.Name)];
        bool all = !frozen.Contains(false), behind = !all && Array.IndexOf(frozen, false) < Array.LastIndexOf(frozen, true);
        yield return Found(
            all ? "All parameters are frozen: there is nothing to train." : $"Frozen: {ModelCase.Names(names)}.",
            Invariant($"{names.Length} of {frozen.Length} parameters, {model.Parameters.Where(item => !item.Tensor.IsLeaf).Sum(item => (long)item.Tensor.Length):N0} numbers{(behind ? "; others before them are trained" : "")}."),
            all || behind ? "Unfreeze() what must learn." : "If these were learned before, leave them so; else Unfreeze().",
            names[0],
            all ? FindingWeight.Error : behind ? null : FindingWeight.Note);
    }
}
