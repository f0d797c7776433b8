using System.Text.Json.Nodes;

namespace Fathom.Tests.Data;

/// <summary>Time series: when their values were taken, their seasons, and what a network sees of them.</summary>
public sealed class TimeSeriesTests
{
    [Fact]
    public void The_airline_passengers_are_144_months_of_which_the_seasonal_naive_errors_are_known()
    {
        TimeSeries series = Datasets.AirlinePassengers();
        Assert.Equal("passengers: 144 values, 1949-01 to 1960-12", series.ToString());
        Assert.Equal((112.0, 432.0), (series.Values[0], series.Values[^1]));
        double[] truth = series.Values[^24..].ToArray();
        Assert.Equal(49.98666488841466, Rmse(truth, SeasonalNaive.Rolling(series.Values, 12, 120)), 1e-9);
        Assert.Equal(76.99458855443457, Rmse(truth, SeasonalNaive.Forecast(series.Values[..120], 12, 24)), 1e-9);
    }

    [Fact]
    public void Sunspots_are_309_years_from_1700()
    {
        TimeSeries series = Datasets.Sunspots();
        Assert.Equal("sunspots: 309 values, 1700 to 2008", series.ToString());
        Assert.Equal((5.0, 2.9), (series.Values[0], series.Values[^1]));
    }

    [Theory]
    [InlineData(TimeUnit.Month, 1, "2023-11", "2024-01", 12, "month")]
    [InlineData(TimeUnit.Month, 3, "2023-11", "2024-05", 4, "quarter")]
    [InlineData(TimeUnit.Year, 1, "2023", "2025", 1, "year")]
    [InlineData(TimeUnit.Day, 1, "2023-11-30", "2023-12-02", 7, "day")]
    [InlineData(TimeUnit.Day, 7, "2023-11-30", "2023-12-14", 52, "week")]
    [InlineData(TimeUnit.Day, 1 / 24.0, "2023-11-30 00:00", "2023-11-30 02:00", 24, "hour")]
    [InlineData(TimeUnit.None, 1, "1", "3", 1, "step")]
    public void Steps_have_labels_beyond_the_last_value_and_a_usual_season(TimeUnit unit, double every, string first, string third, int period, string name)
    {
        var axis = new TimeAxis(new DateTime(2023, 11, 30), unit, every);
        Assert.Equal((first, third, period, name), (axis.Label(0), axis.Label(2), axis.UsualPeriod, axis.StepName));
        Assert.Equal(third, axis.From(2).Label(0));
    }

    [Fact]
    public void A_part_keeps_its_dates()
    {
        TimeSeries last = Datasets.AirlinePassengers()[^24..];
        Assert.Equal("passengers: 24 values, 1959-01 to 1960-12", last.ToString());
    }

    [Fact]
    public void A_season_is_found_in_the_values_and_none_where_there_is_none()
    {
        Assert.Equal(12, SeriesPeriod.Find(Datasets.AirlinePassengers().Values[..120]));
        Assert.Equal(12, SeriesPeriod.Find(Datasets.AirlinePassengers().Values[..120], usual: 12));
        double[] wave = [.. Enumerable.Range(0, 60).Select(i => Math.Sin(i * Math.Tau / 5))];
        Assert.Equal(5, SeriesPeriod.Find(wave, usual: 12));
        var noise = new double[200];
        new Rng(5).Normal<double>(noise);
        Assert.Equal(1, SeriesPeriod.Find(noise, usual: 12));
        Assert.Equal(1, SeriesPeriod.Find([1, 1, 1, 1, 1, 1, 1]));
        Assert.Equal(1, SeriesPeriod.Find([3]));
    }

    [Fact]
    public void A_scaler_gives_changes_since_a_season_ago_in_standard_units_and_back()
    {
        SeriesScaler scaler = SeriesScaler.Fit([10, 20, 12, 26], 2);
        Assert.False(scaler.IsLog);
        Assert.Equal([-1, 1, 4], scaler.Transform([10, 20, 12, 26, 24]), new Near(1e-12));     // changes 2, 6, 12: mean 4, deviation 2 of the first two; then (12 − 4)/2 = 4
        Assert.Equal(24, scaler.Inverse(4, 12), 1e-12);
    }

    [Fact]
    public void Logarithms_are_taken_where_the_spread_follows_the_level()
    {
        Assert.True(SeriesScaler.Fit(Datasets.AirlinePassengers().Values[..120], 12).IsLog);
        double[] steady = [.. Enumerable.Range(0, 60).Select(i => 100 + (2 * i) + (10 * Math.Sin(i * Math.Tau / 12)))];
        Assert.False(SeriesScaler.Fit(steady, 12).IsLog);
        Assert.False(SeriesScaler.Fit([.. steady.Select(value => value - 100)], 12).IsLog);
        SeriesScaler growth = SeriesScaler.Fit([100, 110, 121, 133.1], 1, isLog: true);
        Assert.Equal(146.41, growth.Inverse(0, 133.1), 1e-9);
    }

    [Fact]
    public void A_scaler_travels_as_JSON_and_refuses_what_it_cannot_be()
    {
        SeriesScaler scaler = SeriesScaler.Fit(Datasets.AirlinePassengers().Values, 12);
        Assert.Equal(scaler, SeriesScaler.Build(JsonNode.Parse(scaler.Describe().ToJsonString()), "here"));
        Assert.Contains("\"scale\" is 0", Assert.Throws<FileFormatException>(() => SeriesScaler.Build(JsonNode.Parse("""{"period":1,"log":false,"mean":0,"scale":0}"""), "here")).Message);
        Assert.Contains("\"period\" is 2147483647", Assert.Throws<FileFormatException>(() => SeriesScaler.Build(JsonNode.Parse("""{"period":2147483647,"log":false,"mean":0,"scale":1}"""), "here")).Message);
        Assert.Contains("5 values for a period of 4; expected at least 6", Assert.Throws<DatasetException>(() => SeriesScaler.Fit([1, 2, 3, 4, 5], 4)).Message);
        Assert.Contains("value 2 is -3, which has no logarithm", Assert.Throws<DatasetException>(() => SeriesScaler.Fit([1, 2, -3, 4], 1, isLog: true)).Message);
    }

    [Fact]
    public void The_naive_forecast_repeats_the_last_season()
    {
        Assert.Equal([3, 4, 3, 4, 3], SeasonalNaive.Forecast([1, 2, 3, 4], 2, 5));
        Assert.Equal([4, 4], SeasonalNaive.Forecast([1, 2, 3, 4], 1, 2));
        Assert.Equal([1, 2], SeasonalNaive.Rolling([1, 2, 3, 4], 2, 2));
        Assert.Contains("4 known values for a period of 5", Assert.Throws<ArgumentException>(() => SeasonalNaive.Forecast([1, 2, 3, 4], 5, 2)).Message);
    }

    [Fact]
    public void A_value_that_is_no_number_is_named_with_its_date() =>
        Assert.Contains("value 1 (2024-02) is NaN", Assert.Throws<DatasetException>(() => new TimeSeries([1, double.NaN], "x", new TimeAxis(new DateTime(2024, 1, 1), TimeUnit.Month, 1))).Message);

    internal static double Rmse(double[] truth, double[] forecast) => RootMeanSquaredError.Of(truth, forecast);

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double value) => 0;
    }
}
