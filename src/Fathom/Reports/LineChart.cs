namespace Fathom;

/// <summary>A chart of lines or points as plain data; <see cref="TerminalPlot"/> draws it with characters, <see cref="SvgChart"/> as a picture.</summary>
/// <example><code>
/// var chart = new LineChart { Title = "Loss", XLabel = "epoch", Series = { new("training", losses), new("validation", held) }, Marks = { new(best, "best") } };
/// Console.WriteLine(TerminalPlot.Render(chart));
/// </code></example>
public sealed class LineChart : Picture
{
    private const int UsualHeight = 340;

    // Of a chart alone on the page, of one of two side by side, and of one on a phone; the style sheet names the same widths.
    private static readonly (int Width, int Height)[] s_sizes = [(960, 360), (460, 300), (320, 260)];

    /// <summary>Heading; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the horizontal axis shows; empty for nothing.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the vertical axis shows; empty for nothing.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>Logarithmic horizontal axis; values of 0 and below are gaps.</summary>
    public bool LogX { get; init; }

    /// <summary>Logarithmic vertical axis; values of 0 and below are gaps.</summary>
    public bool LogY { get; init; }

    /// <summary>Whether numbers below the horizontal axis stand without a separator between thousands, as years do.</summary>
    public bool PlainX { get; init; }

    /// <summary>Fixed ends of the horizontal axis; the data decides when null.</summary>
    public (double Min, double Max)? XRange { get; init; }

    /// <summary>Fixed ends of the vertical axis; the data decides, rounded to good numbers, when null.</summary>
    public (double Min, double Max)? YRange { get; init; }

    /// <summary>Height of the SVG picture in px; 340 by default.</summary>
    public int Height { get; init; } = UsualHeight;

    /// <summary>The series, in the order of the legend.</summary>
    public IList<ChartSeries> Series { get; } = new List<ChartSeries>();

    /// <summary>Vertical marks.</summary>
    public IList<ChartMark> Marks { get; } = new List<ChartMark>();

    /// <inheritdoc/>
    public override string ToText(int width = 80, bool ascii = false, bool color = false) => TerminalPlot.Render(this, width, ascii: ascii, color: color);

    /// <inheritdoc/>
    public override int HeightAt(int width) => Math.Max(Height, SvgChart.LeastHeight);

    /// <inheritdoc/>
    public override string ToSvg(int width = 720) => SvgChart.Render(this, width, Height);

    /// <inheritdoc/>
    public override void WriteHtml(HtmlText html) => WriteHtml(html, besideOthers: false);

    /// <summary>Draws for each of the widths a page may have; its style shows the one that fits. Letters keep their size, and nothing scrolls.</summary>
    internal void WriteHtml(HtmlText html, bool besideOthers)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Raw("<figure class=\"fits\">");
        if (Title.Length > 0)
            html.Raw("<figcaption>").Text(Title).Raw("</figcaption>");
        foreach ((int width, int height) in s_sizes.AsSpan(besideOthers ? 1 : 0))
            html.Raw($"<div class=\"w{width}\">").Raw(SvgChart.RenderInPage(this, width, height + Math.Max(0, Height - UsualHeight))).Raw("</div>");
        html.Raw("</figure>\n");
    }

    /// <summary>The series with their places in the palette, which quiet ones do not take.</summary>
    internal IEnumerable<(ChartSeries Series, int Color)> Coloured() => Series.Select((series, i) => (series, Series.Take(i).Count(before => !before.IsQuiet)));

    internal ChartScale XScale() => ChartScale.Fit(Values(s => s.X, s => s.Y, LogY).Concat(Marks.Select(mark => mark.X)), LogX, XRange, round: false) with { IsPlain = PlainX };

    internal ChartScale YScale() => ChartScale.Fit(Values(s => s.Y, s => s.X, LogX), LogY, YRange, round: true);

    private delegate ReadOnlySpan<double> Pick(ChartSeries series);

    // A point counts for an axis only when it can be drawn at all, so its other value must be drawable too.
    private List<double> Values(Pick pick, Pick other, bool otherLog)
    {
        var values = new List<double>();
        foreach (var series in Series)
            for (int i = 0; i < series.X.Length; i++)
                if (ChartScale.Drawable(other(series)[i], otherLog))
                    values.Add(pick(series)[i]);
        return values;
    }
}
