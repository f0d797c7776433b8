namespace Fathom;

/// <summary>A table as plain data: what a run keeps of it for its report.</summary>
/// <param name="Caption">What it shows, for a line above it.</param>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">Cells as they are shown, one for each column.</param>
public sealed record ReportTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Numbers of the columns that hold figures, which stand to the right.</summary>
    public IReadOnlyList<int> Figures { get; init; } = [];
}
