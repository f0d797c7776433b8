namespace Fathom;

/// <summary>One column in a few numbers.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind">What its cells are.</param>
/// <param name="Missing">Missing cells.</param>
/// <param name="Distinct">Different values.</param>
/// <param name="Min">Smallest number (dates: days since 1970-01-01); null for text and for a column without values.</param>
/// <param name="Mean">Mean; null as for <paramref name="Min"/>.</param>
/// <param name="Max">Largest number; null as for <paramref name="Min"/>.</param>
/// <param name="Top">The commonest values with their counts, commonest first, ties in ordinal order; empty for numbers with more than 20 different values and dates.</param>
public sealed record ColumnProfile(string Name, ColumnKind Kind, int Missing, int Distinct, double? Min, double? Mean, double? Max, IReadOnlyList<KeyValuePair<string, int>> Top)
{
    private const int MostTop = 5;

    internal static ColumnProfile Of(TableColumn column)
    {
        bool number = column.IsNumeric || column.Kind == ColumnKind.Date;
        double min = double.PositiveInfinity, max = double.NegativeInfinity, mean = 0;
        for (int row = 0, n = 0; number && row < column.RowCount; row++)
        {
            double v = column.Number(row);
            if (double.IsNaN(v)) continue;
            (min, max) = (Math.Min(min, v), Math.Max(max, v));
            mean += (v - mean) / ++n;
        }
        return new(column.Name, column.Kind, column.Missing, column.Distinct, number ? min : null, number ? mean : null, number ? max : null, Commonest(column));
    }

    private static List<KeyValuePair<string, int>> Commonest(TableColumn column)
    {
        if (column.Kind is ColumnKind.Empty or ColumnKind.Date || (column.IsNumeric && column.Distinct > TablePlan.MostIntegerClasses)) return [];
        var codes = column.Codes(out int count);
        var (counts, first) = (new int[count], new int[count]);
        for (int row = codes.Length - 1; row >= 0; row--)
            if (codes[row] >= 0) { counts[codes[row]]++; first[codes[row]] = row; }
        return [.. Enumerable.Range(0, count).Select(c => KeyValuePair.Create(column.Text(first[c])!, counts[c]))
            .OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Take(MostTop)];
    }
}
