using System.Text.RegularExpressions;

namespace Fathom;

/// <summary>Columns that say nothing beyond which row it is.</summary>
internal static partial class Identifiers
{
    private const int FewRows = 10;

    private static readonly HashSet<string> NameWords = ["id", "ids", "uid", "uuid", "guid", "idx", "index", "key", "pk", "serial", "row", "rowid", "rownum", "rownumber", "rowname", "unnamed"];

    private static readonly HashSet<string> TimeWords = ["year", "yr", "quarter", "month", "week", "day", "date", "hour", "minute", "second", "time", "timestamp", "period", "step", "t", "x"];

    private static readonly HashSet<string> Things = ["account", "case", "client", "customer", "employee", "house", "item", "loan", "member", "object", "order",
        "passenger", "patient", "person", "product", "property", "record", "row", "sample", "session", "student", "subject", "transaction", "user"];

    /// <summary>No value, or one value in every row.</summary>
    public static DroppedColumn? Constant(TableColumn column) =>
        column.Present == 0 ? new(column.Name, DropReason.Constant, "every cell is missing")
        : column.Missing == 0 && column.Distinct == 1 ? new(column.Name, DropReason.Constant, $"{Fault.Show(column.Text(0)!)} in every row")
        : null;

    /// <summary>Whole numbers that count the rows (0…n−1, 1…n, in any order), or differ in nearly every row under a name like "id".</summary>
    public static DroppedColumn? RowName(TableColumn column)
    {
        int n = column.RowCount;
        if (column.Kind != ColumnKind.Integer || n < FewRows || column.Distinct < 0.95 * n) return null;
        var words = Words(column.Name);
        if (words.Any(NameWords.Contains) || (words.Count == 1 && words[0].EndsWith("id", StringComparison.Ordinal) && Things.Contains(words[0][..^2])))
            return new(column.Name, DropReason.Identifier, $"an identifier: {column.Distinct:N0} different whole numbers in {n:N0} rows, and its name says so");
        if (column.Missing > 0 || column.Distinct < n || words.Any(TimeWords.Contains)) return null;
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int r = 0; r < n; r++) (low, high) = (Math.Min(low, column.Number(r)), Math.Max(high, column.Number(r)));
        return high - low == n - 1
            ? new(column.Name, DropReason.Identifier, $"it counts the rows: every whole number from {low:R} to {high:R} once")
            : null;
    }

    /// <summary>Text of which less than half of the cells hold a value shared by m cells, m = rows/100 within 2…10.</summary>
    public static DroppedColumn? NearUnique(TableColumn column)
    {
        int enough = Math.Clamp(column.RowCount / 100, 2, 10);
        var counts = new int[column.Words.Length];
        foreach (int code in column.Codes(out _))
            if (code >= 0) counts[code]++;
        int shared = counts.Where(c => c >= enough).Sum();
        return shared * 2 >= column.Present ? null
            : new(column.Name, DropReason.NearUnique, $"near-unique text: {column.Distinct:N0} different values in {Fault.Count(column.Present, "cell")}, and only {100.0 * shared / column.Present:0} % of the cells hold one that comes {enough} times or more");
    }

    private static List<string> Words(string name) => [.. WordPattern().Matches(name).Select(m => m.Value.ToLowerInvariant())];

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex WordPattern();
}
