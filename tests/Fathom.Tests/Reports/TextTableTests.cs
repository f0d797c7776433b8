using System.Xml.Linq;

namespace Fathom.Tests.Reports;

public sealed class TextTableTests
{
    private static TextTable Layers() => new TextTable("layer", "output", TextColumn.Right("parameters"))
        .Add("0 Linear", "(N, 64)", "1,984").Add("1 ReLU", "(N, 64)", "0").AddRule().Add("total", "", "4,097");

    [Fact]
    public void Columns_line_up() => Assert.Equal(
        """
        layer     output   parameters
        ─────────────────────────────
        0 Linear  (N, 64)       1,984
        1 ReLU    (N, 64)           0
        ─────────────────────────────
        total                   4,097
        """, Layers().ToString());

    [Fact]
    public void Rules_can_be_ascii() => Assert.Equal(
        """
        layer     output   parameters
        -----------------------------
        0 Linear  (N, 64)       1,984
        1 ReLU    (N, 64)           0
        -----------------------------
        total                   4,097
        """, Layers().ToText(ascii: true));

    [Fact]
    public void Wide_and_combining_characters_take_the_columns_a_terminal_gives_them() => Assert.Equal(
        """
        name   n
        ────────
        悪性   1
        é́      2
        😀ab  10
        """, new TextTable("name", TextColumn.Right("n")).Add("悪性", "1").Add("e\u0301\u0301", "2").Add("😀ab", "10").ToString().Replace("e\u0301\u0301", "é́"));

    [Fact]
    public void Long_cells_are_cut_and_control_characters_cannot_act()
    {
        var table = new TextTable("a", "b") { MaxCellWidth = 5, Caption = "c\u001b[2J" }.Add("123456789", "\u001b[31m");
        Assert.Equal("c\uFFFD[2J\na      b\n────────────\n1234…  \uFFFD[31m", table.ToString());
        Assert.Contains("1234~", table.ToText(ascii: true));
    }

    [Fact]
    public void A_table_without_headings_has_no_heading_line() =>
        Assert.Equal("a  1\nb", new TextTable("", TextColumn.Right("")).Add("a", "1").Add("b").ToString());

    [Fact]
    public void An_empty_table_is_its_heading() => Assert.Equal("a\n─", new TextTable("a").ToString());

    [Fact]
    public void Centred_cells_stand_in_the_middle() =>
        Assert.Equal("wide\n────\n ab", new TextTable(new TextColumn("wide", TextAlignment.Center)).Add("ab").ToString());

    [Fact]
    public void Too_many_cells_and_no_columns_are_refused()
    {
        Assert.Contains("The row has 2 cells, the table 1 columns", Assert.Throws<ArgumentException>(() => new TextTable("a").Add("1", "2")).Message);
        Assert.Throws<ArgumentException>(() => new TextTable());
    }

    [Fact]
    public void In_a_report_it_is_an_escaped_table()
    {
        var html = new HtmlText();
        new TextTable("<a>", TextColumn.Right("b")) { Caption = "x & y" }.Add("\"<i>\"", "1").AddRule().Add("total", "1").WriteHtml(html);
        var table = XDocument.Parse(html.ToString()).Root!.Element("table")!;

        Assert.Equal("x & y", table.Element("caption")!.Value);
        Assert.Equal(["<a>", "b"], table.Descendants("th").Select(th => th.Value));
        Assert.Equal(["\"<i>\"", "1", "total", "1"], table.Descendants("td").Select(td => td.Value));
        Assert.Equal("rule", table.Descendants("tr").Last().Attribute("class")!.Value);
        Assert.Equal(3, table.Descendants().Count(e => (string?)e.Attribute("class") == "right"));
    }
}
