using System.Globalization;
using System.Xml.Linq;

namespace Fathom.Tests.Reports;

public sealed class PictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly Dictionary<string, Picture> s_pictures = new()
    {
        ["line chart"] = Charts.Loss(),
        ["heat grid"] = new HeatGrid(new[,] { { 1, -2.5, 0 }, { double.NaN, 4, 1e6 } }, ["a < b", "second"], ["x", "y", "z"]) { Title = "Heat & sign" },
        ["empty heat grid"] = new HeatGrid(new[,] { { double.NaN } }, ["r"], ["c"]),
        ["network"] = new NetworkDiagram([("in", [1, -2]), ("out", [0.5, 0, 3])], [new double[,] { { 1, 2 }, { -3, 0 }, { 0.1, 0 } }]) { Title = "2-3", Highlight = (1, 2) },
        ["one layer"] = new NetworkDiagram([("in", [0])], []),
        ["chain"] = new ChainDiagram([new("x", 2), new("L", 0.5, 1)], [new("w", -1, 0.25)]) { Title = "Chain" },
        ["map"] = Map(),
        ["stack"] = new PictureStack(Charts.Loss(), Map()),
    };

    public static TheoryData<string> Names => [.. s_pictures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_picture_is_well_formed_of_its_size_and_inside_its_frame(string name)
    {
        Picture picture = s_pictures[name];
        foreach (int width in (int[])[480, 720])
        {
            XElement root = XElement.Parse(picture.ToSvg(width));
            Assert.Equal(Svg + "svg", root.Name);
            Assert.Equal($"{width}", root.Attribute("width")!.Value);
            Assert.Equal($"{picture.HeightAt(width)}", root.Attribute("height")!.Value);
            Assert.NotEmpty(root.Element(Svg + "title")!.Value);
            Assert.DoesNotContain("NaN", root.ToString());
            foreach (XElement place in root.Descendants().Where(element => element.Attribute("x") is not null && element.Name != Svg + "svg"))
                Assert.InRange(double.Parse(place.Attribute("x")!.Value, CultureInfo.InvariantCulture), 0, width);
        }

        Assert.Equal(picture.ToSvg(), picture.ToSvg());
        var html = new HtmlText();
        picture.WriteHtml(html);
        XElement.Parse(html.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_picture_fits_80_columns_and_ascii_is_ascii_but_for_its_words(string name)
    {
        string text = s_pictures[name].ToText();
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain('\u001b', text);
        Assert.False(text.EndsWith('\n'));
        Assert.DoesNotContain(s_pictures[name].ToText(ascii: true), c => c is >= '\u2500' and <= '\u28ff');
    }

    [Fact]
    public void Contour_lines_stand_where_the_surface_has_their_height()
    {
        double[] x = [.. Enumerable.Range(-10, 21).Select(i => i / 5.0)];
        double[,] heights = new double[x.Length, x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < x.Length; j++)
                heights[i, j] = (x[i] * x[i]) + (x[j] * x[j]);
        }

        ChartSeries circle = ContourLines.Of(x, x, heights, [1.0]);
        Assert.Equal(SeriesStyle.Contour, circle.Style);
        (double X, double Y)[] points = [.. circle.X.ToArray().Zip(circle.Y.ToArray()).Where(p => !double.IsNaN(p.First))];
        Assert.InRange(points.Length, 40, 200);
        Assert.All(points, p => Assert.Equal(1, Math.Sqrt((p.X * p.X) + (p.Y * p.Y)), 0.02));
        Assert.Contains(points, p => p.X > 0.99);
        Assert.Contains(points, p => p.X < -0.99);
        Assert.Empty(ContourLines.Of(x, x, heights, [-1.0]).X.ToArray());
        Assert.StartsWith("The heights are 21 × 21, the grid 20 × 21", Assert.Throws<ArgumentException>(() => ContourLines.Of(x.AsSpan(1), x, heights, [1.0])).Message);
    }

    [Fact]
    public void Contours_and_landmarks_take_no_colour_and_no_place_in_the_legend()
    {
        string svg = Map().ToSvg(), text = Map().ToText();
        Assert.Contains("class=\"contour\"", svg);
        Assert.Contains("stroke=\"var(--s0)\"", svg);
        Assert.DoesNotContain("var(--s1)\" ", svg.Split("</style>")[1]);
        Assert.Single(XElement.Parse(svg).Descendants(Svg + "text"), element => element.Value == "goal");
        Assert.Contains("◎ goal", text);
        Assert.Contains("path", text);
    }

    [Fact]
    public void A_stack_is_as_high_as_its_pictures_with_gaps()
    {
        var stack = new PictureStack(Charts.Loss(), Charts.Loss());
        Assert.Equal((2 * 340) + 24, stack.HeightAt(720));
        Assert.Equal(2, XElement.Parse(stack.ToSvg()).Elements(Svg + "g").Count());
        Assert.Equal(Charts.Loss().ToSvg(), new PictureStack(Charts.Loss()).ToSvg());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.StartsWith("The grid is 1 × 2, got 1 row names and 1 column names", Assert.Throws<ArgumentException>(() => new HeatGrid(new double[1, 2], ["a"], ["b"])).Message);
        Assert.StartsWith("2 layers of 1, 2 neurons do not fit the weights 1 × 1", Assert.Throws<ArgumentException>(() => new NetworkDiagram([("a", [1]), ("b", [1, 2])], [new double[1, 1]])).Message);
        Assert.StartsWith("A chain of 2 boxes got 0 links", Assert.Throws<ArgumentException>(() => new ChainDiagram([new("a"), new("b")], [])).Message);
    }

    private static LineChart Map() => new()
    {
        XRange = (0, 1),
        YRange = (0, 1),
        Series =
        {
            ContourLines.Of([0, 0.5, 1], [0, 0.5, 1], new[,] { { 0, 1, 2 }, { 1, 2, 3 }, { 2, 3, 4.0 } }, [1.5, 2.5]),
            new ChartSeries("path", [0.1, 0.9], [0.1, 0.9]),
            new ChartSeries("goal", [0.9], [0.9], SeriesStyle.Landmark),
        },
    };
}
