namespace Fathom;

/// <summary>A table in a few numbers, to be shown before training and kept with the run.</summary>
/// <param name="File">The file's name; null for text from memory.</param>
/// <param name="Rows">Rows.</param>
/// <param name="MissingCells">Missing cells in the whole table.</param>
/// <param name="RowsWithMissing">Rows that have at least one.</param>
/// <param name="Columns">The columns in file order.</param>
public sealed record TableProfile(string? File, int Rows, long MissingCells, int RowsWithMissing, IReadOnlyList<ColumnProfile> Columns)
{
    /// <summary>Looks through a table.</summary>
    /// <param name="table">The table.</param>
    public static TableProfile Of(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var gappy = table.Columns.Where(c => c.Missing > 0).ToArray();
        int rows = Enumerable.Range(0, table.RowCount).Count(r => gappy.Any(c => c.IsMissing(r)));
        return new(table.File, table.RowCount, table.Columns.Sum(c => (long)c.Missing), rows, [.. table.Columns.Select(ColumnProfile.Of)]);
    }
}
