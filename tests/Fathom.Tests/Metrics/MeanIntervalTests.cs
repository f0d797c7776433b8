namespace Fathom.Tests.Metrics;

/// <summary>Means of repeated runs with Student's interval, against published tables and closed forms.</summary>
public sealed class MeanIntervalTests
{
    /// <summary>The table of every textbook, two-sided 95 % and others.</summary>
    [Theory]
    [InlineData(0.975, 1, 12.7062)]
    [InlineData(0.975, 2, 4.3027)]
    [InlineData(0.975, 3, 3.1824)]
    [InlineData(0.975, 4, 2.7764)]
    [InlineData(0.975, 5, 2.5706)]
    [InlineData(0.975, 9, 2.2622)]
    [InlineData(0.975, 30, 2.0423)]
    [InlineData(0.975, 120, 1.9799)]
    [InlineData(0.95, 4, 2.1318)]
    [InlineData(0.995, 9, 3.2498)]
    [InlineData(0.975, 1e6, 1.9600)]
    public void Quantiles_are_those_of_the_tables(double p, double degrees, double t)
    {
        Assert.Equal(t, StudentT.Quantile(p, degrees), 0.00006);
        Assert.Equal(-t, StudentT.Quantile(1 - p, degrees), 0.00006);
        Assert.Equal(p, StudentT.Cumulative(StudentT.Quantile(p, degrees), degrees), 1e-12);
    }

    /// <summary>One degree is Cauchy's distribution, ½ + atan(t)/π; two have ½ + t / (2 √(2 + t²)).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(-1.7)]
    [InlineData(25)]
    public void Small_degrees_have_closed_forms(double t)
    {
        Assert.Equal(0.5 + (Math.Atan(t) / Math.PI), StudentT.Cumulative(t, 1), 1e-12);
        Assert.Equal(0.5 + (t / (2 * Math.Sqrt(2 + (t * t)))), StudentT.Cumulative(t, 2), 1e-12);
    }

    [Fact]
    public void The_interval_is_t_times_the_deviation_over_the_root_of_n()
    {
        // Mean 3, deviation √2.5 = 1.5811, t = 2.7764: 2.7764 · 1.5811 / √5 = 1.9632.
        var interval = MeanInterval.Of([1, 2, 3, 4, 5]);
        Assert.Equal(5, interval.Count);
        Assert.Equal(3, interval.Mean, 1e-15);
        Assert.Equal(Math.Sqrt(2.5), interval.Deviation, 1e-15);
        Assert.Equal(1.96324, interval.HalfWidth, 0.00001);
        Assert.Equal(interval.Mean, (interval.Low + interval.High) / 2, 1e-12);
        Assert.True(MeanInterval.Of([1, 2, 3, 4, 5], 0.99).HalfWidth > interval.HalfWidth);
    }

    [Fact]
    public void One_value_has_no_interval_and_none_is_refused()
    {
        Assert.True(double.IsNaN(MeanInterval.Of([0.5]).HalfWidth));
        Assert.Equal("0.5", MeanInterval.Of([0.5]).ToString());
        Assert.Throws<ArgumentException>(() => MeanInterval.Of([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanInterval.Of([1, 2], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Quantile(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Quantile(0.9, 0));
    }

    [Theory]
    [InlineData(0.97236, 0.0034, "0.972 ± 0.003")]
    [InlineData(0.97236, 0.0134, "0.972 ± 0.013")]
    [InlineData(0.97236, 0.0996, "0.97 ± 0.10")]
    [InlineData(1234.6, 42, "1,235 ± 42")]
    [InlineData(5, 0, "5 ± 0")]
    [InlineData(0.5, double.NaN, "0.5")]
    public void It_is_written_with_the_digits_that_say_something(double mean, double half, string text) =>
        Assert.Equal(text, new MeanInterval(5, mean, half, half, 0.95).ToString());
}
