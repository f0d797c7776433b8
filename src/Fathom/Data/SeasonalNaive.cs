namespace Fathom;

/// <summary>The forecast that every other has to beat: the value of a season ago.</summary>
/// <remarks><code>
/// formula   ŷₜ₊ₕ = yₜ₊ₕ₋ₚₖ, k the smallest number of seasons that leads back to a known value; with p = 1 the last value
/// source    Hyndman and Athanasopoulos 2021, "Forecasting: Principles and Practice", 5.2
/// </code></remarks>
public static class SeasonalNaive
{
    /// <summary>Forecasts from what is known at one time.</summary>
    /// <param name="history">The known values, oldest first; at least <paramref name="period"/>.</param>
    /// <param name="period">p: the values of a season; 1 for the last value.</param>
    /// <param name="steps">How many values to forecast.</param>
    /// <exception cref="ArgumentException">There is less than a season of history.</exception>
    public static double[] Forecast(ReadOnlySpan<double> history, int period, int steps)
    {
        ReadOnlySpan<double> season = Season(history, period);
        double[] forecast = new double[steps];
        for (int i = 0; i < steps; i++)
            forecast[i] = season[i % period];
        return forecast;
    }

    /// <summary>Forecasts each value from <paramref name="from"/> on from all before it.</summary>
    /// <param name="values">All values, oldest first.</param>
    /// <param name="period">p.</param>
    /// <param name="from">The first value to forecast, at least <paramref name="period"/>.</param>
    /// <exception cref="ArgumentException">There is less than a season before the first.</exception>
    public static double[] Rolling(ReadOnlySpan<double> values, int period, int from)
    {
        Season(values[..from], period);
        return values[(from - period)..^period].ToArray();
    }

    private static ReadOnlySpan<double> Season(ReadOnlySpan<double> history, int period) => history.Length >= Require.Positive(period, nameof(period))
        ? history[^period..]
        : throw new ArgumentException($"SeasonalNaive: {history.Length} known values for a period of {period}; expected at least {period}.", nameof(history));
}
