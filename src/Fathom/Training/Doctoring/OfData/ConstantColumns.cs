using static System.FormattableString;

namespace Fathom;

/// <summary>Columns with one value in every row.</summary>
internal sealed class ConstantColumns : DataRule
{
    public override string Id => "constant-column";

    public override string Title => "constant columns";

    public override string Why => "A column that never changes says nothing; a standardizer that divides by its deviation of 0 would make NaN of it, and a value that appears later is extreme.";

    public override string Effect => "Fewer weights, no surprise when the column changes later.";

    public override string Page => "K4";

    public override int Order => 40;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        DataColumn[] constant = [.. data.Columns.Where(column => column.IsConstant)];
        if (constant.Length == 0)
            yield break;
        bool all = constant.Length == data.Columns.Count;
        yield return Found(
            all ? "Every input is the same in all rows." : constant.Length == 1 ? $"The column '{constant[0].Name}' is constant." : $"The columns {DataCase.Names(constant)} are constant.",
            Invariant($"{constant.Length} of {data.Columns.Count} columns have one value; '{constant[0].Name}' is {constant[0].Min:G4} in all {data.Sample.Count:N0} rows{data.Sample.Words}."),
            data.LooksLikePictures ? "The margins of pictures, and categories that are rare, may stay." : $"Leave {(constant.Length == 1 ? "it" : "them")} out, or look at the filter that made {(constant.Length == 1 ? "it" : "them")} so.",
            constant[0].Name,
            all ? FindingWeight.Error : data.LooksLikePictures ? FindingWeight.Note : null);
    }
}
