using System.Globalization;

namespace Fathom;

/// <summary>A confusion matrix to look at: counts and row percentages as text, or a heat table of a report. Rows are the true classes.</summary>
public sealed class ConfusionMatrixView : IReportBlock
{
    internal const int MostClasses = 20;                         // a wider table is no longer read; the worst confusions are

    private const int Roomy = 8;                                // more classes fill the page's width only in narrower cells

    private readonly long[,] _counts;
    private readonly string[] _names;

    /// <summary>Makes the view; counts and names are copied.</summary>
    /// <param name="counts">counts[true, predicted], not negative.</param>
    /// <param name="names">A name for each class.</param>
    /// <exception cref="ArgumentException">The matrix is not square, empty, negative, or has another number of names.</exception>
    public ConfusionMatrixView(long[,] counts, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(counts);
        _counts = (long[,])counts.Clone();
        _names = [.. names];
        int rows = counts.GetLength(0), columns = counts.GetLength(1);
        if (rows != columns || rows == 0)
            throw new ArgumentException($"A confusion matrix is square with at least one class, got {rows} × {columns}.", nameof(counts));
        if (_names.Length != rows)
            throw new ArgumentException($"The matrix has {rows} classes, got {_names.Length} names: give one name a class.", nameof(names));
        foreach (long count in _counts)
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(counts));
    }

    /// <summary>Makes the view; counts and names are copied.</summary>
    /// <param name="counts">counts[true, predicted], not negative.</param>
    /// <param name="names">A name for each class.</param>
    /// <exception cref="ArgumentException">The matrix is not square, empty, negative, or has another number of names.</exception>
    public ConfusionMatrixView(int[,] counts, IEnumerable<string> names)
        : this(Widen(counts), names)
    {
    }

    /// <summary>Number of classes.</summary>
    public int Classes => _names.Length;

    /// <summary>The pairs of classes taken for each other, most frequent first.</summary>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<(string True, string Predicted, long Count)> Confusions(int most = 10) =>
        [.. (from row in Enumerable.Range(0, Classes)
             from column in Enumerable.Range(0, Classes)
             where row != column && _counts[row, column] > 0
             orderby _counts[row, column] descending, row, column
             select (_names[row], _names[column], _counts[row, column])).Take(most)];

    /// <summary>The matrix as aligned text; above 20 classes the most frequent confusions instead.</summary>
    public override string ToString() => ToText();

    /// <summary>The matrix as aligned text; above 20 classes the most frequent confusions instead.</summary>
    /// <param name="ascii">Draw with ASCII characters only.</param>
    public string ToText(bool ascii = false) => (Classes > MostClasses ? ConfusionTable() : Table()).ToText(ascii);

    /// <inheritdoc/>
    public void WriteHtml(HtmlText html)
    {
        ArgumentNullException.ThrowIfNull(html);
        if (Classes > MostClasses)
        {
            ConfusionTable().WriteHtml(html);
            return;
        }

        html.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Confusion matrix\"><table class=\"confusion\"><caption><span>Rows: true classes. Percentages are of the row.</span></caption>\n<thead><tr><th scope=\"col\">true \\ predicted</th>");
        foreach (string name in _names)
            html.Raw("<th scope=\"col\">").Text(name).Raw("</th>");
        html.Raw("<th scope=\"col\">rows</th></tr></thead>\n<tbody>");
        for (int row = 0; row < Classes; row++)
        {
            html.Raw("<tr><th scope=\"row\">").Text(_names[row]).Raw("</th>");
            for (int column = 0; column < Classes; column++)
                html.Raw(string.Create(CultureInfo.InvariantCulture, $"<td class=\"{(row == column ? "hit" : _counts[row, column] > 0 ? "miss" : "zero")}\" style=\"--share:{Share(row, column):0.###}{(Classes > Roomy ? ";min-width:3.7rem;padding:.4rem .2rem;white-space:nowrap" : "")}\">"))
                    .Raw($"<b>{Display.Count(_counts[row, column])}</b><small>{ShareText(row, column)}</small></td>");
            html.Raw($"<td class=\"sum\">{Display.Count(Total(row))}</td></tr>\n");
        }

        html.Raw("</tbody></table></div>\n");
    }

    private static long[,] Widen(int[,] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var wide = new long[counts.GetLength(0), counts.GetLength(1)];
        for (int i = 0; i < wide.GetLength(0); i++)
            for (int j = 0; j < wide.GetLength(1); j++)
                wide[i, j] = counts[i, j];
        return wide;
    }

    private long Total(int row)
    {
        long total = 0;
        for (int column = 0; column < Classes; column++)
            total += _counts[row, column];
        return total;
    }

    private double Share(int row, int column) => Total(row) is > 0 and var total ? (double)_counts[row, column] / total : 0;

    private string ShareText(int row, int column) => Total(row) == 0 ? "–" : Display.Percent(Share(row, column));

    private TextTable Table()
    {
        var columns = new TextColumn[Classes + 2];
        columns[0] = "true \\ predicted";
        for (int i = 0; i < Classes; i++)
            columns[i + 1] = TextColumn.Right(TextWidth.Cut(_names[i], 14));
        columns[^1] = TextColumn.Right("rows");
        var table = new TextTable(columns) { MaxCellWidth = 24 };
        for (int row = 0; row < Classes; row++)
        {
            string[] counts = new string[Classes + 2], shares = new string[Classes + 1];
            (counts[0], shares[0], counts[^1]) = (_names[row], "", Display.Count(Total(row)));
            for (int column = 0; column < Classes; column++)
                (counts[column + 1], shares[column + 1]) = (Display.Count(_counts[row, column]), ShareText(row, column).Replace('–', '-'));
            table.Add(counts).Add(shares);
        }

        return table;
    }

    private TextTable ConfusionTable()
    {
        var table = new TextTable("true", "predicted", TextColumn.Right("count"))
        {
            Caption = $"Most frequent confusions of {Classes} classes",
        };
        foreach (var (truth, predicted, count) in Confusions(15))
            table.Add(truth, predicted, Display.Count(count));
        return table;
    }
}
