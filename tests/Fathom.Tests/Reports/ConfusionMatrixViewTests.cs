using System.Xml.Linq;

namespace Fathom.Tests.Reports;

public sealed class ConfusionMatrixViewTests
{
    private static readonly ConfusionMatrixView Small = new(new[,] { { 41, 1, 0 }, { 2, 1069, 0 }, { 0, 0, 0 } }, ["malignant", "<benign>", "none"]);

    [Fact]
    public void Text_has_counts_and_row_percentages() => Assert.Equal(
        """
        true \ predicted  malignant  <benign>   none   rows
        ───────────────────────────────────────────────────
        malignant                41         1      0     42
                             97.6 %     2.4 %  0.0 %
        <benign>                  2     1,069      0  1,071
                              0.2 %    99.8 %  0.0 %
        none                      0         0      0      0
                                  -         -      -
        """, Small.ToString());

    [Fact]
    public void Html_is_well_formed_and_shades_by_the_share()
    {
        var html = new HtmlText();
        Small.WriteHtml(html);
        var cells = XDocument.Parse(html.ToString()).Descendants("td").ToList();

        Assert.Equal(12, cells.Count);
        Assert.Equal(["hit", "miss", "zero", "sum", "miss", "hit", "zero", "sum", "zero", "zero", "hit", "sum"], cells.Select(c => c.Attribute("class")!.Value));
        Assert.Equal("--share:0.976", cells[0].Attribute("style")!.Value);
        Assert.Equal("41", cells[0].Element("b")!.Value);
        Assert.Equal("97.6 %", cells[0].Element("small")!.Value);
    }

    [Fact]
    public void Many_classes_show_the_most_frequent_confusions()
    {
        long[,] counts = new long[30, 30];
        counts[3, 4] = 7;
        counts[29, 0] = 9;
        counts[5, 5] = 100;
        var view = new ConfusionMatrixView(counts, Enumerable.Range(0, 30).Select(i => $"class {i}"));

        Assert.Equal(
            """
            Most frequent confusions of 30 classes
            true      predicted  count
            ──────────────────────────
            class 29  class 0        9
            class 3   class 4        7
            """, view.ToString());
        Assert.Equal([("class 29", "class 0", 9L)], view.Confusions(1));
    }

    [Fact]
    public void Shape_names_and_signs_are_checked()
    {
        Assert.Contains("got 1 × 2", Assert.Throws<ArgumentException>(() => new ConfusionMatrixView(new int[1, 2], ["a"])).Message);
        Assert.Contains("got 0 × 0", Assert.Throws<ArgumentException>(() => new ConfusionMatrixView(new int[0, 0], [])).Message);
        Assert.Contains("2 classes, got 1 names", Assert.Throws<ArgumentException>(() => new ConfusionMatrixView(new int[2, 2], ["a"])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrixView(new[,] { { -1 } }, ["a"]));
    }
}
