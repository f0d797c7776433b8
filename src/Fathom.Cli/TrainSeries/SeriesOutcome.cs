using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>How good forecasts of the last values are, one step ahead and all steps from one origin, beside the seasonal-naive ones.</summary>
internal sealed class SeriesOutcome : IOutcome
{
    private const int PlotWidth = 80;

    // Seasons shown before the first forecast.
    private const int SeasonsBefore = 2;
    private const int LooseBefore = 24;
    private const int MostRows = 100;
    private const int MostWorst = 10;

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

    public PartEvaluation Describe(string part)
    {
        LineChart chart = Chart();
        string[] columns = [_series.Axis.StepName, "truth", _forecasts[0].Name, _forecasts[2].Name, _forecasts[3].Name];
        int[] worst = [.. Enumerable.Range(0, Rows).OrderByDescending(i => Math.Abs(_forecasts[0].Values[i] - _truth[i])).ThenBy(i => i).Take(MostWorst)];
        return new PartEvaluation
        {
            Name = part,
            Rows = Rows,
            Figures =
            [
                .. _forecasts.SelectMany((forecast, i) => new ReportFigure[]
                {
                    new($"{forecast.Key}_rmse", $"RMSE {forecast.Name}", Rmse(i), Shown(Rmse(i)), i % 2 == 0 ? $"naive {Shown(Rmse(i + 1))}" : "what needs no network", IsHeadline: i % 2 == 0),
                    new($"{forecast.Key}_mae", $"MAE {forecast.Name}", Mae(i), Shown(Mae(i)), i % 2 == 0 ? $"naive {Shown(Mae(i + 1))}" : "what needs no network"),
                }),
            ],
            Words = [Verdict()],
            Charts = [new ReportCurves(chart.Title, chart.XLabel, chart.YLabel, [.. chart.Series.Select(series => new ReportSeries(series.Name, series.X.ToArray(), series.Y.ToArray(), series.Style == SeriesStyle.Reference))]) { PlainX = chart.PlainX, Mark = chart.Marks[0].X, MarkLabel = chart.Marks[0].Label }],
            Tables = [Values($"Every {_series.Axis.StepName}{(Rows > MostRows ? $", the first {MostRows}" : "")}", columns, [.. Enumerable.Range(0, Math.Min(Rows, MostRows))])],
            Residuals = [ReportResiduals.Of(_series.Name, _forecasts[0].Values, _truth)],
            Worst = Values($"The largest errors one step ahead, of {Rows}", columns, worst),
        };
    }

    private ReportTable Values(string caption, string[] columns, int[] rows) => new(caption, columns, [.. rows.Select(i => (IReadOnlyList<string>)
        [_series.Axis.Label(_from + i), Shown(_truth[i]), Shown(_forecasts[0].Values[i]), Shown(_forecasts[2].Values[i]), Shown(_forecasts[3].Values[i])])])
    { Figures = [1, 2, 3, 4] };

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
