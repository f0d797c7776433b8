namespace Fathom;

/// <summary>A report as one HTML file that needs no network, no scripts and no other file; light and dark, good on a phone and on paper.</summary>
/// <remarks>A report is headline figures and sections of blocks. Charts, tables and matrices are blocks; anything else can be one by
/// implementing <see cref="IReportBlock"/>. All text is escaped; the same content gives the same bytes.</remarks>
/// <example><code>
/// var report = new HtmlReport("Breast cancer", "455 rows for training, 114 for the test")
///     .Headline("test accuracy", "0.974")
///     .Section("Curves").Add(chart)
///     .Section("Settings").Facts(("optimizer", "Adam"), ("learning rate", "0.001"));
/// AtomicFile.WriteAllText("report.html", report.Write());
/// </code></example>
public sealed class HtmlReport
{
    private readonly string _title, _subtitle;
    private readonly List<(string Label, string Value, string Note)> _headlines = [];
    private readonly List<string> _sections = [];
    private readonly HtmlText _body = new();

    /// <summary>An empty report.</summary>
    /// <param name="title">Heading, and title of the window.</param>
    /// <param name="subtitle">A line below it; empty for none.</param>
    public HtmlReport(string title, string subtitle = "")
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(subtitle);
        (_title, _subtitle) = (title, subtitle);
    }

    /// <summary>Adds a figure to the head of the page.</summary>
    /// <param name="label">What it is: "test accuracy".</param>
    /// <param name="value">The figure: "0.974".</param>
    /// <param name="note">A few words below it; empty for none.</param>
    /// <returns>The report.</returns>
    public HtmlReport Headline(string label, string value, string note = "")
    {
        _headlines.Add((label, value, note));
        return this;
    }

    /// <summary>Begins a section; blocks that follow belong to it.</summary>
    /// <param name="title">Heading of the section.</param>
    /// <returns>The report.</returns>
    public HtmlReport Section(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        _body.Raw(_sections.Count > 0 ? "</section>\n" : "");
        _sections.Add(title);
        _body.Raw($"<section aria-labelledby=\"s{_sections.Count}\">\n<h2 id=\"s{_sections.Count}\">").Text(title).Raw("</h2>\n");
        return this;
    }

    /// <summary>Adds a heading inside a section.</summary>
    /// <param name="title">Its text.</param>
    /// <returns>The report.</returns>
    public HtmlReport Heading(string title)
    {
        _body.Raw("<h3>").Text(title).Raw("</h3>\n");
        return this;
    }

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">Its text.</param>
    /// <returns>The report.</returns>
    public HtmlReport Paragraph(string text)
    {
        _body.Raw("<p>").Text(text).Raw("</p>\n");
        return this;
    }

    /// <summary>Adds a chart, a table, a matrix, or a block of your own.</summary>
    /// <param name="block">The block.</param>
    /// <returns>The report.</returns>
    public HtmlReport Add(IReportBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        block.WriteHtml(_body);
        return this;
    }

    /// <summary>Adds blocks side by side; on a narrow screen they stand below each other.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <returns>The report.</returns>
    public HtmlReport AddRow(params ReadOnlySpan<IReportBlock> blocks)
    {
        _body.Raw("<div class=\"row\">\n");
        foreach (var block in blocks)
        {
            _body.Raw("<div>");
            if (block is LineChart chart)
                chart.WriteHtml(_body, besideOthers: true);
            else
                block.WriteHtml(_body);
            _body.Raw("</div>\n");
        }

        _body.Raw("</div>\n");
        return this;
    }

    /// <summary>Adds text as it is, in a fixed-width font.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The report.</returns>
    public HtmlReport Preformatted(string text)
    {
        _body.Raw("<pre tabindex=\"0\">").Text(text).Raw("</pre>\n");
        return this;
    }

    /// <summary>Adds names with their values.</summary>
    /// <param name="facts">The pairs.</param>
    /// <returns>The report.</returns>
    public HtmlReport Facts(params ReadOnlySpan<(string Name, string Value)> facts)
    {
        _body.Raw("<dl class=\"facts\">\n");
        foreach (var (name, value) in facts)
            _body.Raw("<div><dt>").Text(name).Raw("</dt><dd>").Text(value).Raw("</dd></div>\n");
        _body.Raw("</dl>\n");
        return this;
    }

    /// <summary>Adds a list of things to know, set off from the text; nothing when there are none.</summary>
    /// <param name="notices">One sentence each.</param>
    /// <returns>The report.</returns>
    public HtmlReport Notices(params ReadOnlySpan<string> notices)
    {
        if (notices.IsEmpty)
            return this;
        _body.Raw("<ul class=\"notices\">\n");
        foreach (string notice in notices)
            _body.Raw("<li>").Text(notice).Raw("</li>\n");
        _body.Raw("</ul>\n");
        return this;
    }

    /// <summary>The whole file.</summary>
    public string Write()
    {
        var html = new HtmlText();
        html.Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n<meta name=\"color-scheme\" content=\"light dark\" />\n")
            .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\" />\n")
            .Raw("<title>").Text(_title).Raw("</title>\n<style>").Raw(HtmlReportStyle.Css).Raw(SvgCanvas.Style).Raw("</style>\n</head>\n<body>\n");
        if (_sections.Count > 0)
            html.Raw("<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
        html.Raw("<header>\n<h1>").Text(_title).Raw("</h1>\n");
        if (_subtitle.Length > 0)
            html.Raw("<p class=\"subtitle\">").Text(_subtitle).Raw("</p>\n");
        WriteHeadlines(html);
        html.Raw("</header>\n");
        WriteContents(html);
        html.Raw("<main id=\"content\">\n").Raw(_body.ToString()).Raw(_sections.Count > 0 ? "</section>\n" : "");
        return html.Raw("</main>\n<footer>Written by Fathom. One file, no scripts, no network.</footer>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Links to the sections, where there are several.</summary>
    private void WriteContents(HtmlText html)
    {
        if (_sections.Count < 3)
            return;
        html.Raw("<nav class=\"contents\" aria-label=\"Contents\">\n<ul>\n");
        for (int i = 0; i < _sections.Count; i++)
            html.Raw($"<li><a href=\"#s{i + 1}\">").Text(_sections[i]).Raw("</a></li>\n");
        html.Raw("</ul>\n</nav>\n");
    }

    private void WriteHeadlines(HtmlText html)
    {
        if (_headlines.Count == 0)
            return;
        html.Raw("<dl class=\"headlines\">\n");
        foreach (var (label, value, note) in _headlines)
        {
            html.Raw("<div><dt>").Text(label).Raw("</dt><dd>").Text(value);
            if (note.Length > 0)
                html.Raw("<small>").Text(note).Raw("</small>");
            html.Raw("</dd></div>\n");
        }

        html.Raw("</dl>\n");
    }
}
