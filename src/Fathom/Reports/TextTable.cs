using System.Text;

namespace Fathom;

/// <summary>A small table: aligned plain text for a terminal, or a block of a report.</summary>
/// <remarks>Widths follow what a terminal draws (wide and combining characters included). Control characters in cells are replaced, so
/// text out of data cannot act on the terminal.</remarks>
/// <example><code>
/// var table = new TextTable("layer", TextColumn.Right("parameters"));
/// table.Add("0 Linear", "1,984");
/// Console.WriteLine(table);
/// </code></example>
public sealed class TextTable : IReportBlock
{
    private readonly TextColumn[] _columns;
    private readonly List<string[]?> _rows = [];               // null is a rule

    /// <summary>A table without rows.</summary>
    /// <param name="columns">Headings; a string is a left-aligned column. With all headings empty the heading line is left out.</param>
    /// <exception cref="ArgumentException">No column was given.</exception>
    public TextTable(params ReadOnlySpan<TextColumn> columns)
    {
        if (columns.IsEmpty)
            throw new ArgumentException("A table needs at least one column, got none.", nameof(columns));
        _columns = columns.ToArray();
    }

    /// <summary>A line above the table; none when null.</summary>
    public string? Caption { get; init; }

    /// <summary>Widest a cell may be, in columns of the terminal; longer text is cut with an ellipsis. 60 by default; reports are not cut.</summary>
    public int MaxCellWidth { get; init; } = 60;

    /// <summary>Whether the first cell of a row names it, so that a page marks it as a heading.</summary>
    public bool HasRowHeadings { get; init; }

    /// <summary>Number of rows, rules not counted.</summary>
    public int RowCount => _rows.Count(row => row is not null);

    /// <summary>Adds a row; cells left out at its end are empty.</summary>
    /// <param name="cells">Texts of the cells.</param>
    /// <returns>The table.</returns>
    /// <exception cref="ArgumentException">More cells than columns.</exception>
    public TextTable Add(params ReadOnlySpan<string> cells)
    {
        if (cells.Length > _columns.Length)
            throw new ArgumentException($"The row has {cells.Length} cells, the table {_columns.Length} columns: give at most one cell a column.", nameof(cells));
        string[] row = new string[_columns.Length];
        row.AsSpan().Fill("");
        cells.CopyTo(row);
        _rows.Add(row);
        return this;
    }

    /// <summary>Adds a line across, as above a total.</summary>
    /// <returns>The table.</returns>
    public TextTable AddRule()
    {
        _rows.Add(null);
        return this;
    }

    /// <summary>The table as text; the last line ends without a line break.</summary>
    public override string ToString() => ToText();

    /// <summary>The table as text; the last line ends without a line break.</summary>
    /// <param name="ascii">Draw rules with ASCII characters only.</param>
    public string ToText(bool ascii = false)
    {
        string[] headers = Array.ConvertAll(_columns, column => Cell(column.Header, ascii));
        var rows = _rows.ConvertAll(row => row is null ? null : Array.ConvertAll(row, cell => Cell(cell, ascii)));
        int[] widths = new int[_columns.Length];
        for (int c = 0; c < widths.Length; c++)
            widths[c] = rows.Where(row => row is not null).Select(row => TextWidth.Of(row![c])).Append(TextWidth.Of(headers[c])).Max();

        var text = new StringBuilder();
        string rule = new(ascii ? '-' : '─', widths.Sum() + 2 * (widths.Length - 1));
        if (Caption is not null)
            text.Append(TextWidth.Clean(Caption)).Append('\n');
        if (headers.Any(header => header.Length > 0))
        {
            Line(text, headers, widths);
            text.Append(rule).Append('\n');
        }

        foreach (string[]? row in rows)
            if (row is null)
                text.Append(rule).Append('\n');
            else
                Line(text, row, widths);
        return text.ToString().TrimEnd('\n');
    }

    /// <inheritdoc/>
    public void WriteHtml(HtmlText html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Text(Caption ?? (_columns[0].Header.Length > 0 ? $"Table by {_columns[0].Header}" : "Table")).Raw("\"><table>");
        if (Caption is not null)
            html.Raw("<caption><span>").Text(Caption).Raw("</span></caption>");
        if (_columns.Any(column => column.Header.Length > 0))
        {
            html.Raw("<thead><tr>");
            foreach (var column in _columns)
                html.Raw($"<th scope=\"col\"{Class(column)}>").Text(column.Header).Raw("</th>");
            html.Raw("</tr></thead>\n");
        }

        html.Raw("<tbody>");
        bool ruled = false;
        foreach (string[]? row in _rows)
        {
            if (row is not null)
            {
                html.Raw(ruled ? "<tr class=\"rule\">" : "<tr>");
                for (int c = 0; c < row.Length; c++)
                {
                    bool isHeading = HasRowHeadings && c == 0;
                    html.Raw(isHeading ? $"<th scope=\"row\"{Class(_columns[c])}>" : $"<td{Class(_columns[c])}>").Text(row[c]).Raw(isHeading ? "</th>" : "</td>");
                }

                html.Raw("</tr>\n");
            }

            ruled = row is null;
        }

        html.Raw("</tbody></table></div>\n");
    }

    private static string Class(TextColumn column) => column.Alignment switch
    {
        TextAlignment.Right => " class=\"right\"",
        TextAlignment.Center => " class=\"center\"",
        _ => "",
    };

    private string Cell(string text, bool ascii)
    {
        string cut = TextWidth.Cut(TextWidth.Clean(text), MaxCellWidth);
        return ascii ? cut.Replace('…', '~') : cut;
    }

    private void Line(StringBuilder text, string[] cells, int[] widths)
    {
        int start = text.Length;
        for (int c = 0; c < cells.Length; c++)
            text.Append(c > 0 ? "  " : "").Append(TextWidth.Pad(cells[c], widths[c], _columns[c].Alignment));
        while (text.Length > start && text[^1] == ' ')
            text.Length--;
        text.Append('\n');
    }
}
