using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Fathom.Tests.Reports;

public sealed partial class SvgChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [MemberData(nameof(Charts.Names), MemberType = typeof(Charts))]
    public void Every_chart_is_well_formed_and_stays_inside_its_frame(string name)
    {
        string text = SvgChart.Render(Charts.Awkward[name]);
        var root = XDocument.Parse(text).Root!;

        Assert.Equal(Svg + "svg", root.Name);
        Assert.Equal("img", root.Attribute("role")!.Value);
        Assert.NotEmpty(root.Element(Svg + "title")!.Value);
        Assert.Empty(root.Descendants(Svg + "script"));
        Assert.DoesNotContain("NaN", string.Concat(root.Descendants().Attributes().Select(a => a.Value)));
        Assert.DoesNotContain("Infinity", text);
        Assert.True(text.Length < 100_000, $"{text.Length} characters");
        foreach (var path in root.Descendants(Svg + "path").Where(p => ((string?)p.Attribute("class"))?.StartsWith("line", StringComparison.Ordinal) == true))
        {
            double[] numbers = [.. Number().Matches(path.Attribute("d")!.Value).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];
            for (int i = 0; i + 1 < numbers.Length && !path.Attribute("d")!.Value.Contains('h'); i += 2)
            {
                Assert.InRange(numbers[i], 0, 720);
                Assert.InRange(numbers[i + 1], 0, 340);
            }
        }
    }

    [Fact]
    public void A_line_goes_through_its_points()
    {
        var chart = new LineChart { XRange = (0, 2), YRange = (0, 1), Series = { new("a", [0, 1, 2], [0, 1, .5]) } };
        string path = Line(chart)[0];
        double[] n = [.. Number().Matches(path).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];

        Assert.Equal(6, n.Length);
        Assert.Equal(n[2], (n[0] + n[4]) / 2, 0.11);                // the middle point stands in the middle
        Assert.Equal(n[5], (n[1] + n[3]) / 2, 0.11);                // and .5 half way up
        Assert.True(n[3] < n[5] && n[5] < n[1]);
    }

    [Fact]
    public void A_gap_breaks_the_line()
    {
        var chart = new LineChart { Series = { new("a", [1, 2, double.NaN, 3, 4, double.PositiveInfinity, 5]) } };
        Assert.Equal(2, Line(chart)[0].Count(c => c == 'M'));
        Assert.Equal(2, Line(chart)[0].Count(c => c == 'L'));
    }

    [Fact]
    public void A_line_that_leaves_the_range_is_cut_at_its_edge()
    {
        var chart = new LineChart { XRange = (0, 1), YRange = (0, 1), Series = { new("a", [0, 1], [.5, 1e9]) } };
        var runs = ChartPath.Runs(chart.Series[0], chart.XScale(), chart.YScale());
        Assert.Equal(new ChartPoint(0, .5), runs.Single()[0]);
        Assert.Equal(1, runs.Single()[1].Y, 1e-6);
    }

    [Fact]
    public void Text_is_escaped_and_control_characters_are_gone()
    {
        string text = SvgChart.Render(Charts.Awkward["hostile"]);
        Assert.DoesNotContain("<script", text);
        Assert.DoesNotContain(text.Replace("\n", ""), char.IsControl);
        Assert.Equal("</title><script>alert(1)</script>", XDocument.Parse(text).Root!.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void The_description_tells_the_series_and_the_marks() =>
        Assert.Equal("training: 8 values from 0.8 to 0.09, lowest 0.09, highest 0.8. validation: 8 values from 0.85 to 0.45, lowest 0.35, highest 0.85. best at 5.",
            XDocument.Parse(SvgChart.Render(Charts.Loss())).Root!.Element(Svg + "desc")!.Value);

    [Fact]
    public void Series_differ_in_colour_and_dashes_and_the_same_chart_gives_the_same_text()
    {
        var root = XDocument.Parse(SvgChart.Render(Charts.Awkward["eight series"])).Root!;
        var lines = root.Descendants(Svg + "path").Where(p => (string?)p.Attribute("class") == "line" && !p.Attribute("d")!.Value.Contains('h'))
            .Select(p => (p.Attribute("stroke")!.Value, p.Attribute("stroke-dasharray")?.Value)).ToList();
        Assert.Equal(8, lines.Distinct().Count());
        Assert.Equal(SvgChart.Render(Charts.Loss()), SvgChart.Render(Charts.Loss()));
    }

    [Fact]
    public void Both_light_and_dark_name_every_colour()
    {
        string style = XDocument.Parse(SvgChart.Render(Charts.Loss())).Root!.Element(Svg + "style")!.Value;
        foreach (string variable in new[] { "--ink", "--soft", "--grid", "--paper", "--s0", "--s1", "--s2", "--s3", "--s4", "--s5" })
            Assert.Equal(2, Regex.Count(style, variable + ":"));
    }

    [Fact]
    public void A_long_series_keeps_its_peaks_when_thinned()
    {
        double[] y = new double[200_000];
        y[123_456] = 7;
        y[54_321] = -7;
        var chart = new LineChart { Series = { new("a", y) } };
        var run = ChartPath.Runs(chart.Series[0], chart.XScale(), chart.YScale()).Single();
        var thin = ChartPath.Thin(run, 700);

        Assert.InRange(thin.Count, 700, 2810);
        Assert.Equal(run.Max(p => p.Y), thin.Max(p => p.Y));
        Assert.Equal(run.Min(p => p.Y), thin.Min(p => p.Y));
        Assert.Equal((run[0], run[^1]), (thin[0], thin[^1]));
    }

    private static List<string> Line(LineChart chart) =>
        [.. XDocument.Parse(SvgChart.Render(chart)).Descendants(Svg + "path")
            .Where(p => (string?)p.Attribute("class") == "line" && !p.Attribute("d")!.Value.Contains('h')).Select(p => p.Attribute("d")!.Value)];

    [GeneratedRegex(@"-?[0-9]+(\.[0-9]+)?")]
    private static partial Regex Number();
}
