namespace Fathom.Tests.Reports;

public sealed class TerminalPlotTests
{
    [Fact]
    public void A_chart_is_drawn_with_braille_dots_exactly_so() => Assert.Equal(
        """
        Loss
        loss   ⠒⠒⠒ training   ⠂⠂⠂ validation
        1.0 ┤                        ┊ best
            │⠣⣠                      ┊
            │  ⠑⠥⡐ ⡀                 ┊
        0.5 ┤    ⠈⠒⠤⣈ ⠄⢀             ┊               ⢀ ⡀
            │        ⠉⠒⠢⢄⣁⠈ ⠂⠐ ⠂⠐ ⠂⠠ ⠄⠠ ⠄⠐ ⠂⠐ ⠂⠈ ⠁⠈ ⠁
            │             ⠉⠉⠒⠒⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⡀
        0.0 ┤                        ┊  ⠈⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠑⠒⠒⠒
            └──────┬───────────┬───────────┬───────────┬
                   2           4           6           8
                                epoch
        """, TerminalPlot.Render(Charts.Loss(), 48, 12));

    [Fact]
    public void A_chart_is_drawn_with_ascii_exactly_so() => Assert.Equal(
        """
        Loss
        loss   *** training   ooo validation
        1.0 +                        : best
            |ooo                     :
            |  *oooooo               :
        0.5 +     ****oooooo         :              oooo
            |         ******oooooooooooooooooooooooo
            |               ****************************
        0.0 +                        :
            +------+-----------+-----------+-----------+
                   2           4           6           8
                                epoch
        """, TerminalPlot.Render(Charts.Loss(), 48, 12, ascii: true));

    [Fact]
    public void A_gap_stays_a_gap_and_a_lonely_point_is_marked()
    {
        var chart = new LineChart { Series = { new("a", [1, 1, double.NaN, 2, double.NegativeInfinity, 3, 3]) } };
        Assert.Equal(
            """
            ⠒⠒⠒ a
            3 ┤                              ⠈⠉⠉⠉⠉⠉⠉
              │
            2 ┤                  ●
              │
            1 ┤⣀⣀⣀⣀⣀⣀⡀
              └──────┬───────────┬───────────┬──────
                     2           4           6
            """, TerminalPlot.Render(chart, 40, 8));
    }

    [Theory]
    [MemberData(nameof(Charts.Names), MemberType = typeof(Charts))]
    public void Every_chart_fits_its_size_in_plain_characters(string name)
    {
        foreach (bool ascii in new[] { false, true })
            foreach (var (width, height) in new[] { (24, 8), (80, 18), (1, 1), (200, 60) })
            {
                string text = TerminalPlot.Render(Charts.Awkward[name], width, height, ascii);
                string[] lines = text.Split('\n');

                Assert.All(lines, line => Assert.True(TextWidth.Of(line) <= Math.Max(24, width), line));
                Assert.All(lines, line => Assert.Equal(line.TrimEnd(' '), line));
                Assert.DoesNotContain(text.Replace("\n", ""), char.IsControl);
                Assert.True(lines.Length >= 5);
                if (ascii && name is not ("long names" or "hostile"))
                    Assert.DoesNotContain(text, c => c > 126);
            }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("no values")]
    [InlineData("only NaN")]
    [InlineData("only infinities")]
    [InlineData("log without positive values")]
    public void A_chart_without_points_says_so(string name) => Assert.Contains("no data", TerminalPlot.Render(Charts.Awkward[name]));

    [Fact]
    public void Colour_adds_escape_codes_and_changes_nothing_else()
    {
        string plain = TerminalPlot.Render(Charts.Loss()), colored = TerminalPlot.Render(Charts.Loss(), color: true);
        Assert.DoesNotContain('\u001b', plain);
        Assert.Contains("\u001b[36m", colored);
        Assert.Equal(plain, string.Join('\n', System.Text.RegularExpressions.Regex.Replace(colored, "\u001b\\[[0-9]*m", "").Split('\n').Select(line => line.TrimEnd(' '))));
    }

    [Theory]
    [InlineData(0, 60, "0 10 20 30 40 50 60", 8)]
    [InlineData(1, 100, "20 40 60 80 100", 6)]
    [InlineData(-0.35, 0.31, "-0.2 0.0 0.2", 5)]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0", 6)]
    [InlineData(0, 1e-7, "0 2e-8 4e-8 6e-8 8e-8 1e-7", 6)]
    [InlineData(0, 3e8, "0 1e8 2e8 3e8", 4)]
    [InlineData(0, 20000, "0 5,000 10,000 15,000 20,000", 5)]
    public void Ticks_stand_at_good_numbers(double min, double max, string labels, int most) =>
        Assert.Equal(labels, string.Join(' ', new ChartScale(min, max, false, false).Ticks(most).Select(tick => tick.Label)));

    [Theory]
    [InlineData(1e-6, 1e1, 8, "1e-6 1e-5 0.0001 0.001 0.01 0.1 1 10")]
    [InlineData(1e-6, 1e1, 5, "1e-6 0.0001 0.01 1")]
    [InlineData(0.01, 1, 8, "0.01 0.02 0.05 0.1 0.2 0.5 1")]
    [InlineData(0.31, 0.33, 4, "0.31 0.32 0.33")]
    public void Logarithmic_ticks_stand_at_powers_of_ten(double min, double max, int most, string labels) =>
        Assert.Equal(labels, string.Join(' ', new ChartScale(min, max, true, false).Ticks(most).Select(tick => tick.Label)));

    [Fact]
    public void Epochs_have_whole_ticks() =>
        Assert.All(Charts.Loss().XScale().Ticks(20), tick => Assert.Equal(Math.Round(tick.Value), tick.Value));
}
