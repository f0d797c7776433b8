using System.Globalization;
using System.Text;

namespace Fathom;

/// <content>The time series.</content>
public static partial class Datasets
{
    /// <summary>Airline passengers: thousands of international passengers a month, 1949 to 1960, 144 values. Growth and a season of 12 months that grows with it.</summary>
    /// <remarks><code>source   Box and Jenkins 1970, "Time Series Analysis: Forecasting and Control", series G</code></remarks>
    public static TimeSeries AirlinePassengers() => ReadSeries("airline_passengers", "passengers", new TimeAxis(new DateTime(1949, 1, 1), TimeUnit.Month, 1));

    /// <summary>Sunspots: mean relative number a year, 1700 to 2008, 309 values. Waves of about 11 years, none like the other.</summary>
    /// <remarks><code>source   SIDC, Royal Observatory of Belgium; the copy in statsmodels</code></remarks>
    public static TimeSeries Sunspots() => ReadSeries("sunspots_yearly", "sunspots", new TimeAxis(new DateTime(1700, 1, 1), TimeUnit.Year, 1));

    /// <summary>The built-in time series by name: airline, sunspots.</summary>
    public static IReadOnlyDictionary<string, Func<TimeSeries>> Series { get; } = new SortedDictionary<string, Func<TimeSeries>>(StringComparer.OrdinalIgnoreCase)
    {
        ["airline"] = AirlinePassengers,
        ["sunspots"] = Sunspots,
    };

    private static TimeSeries ReadSeries(string resource, string name, TimeAxis axis)
    {
        string[] lines = Encoding.UTF8.GetString(BuiltInTable.Unpack(resource)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new TimeSeries(lines.Skip(1).Select(line => double.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture)), name, axis);
    }
}
