using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>What a network sees of a time series: its change since a season ago, in standard units, fitted once on the training part.</summary>
/// <remarks><code>
/// formula   zₜ = (g(yₜ) − g(yₜ₋ₚ) − mean) / scale      g(y) = log y, or y itself; p the season, 1 for the change since the value before
/// shapes    n values → n − p numbers
/// mean, scale   mean and standard deviation of the training part's changes; a scale of 0 becomes 1
/// log       chosen where all values are positive and the spread within a season follows its level: the coefficient of variation of std/mean over seasons is below that of std
/// source    Box, Jenkins and Reinsel 2008, "Time Series Analysis", 9.2 (seasonal differences of logarithms); Guerrero 1993, "Time-series analysis supported by power transformations"
/// </code>
/// A network that knows nothing and gives 0 forecasts last season's value with the mean growth: the seasonal-naive forecast with drift.</remarks>
public sealed record SeriesScaler
{
    // Values whose spread is compared where there is no season to take them from.
    private const int LooseBlock = 8;

    // So that a window and a period add up to a whole number.
    private const int MostPeriod = 1 << 30;

    private readonly double _mean, _scale;

    private SeriesScaler(int period, bool isLog, double mean, double scale) => (Period, IsLog, _mean, _scale) = (period, isLog, mean, scale);

    /// <summary>p: the values of a season; 1 for none.</summary>
    public int Period { get; }

    /// <summary>Whether changes are those of the logarithm: growth in per cent, not in units.</summary>
    public bool IsLog { get; }

    /// <summary>Fits on training values.</summary>
    /// <param name="train">The values, oldest first: those of the training part alone.</param>
    /// <param name="period">p, at least 1.</param>
    /// <param name="isLog">Whether to take logarithms; decided by the values when null.</param>
    /// <exception cref="DatasetException">There are too few values for a change, or logarithms are asked for and a value is not above 0.</exception>
    public static SeriesScaler Fit(ReadOnlySpan<double> train, int period, bool? isLog = null)
    {
        Require.Positive(period, nameof(period));
        if (train.Length < period + 2)
            throw new DatasetException($"SeriesScaler: {train.Length} values for a period of {period}; expected at least {period + 2}, so that there are two changes from season to season.");
        var raw = new SeriesScaler(period, isLog ?? FollowsLevel(train, period), 0, 1);
        if (raw.IsLog && train.IndexOfAnyInRange(double.NegativeInfinity, 0) is >= 0 and var at)
            throw new DatasetException($"SeriesScaler: value {at} is {train[at]}, which has no logarithm. Leave the logarithm out.");
        double[] changes = raw.Transform(train);
        double mean = changes.Average(), deviation = Math.Sqrt(changes.Average(change => (change - mean) * (change - mean)));
        return new SeriesScaler(period, raw.IsLog, mean, deviation > 1e-12 * Math.Max(1, Math.Abs(mean)) ? deviation : 1);
    }

    /// <summary>The changes of values, oldest first; the first one is that of value <see cref="Period"/>.</summary>
    /// <exception cref="DatasetException">Logarithms are taken and a value is not above 0.</exception>
    public double[] Transform(ReadOnlySpan<double> values)
    {
        double[] changes = new double[Math.Max(0, values.Length - Period)];
        for (int i = 0; i < changes.Length; i++)
            changes[i] = (Level(values[i + Period]) - Level(values[i]) - _mean) / _scale;
        return changes;
    }

    /// <summary>The value that a change makes of the one a season before.</summary>
    /// <param name="change">z.</param>
    /// <param name="seasonBefore">The value <see cref="Period"/> steps before.</param>
    public double Inverse(double change, double seasonBefore)
    {
        double level = Level(seasonBefore) + (change * _scale) + _mean;
        return IsLog ? Math.Exp(level) : level;
    }

    /// <summary>The scaler as JSON, for a model file.</summary>
    public JsonObject Describe() => new() { ["period"] = (long)Period, ["log"] = IsLog, ["mean"] = _mean, ["scale"] = _scale };

    /// <summary>Builds the scaler that JSON describes.</summary>
    /// <param name="json">What <see cref="Describe"/> gave.</param>
    /// <param name="file">Where it stands, for errors.</param>
    /// <exception cref="FileFormatException">The description is damaged.</exception>
    public static SeriesScaler Build(JsonNode? json, string file)
    {
        if (json is not JsonObject values)
            throw new FileFormatException(file, null, "the scaler of the series is missing; expected its period, mean and scale. The file was written by another version or altered.");
        var options = new StrictOptions("scaler of the series", "", values, file);
        var scaler = new SeriesScaler(
            (int)options.Whole("period", least: 1, most: MostPeriod),
            options.Flag("log"),
            options.Number("mean"),
            options.Number("scale", s => s > 0 && double.IsFinite(s), "a number above 0"));
        options.DemandAllRead();
        return scaler;
    }

    private double Level(double value) => !IsLog ? value
        : value > 0 ? Math.Log(value)
        : throw new DatasetException($"SeriesScaler: a value is {value}, which has no logarithm; all values of the training part were above 0. Fit without the logarithm.");

    /// <summary>Whether the spread of values grows with them.</summary>
    private static bool FollowsLevel(ReadOnlySpan<double> values, int period)
    {
        int block = period > 1 ? period : LooseBlock;
        if (values.IndexOfAnyInRange(double.NegativeInfinity, 0) >= 0 || values.Length < 3 * block)
            return false;
        var spreads = new List<double>();
        var shares = new List<double>();
        for (int start = values.Length % block; start < values.Length; start += block)
        {
            double[] season = values.Slice(start, block).ToArray();
            double mean = season.Average(), spread = Math.Sqrt(season.Average(value => (value - mean) * (value - mean)));
            spreads.Add(spread);
            shares.Add(spread / mean);
        }

        return Variation(shares) < Variation(spreads);
    }

    /// <summary>Standard deviation over mean.</summary>
    private static double Variation(List<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean))) / mean;
    }
}
