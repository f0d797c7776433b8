namespace Fathom;

/// <summary>Numbers in a grid, coloured by size and sign: masks, small matrices, activations.</summary>
public sealed class HeatGrid : Picture
{
    private const int CellHeight = 30;
    private const int Top = 52;
    private const int WidestCell = 76;

    private readonly double[,] _values;
    private readonly string[] _rows, _columns;

    /// <summary>Makes the grid; values and names are copied.</summary>
    /// <param name="values">values[row, column]; NaN is an empty cell.</param>
    /// <param name="rows">A name for each row.</param>
    /// <param name="columns">A name for each column.</param>
    /// <exception cref="ArgumentException">A row or a column has no name, or too many.</exception>
    public HeatGrid(double[,] values, IEnumerable<string> rows, IEnumerable<string> columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        (_values, _rows, _columns) = ((double[,])values.Clone(), [.. rows], [.. columns]);
        if (_rows.Length != values.GetLength(0) || _columns.Length != values.GetLength(1))
            throw new ArgumentException($"The grid is {values.GetLength(0)} × {values.GetLength(1)}, got {_rows.Length} row names and {_columns.Length} column names: give one for each.", nameof(values));
    }

    /// <summary>The names of the rows.</summary>
    public IReadOnlyList<string> Rows => _rows;

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>The number of a cell.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="column">Its column.</param>
    public double this[int row, int column] => _values[row, column];

    /// <summary>Heading; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Decimals of the numbers in the cells; 2 by default.</summary>
    public int Decimals { get; init; } = 2;

    /// <inheritdoc/>
    public override int HeightAt(int width) => Top + (CellHeight * _rows.Length) + 10;

    /// <inheritdoc/>
    public override string ToText(int width = 80, bool ascii = false, bool color = false)
    {
        var table = new TextTable(["", .. _columns.Select(TextColumn.Right)]) { Caption = Title.Length > 0 ? Title : null };
        for (int i = 0; i < _rows.Length; i++)
            table.Add([_rows[i], .. Enumerable.Range(0, _columns.Length).Select(j => Cell(i, j))]);
        return table.ToText(ascii);
    }

    /// <inheritdoc/>
    public override string ToSvg(int width = 720)
    {
        var svg = new SvgCanvas(width, HeightAt(width), Title.Length > 0 ? Title : "Grid", $"{_rows.Length} rows, {_columns.Length} columns.");
        double left = 20 + (_rows.Max(TextWidth.Of) * SvgCanvas.CharWidth);
        double cell = Math.Min(WidestCell, (width - left - 12) / Math.Max(1, _columns.Length));
        double largest = _values.Cast<double>().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        if (Title.Length > 0)
            svg.Text(8, 22, Title, "class=\"title\"");
        for (int j = 0; j < _columns.Length; j++)
            svg.Text(left + (cell * (j + 0.5)), Top - 7, _columns[j], "text-anchor=\"middle\"");
        for (int i = 0; i < _rows.Length; i++)
        {
            double y = Top + (CellHeight * i);
            svg.Text(left - 10, y + (CellHeight / 2.0) + 4, _rows[i], "class=\"name\" text-anchor=\"end\"");
            for (int j = 0; j < _columns.Length; j++)
            {
                double value = _values[i, j], share = largest > 0 && double.IsFinite(value) ? 0.75 * Math.Abs(value) / largest : 0;
                svg.Add($"<rect x=\"{SvgCanvas.Px(left + (cell * j))}\" y=\"{SvgCanvas.Px(y)}\" width=\"{SvgCanvas.Px(cell)}\" height=\"{CellHeight}\" class=\"grid\" style=\"fill:var(--s{(value < 0 ? 1 : 0)});fill-opacity:{share:0.###}\"/>");
                svg.Text(left + (cell * (j + 0.5)), y + (CellHeight / 2.0) + 4, Cell(i, j), $"class=\"name\" text-anchor=\"middle\"{(value == 0 ? " opacity=\".45\"" : "")}");
            }
        }

        return svg.Close();
    }

    private string Cell(int row, int column) => double.IsNaN(_values[row, column]) ? "" : Display.Fixed(_values[row, column], Decimals);
}
