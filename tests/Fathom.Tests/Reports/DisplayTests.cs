using System.Globalization;

namespace Fathom.Tests.Reports;

public sealed class DisplayTests
{
    [Theory]
    [InlineData(0.97368, "0.9737")]
    [InlineData(0.5, "0.5")]
    [InlineData(4097, "4,097")]
    [InlineData(123456.789, "123,457")]
    [InlineData(12.345678, "12.35")]
    [InlineData(9.99996, "10")]
    [InlineData(1.2e-5, "1.2e-5")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(-0.0123, "-0.0123")]
    [InlineData(-2.5e12, "-2.5e12")]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(100, "100")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "∞")]
    [InlineData(double.NegativeInfinity, "-∞")]
    [InlineData(double.Epsilon, "4.941e-324")]
    [InlineData(double.MaxValue, "1.798e308")]
    public void A_number_is_short_and_keeps_four_digits(double value, string expected) => Assert.Equal(expected, Display.Number(value));

    [Theory]
    [InlineData(0.97, "0.9700")]
    [InlineData(-0.00001, "0.0000")]
    [InlineData(1234.5, "1,234.5000")]
    [InlineData(-0.5, "-0.5000")]
    public void A_fixed_number_lines_up(double value, string expected) => Assert.Equal(expected, Display.Fixed(value));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.00042, "0.42 ms")]
    [InlineData(0.0123, "12 ms")]
    [InlineData(0.9994, "999 ms")]
    [InlineData(0.9996, "1.0 s")]
    [InlineData(3.21, "3.2 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.7, "1 m 00 s")]
    [InlineData(65, "1 m 05 s")]
    [InlineData(3599.6, "1 h 00 m")]
    [InlineData(7380, "2 h 03 m")]
    [InlineData(100800, "1 d 04 h")]
    [InlineData(-65, "-1 m 05 s")]
    public void A_duration_has_at_most_two_units(double seconds, string expected) => Assert.Equal(expected, Display.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(512, "512 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 kB")]
    [InlineData(1_500_000, "1.5 MB")]
    [InlineData(999_999, "1 MB")]
    [InlineData(long.MaxValue, "9.22 EB")]
    public void A_size_has_a_decimal_unit(long bytes, string expected) => Assert.Equal(expected, Display.Bytes(bytes));

    [Fact]
    public void The_culture_changes_nothing()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) = (",", ".", "~");
        var before = CultureInfo.CurrentCulture;
        try
        {
            var chart = Charts.Loss();
            string all() => Display.Number(-1234.56) + Display.Fixed(-0.5) + Display.Count(-4097) + Display.Percent(0.974) + Display.Duration(TimeSpan.FromSeconds(-3.2))
                + Display.Bytes(1_500_000) + Display.Number(1.5e-7) + SvgChart.Render(chart) + TerminalPlot.Render(chart) + new ConfusionMatrixView(new[,] { { 1 } }, ["a"]);
            string expected = all();
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(expected, all());
            Assert.StartsWith("-1,235-0.5000-4,09797.4 %-3.2 s1.5 MB1.5e-7", expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
