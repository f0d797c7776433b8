namespace Fathom.Handbook;

/// <summary>A table of numbers and words: the raw values for programs, and aligned text for people.</summary>
public sealed class ExperimentTable
{
    private readonly List<IReadOnlyList<object>> _rows = [];

    internal ExperimentTable(string name, params IReadOnlyList<string> columns) => (Name, Columns) = (name, columns);

    /// <summary>What it shows.</summary>
    public string Name { get; }

    /// <summary>Headings.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Rows of cells: each a <see cref="double"/> or a <see cref="string"/>.</summary>
    public IReadOnlyList<IReadOnlyList<object>> Rows => _rows;

    /// <summary>The table for a terminal or a page.</summary>
    public TextTable ToTextTable()
    {
        var table = new TextTable([.. Columns.Select((name, i) => _rows.Count > 0 && _rows.All(row => row[i] is double) ? TextColumn.Right(name) : name)]) { Caption = Name.Length > 0 ? Name : null };
        foreach (IReadOnlyList<object> row in _rows)
            table.Add([.. row.Select(cell => cell is double number ? Display.Number(number) : (string)cell)]);
        return table;
    }

    /// <summary>Adds a row; whole numbers count as numbers.</summary>
    internal ExperimentTable Add(params ReadOnlySpan<object> cells)
    {
        var row = new List<object>(cells.Length);
        foreach (object cell in cells)
            row.Add(cell is string or double ? cell : Convert.ToDouble(cell, System.Globalization.CultureInfo.InvariantCulture));
        _rows.Add(row);
        return this;
    }
}
