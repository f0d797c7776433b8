using static System.FormattableString;

namespace Fathom;

/// <summary>Inputs or targets that are NaN or infinite.</summary>
internal sealed class MissingValues : DataRule
{
    public override string Id => "missing-values";

    public override string Title => "missing or infinite values";

    public override string Why => "One NaN in a batch makes its loss, every gradient and then every weight NaN.";

    public override string Effect => "The loss stays a number.";

    public override string Page => "K4";

    public override FindingWeight Weight => FindingWeight.Error;

    public override int Order => 10;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        foreach ((IReadOnlyList<DataColumn> columns, string side) in new[] { (data.Columns, "input"), (data.Targets, "target") })
        {
            DataColumn[] broken = [.. columns.Where(column => column.NotFinite > 0)];
            if (broken.Length == 0)
                continue;
            int first = Array.FindIndex(broken[0].Values, value => !double.IsFinite(value));
            int row = data.Sample.Rows[first / (broken[0].Values.Length / data.Sample.Count)];
            yield return Found(
                $"Values of the {side} {DataCase.Names(broken)} are NaN or infinite.",
                Invariant($"{broken.Sum(column => column.NotFinite):N0} values{data.Sample.Words}; the first in row {row}, '{broken[0].Name}': {broken[0].Values[first]}."),
                "Fill missing cells with the column's median and mark them in a column of their own, or leave the rows out; TablePreprocessor does both.",
                broken[0].Name);
        }
    }
}
