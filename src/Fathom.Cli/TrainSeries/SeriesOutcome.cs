using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>How good forecasts of the last values are, one step ahead and all steps from one origin, beside the seasonal-naive ones.</summary>
internal sealed class SeriesOutcome : IOutcome
{
    private const int PlotWidth = 80;

    // Seasons shown before the first forecast.
    private const int SeasonsBefore = 2;
    private const int LooseBefore = 24;

    private readonly TimeSeries _series;
    private readonly int _from, _period;
    private readonly double[] _truth;
    private readonly (string Name, string Key, double[] Values)[] _forecasts;

    /// <summary>Forecasts the values from <paramref name="from"/> to the end of a series.</summary>
    public SeriesOutcome(Forecaster forecaster, TimeSeries series, int from)
    {
        (_series, _from, _period) = (series, from, forecaster.Scaler.Period);
        ReadOnlySpan<double> known = series.Values[..from];
        _truth = series.Values[from..].ToArray();
        string naive = _period > 1 ? "seasonal naive" : "last value";
        string steps = Plural.Of(Rows, "step"), origin = $"{steps} from {series.Axis.Label(from - 1)}";
        _forecasts =
        [
            ("one step ahead", "rolling", forecaster.Rolling(series.Values, from)),
            ($"one step ahead, {naive}", "rolling_naive", SeasonalNaive.Rolling(series.Values, _period, from)),
            (origin, "origin", forecaster.Forecast(known, Rows)),
            ($"{origin}, {naive}", "origin_naive", SeasonalNaive.Forecast(known, _period, Rows)),
        ];
    }

    public int Rows => _series.Count - _from;

    public IEnumerable<(string Name, string Shown, string Note)> Headlines =>
    [
        ("RMSE one step ahead", Shown(Rmse(0)), $"naive {Shown(Rmse(1))}"),
        ($"RMSE over {Plural.Of(Rows, "step")}", Shown(Rmse(2)), $"naive {Shown(Rmse(3))}"),
    ];

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["steps"] = Rows };
        for (int i = 0; i < _forecasts.Length; i++)
            json[_forecasts[i].Key] = new JsonObject { ["rmse"] = Json.Number(Rmse(i)), ["mae"] = Json.Number(Mae(i)) };
        return json;
    }

    public void Write(TextWriter text)
    {
        text.WriteLine(Figures());
        text.WriteLine();
        text.WriteLine(Chart().ToText(PlotWidth));
        text.WriteLine(Verdict());
    }

    public void AddTo(HtmlReport report)
    {
        report.Add(Figures()).Paragraph(Verdict()).Add(Chart());
        var table = new TextTable(_series.Axis.StepName, TextColumn.Right("truth"), TextColumn.Right(_forecasts[0].Name), TextColumn.Right(_forecasts[2].Name), TextColumn.Right(_forecasts[3].Name));
        for (int i = 0; i < Rows; i++)
            table.Add(_series.Axis.Label(_from + i), Shown(_truth[i]), Shown(_forecasts[0].Values[i]), Shown(_forecasts[2].Values[i]), Shown(_forecasts[3].Values[i]));
        report.Add(table);
    }

    /// <summary>The truth with both forecasts and the naive one in one picture.</summary>
    private LineChart Chart()
    {
        int before = Math.Max(0, _from - (_period > 1 ? SeasonsBefore * _period : LooseBefore));
        IEnumerable<double> x = Enumerable.Range(before, _series.Count - before).Select(_series.Axis.Position), ahead = Enumerable.Range(_from, Rows).Select(_series.Axis.Position);
        return new LineChart
        {
            Title = $"{_series.Name}: what was forecast and what came",
            XLabel = _series.Axis.PositionName,
            PlainX = true,
            YLabel = _series.Name,
            Series =
            {
                new ChartSeries("truth", x, _series.Values[before..].ToArray()),
                new ChartSeries(_forecasts[0].Name, ahead, _forecasts[0].Values),
                new ChartSeries(_forecasts[2].Name, ahead, _forecasts[2].Values),
                new ChartSeries(_forecasts[3].Name, ahead, _forecasts[3].Values, SeriesStyle.Reference),
            },
            Marks = { new ChartMark(_series.Axis.Position(_from - 1), _series.Axis.Label(_from - 1)) },
        };
    }

    private TextTable Figures()
    {
        var table = new TextTable("forecast", TextColumn.Right("RMSE"), TextColumn.Right("MAE"));
        for (int i = 0; i < _forecasts.Length; i++)
            table.Add(_forecasts[i].Name, Shown(Rmse(i)), Shown(Mae(i)));
        return table;
    }

    private string Verdict()
    {
        string[] better = [.. new[] { 0, 2 }.Where(i => Rmse(i) < Rmse(i + 1)).Select(i => i == 0 ? "one step ahead" : $"over {Plural.Of(Rows, "step")}")];
        return better.Length switch
        {
            2 => "The network forecasts better than the naive way, one step ahead and over all steps.",
            1 => $"The network forecasts better than the naive way {better[0]} only.",
            _ => "The network does not forecast better than the naive way: use that, or try another --window or --period.",
        };
    }

    private double Rmse(int forecast) => RootMeanSquaredError.Of(_truth, _forecasts[forecast].Values);

    private double Mae(int forecast) => MeanAbsoluteError.Of(_truth, _forecasts[forecast].Values);

    private static string Shown(double value) => Display.Number(value, 5);
}
