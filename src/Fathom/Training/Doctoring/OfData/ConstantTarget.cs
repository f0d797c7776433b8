using static System.FormattableString;

namespace Fathom;

/// <summary>Targets of a regression that are one number.</summary>
internal sealed class ConstantTarget : DataRule
{
    public override string Id => "constant-target";

    public override string Title => "a constant target";

    public override string Why => "There is nothing to learn: the bias of the last layer alone fits it.";

    public override string Effect => "A loss that says something.";

    public override string Page => "L7";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 13;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        DataColumn[] constant = [.. data.Targets.Where(target => target.IsConstant && target.NotFinite == 0 && data.Sample.Count > 1)];
        if (constant.Length == 0)
            yield break;
        bool all = constant.Length == data.Targets.Count;
        yield return Found(
            $"The target {DataCase.Names(constant)} is the same in every row.", Invariant($"{constant[0].Min:G4} in all {data.Sample.Count:N0} rows{data.Sample.Words}."),
            "Look at the column and at the filter.", constant[0].Name, all ? null : FindingWeight.Note);
    }
}
