using System.Xml.Linq;

namespace Fathom.Tests.Reports;

public sealed class HtmlReportTests
{
    private const string Hostile = "</style><script>alert('&\"')</script>\u001b[31m\0\uD800";

    [Fact]
    public void Every_kind_of_block_is_well_formed_and_escaped()
    {
        var page = Parse(Everything(Hostile));

        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "img" or "link" or "iframe");
        Assert.DoesNotContain(page.Descendants().Attributes(), a => (a.Name.LocalName is "href" or "src" && !a.Value.StartsWith("#", StringComparison.Ordinal)) || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        string shown = Hostile.Replace('\u001b', '\uFFFD').Replace('\0', '\uFFFD').Replace('\uD800', '\uFFFD');
        Assert.Equal(shown, page.Descendants("h1").Single().Value);
        Assert.Equal(shown, page.Descendants("title").First().Value);
        Assert.Equal(shown, page.Descendants("h2").First().Value);
        Assert.Equal(shown, page.Descendants("pre").Single().Value);
        Assert.Equal(shown, page.Descendants("li").First().Value);
        Assert.Contains(page.Descendants("dt"), dt => dt.Value == shown);
        Assert.Contains(page.Descendants("dd"), dd => dd.Value == shown);
        Assert.Contains(page.Descendants("p"), p => p.Value == shown);
    }

    [Fact]
    public void The_file_needs_nothing_from_outside()
    {
        string html = Everything("x").Write();
        Assert.DoesNotContain("url(", html);
        Assert.DoesNotContain("@import", html);
        Assert.Equal(html.Split("http").Length - 1, html.Split("http://www.w3.org/2000/svg").Length - 1 + html.Split("http-equiv").Length - 1);
        Assert.Contains("default-src 'none'", html);
    }

    [Fact]
    public void Sections_have_headings_that_name_them()
    {
        var sections = Parse(Everything("x")).Descendants("section").ToList();
        Assert.Equal(2, sections.Count);
        Assert.All(sections, section => Assert.Equal(section.Attribute("aria-labelledby")!.Value, section.Element("h2")!.Attribute("id")!.Value));
        Assert.Equal(2, sections.Select(section => section.Attribute("aria-labelledby")!.Value).Distinct().Count());
    }

    [Fact]
    public void An_empty_report_is_a_page()
    {
        var page = Parse(new HtmlReport("t"));
        Assert.Equal("t", page.Descendants("h1").Single().Value);
        Assert.Empty(page.Descendants("section"));
        Assert.Empty(page.Descendants("dl"));
    }

    [Fact]
    public void Blocks_before_the_first_section_stand_alone_and_no_notices_are_no_list()
    {
        var page = Parse(new HtmlReport("t").Paragraph("p").Notices().Section("s"));
        Assert.Equal("main", page.Descendants("p").Single().Parent!.Name.LocalName);
        Assert.Empty(page.Descendants("ul"));
    }

    [Fact]
    public void Writing_twice_gives_the_same_bytes()
    {
        var report = Everything("x");
        Assert.Equal(report.Write(), report.Write());
        Assert.Equal(report.Write(), Everything("x").Write());
    }

    [Fact]
    public void A_block_of_ones_own_stands_in_the_report()
    {
        var page = Parse(new HtmlReport("t").Section("s").Add(new Own()));
        Assert.Equal("a < b", page.Descendants("em").Single().Value);
    }

    private sealed class Own : IReportBlock
    {
        public void WriteHtml(HtmlText html) => html.Raw("<em>").Text("a < b").Raw("</em>");
    }

    private static HtmlReport Everything(string text) => new HtmlReport(text, text)
        .Headline(text, text, text).Headline("accuracy", "0.97")
        .Section(text).Paragraph(text).Add(Charts.Loss()).AddRow(Charts.Awkward["hostile"], Charts.Awkward["nothing"], new TextTable(text).Add(text))
        .Section("second").Preformatted(text).Facts((text, text), ("seed", "42")).Notices(text, "b")
        .Add(new ConfusionMatrixView(new[,] { { 1, 2 }, { 3, 4 } }, [text, "b"]));

    private static XDocument Parse(HtmlReport report)
    {
        string html = report.Write();
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", html);
        return XDocument.Parse(html["<!DOCTYPE html>".Length..]);
    }
}
