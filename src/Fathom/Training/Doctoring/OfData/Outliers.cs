using static System.FormattableString;

namespace Fathom;

/// <summary>Single numbers far beyond all others.</summary>
internal sealed class Outliers : DataRule
{
    private const double Far = 50;
    private const double Rare = 0.02;

    // One number over and over, as −999 for missing.
    private const double RareMarker = 0.25;

    public override string Id => "outliers";

    public override string Title => "outliers and markers of missing values";

    public override string Why => "One number hundreds of times the others decides mean, deviation and the gradients of its batch; numbers such as −999 often stand for missing.";

    public override string Effect => "A scale that fits the other rows; no jumps of the loss.";

    public override string Page => "K4";

    public override int Order => 35;

    public override IEnumerable<Finding> Examine(DataCase data)
    {
        foreach ((IReadOnlyList<DataColumn> columns, string kind) in new[] { (data.IsTable ? data.Columns : [], "column"), (data.Targets, "target") })
        {
            (DataColumn Column, int Count)[] found = [.. columns.Select(column => (column, Count(column))).Where(item => item.Item2 > 0)];
            if (found.Length == 0)
                continue;
            (DataColumn worst, int count) = found.MaxBy(item => Reach(item.Column))!;
            double extreme = worst.Max - worst.Median > worst.Median - worst.Min ? worst.Max : worst.Min;
            int row = Array.IndexOf(worst.Values, extreme), same = worst.Values.Count(value => value == extreme);
            yield return Found(
                $"The {kind} {DataCase.Names([.. found.Select(item => item.Column)])} has values far beyond the others.",
                Invariant($"{count:N0} of {worst.Values.Length:N0} values of '{worst.Name}' lie more than {Far:0} times the distance of the quartiles from the median {worst.Median:G4}; {extreme:G6} in row {data.Sample.Rows[row]}{(same > 2 ? Invariant($", and {same - 1:N0} times more") : "")}{data.Sample.Words}."),
                same > 2
                    ? Invariant($"If {extreme:G6} stands for missing, say so when reading or empty the cells, so that they are filled in; else clip the column.")
                    : "Look at these rows: a slip of the decimal point? Else clip the column, or take the logarithm of what spans powers of ten; Huber loss bears such targets.",
                worst.Name);
        }
    }

    /// <summary>How far the furthest lies, in distances of the quartiles.</summary>
    private static double Reach(DataColumn column) => Math.Max(column.Max - column.Median, column.Median - column.Min) / column.Spread;

    private static int Count(DataColumn column)
    {
        if (column.Spread <= 0 || Reach(column) <= Far)
            return 0;
        int count = 0;
        bool isMarker = true;
        double found = double.NaN;
        foreach (double value in column.Sorted)
        {
            if (Math.Abs(value - column.Median) <= Far * column.Spread)
                continue;
            isMarker &= count++ == 0 || value == found;
            found = value;
        }

        return count <= Math.Max(1, (isMarker ? RareMarker : Rare) * column.Values.Length) ? count : 0;
    }
}
