namespace Fathom.Cli;

/// <summary>The curves of a training.</summary>
internal static class TrainCharts
{
    private const int MostPoints = 1_500;

    /// <summary>Training and validation loss by epoch, the best one marked.</summary>
    public static LineChart Loss(TrainResult result)
    {
        IReadOnlyList<EpochRecord> epochs = result.History.Epochs;
        var chart = new LineChart
        {
            Title = "Loss",
            XLabel = "epoch",
            Series = { new ChartSeries("training", [.. epochs.Select(epoch => epoch.TrainLoss)]) },
        };
        if (result.Validation is not null)
            chart.Series.Add(new ChartSeries("validation", [.. epochs.Select(epoch => epoch.ValidationLoss ?? double.NaN)]));
        Mark(chart, result);
        return chart;
    }

    /// <summary>The headline metric on the validation part by epoch; null without one.</summary>
    public static LineChart? Metric(TrainJob job, TrainResult result)
    {
        if (result.Validation is null)
            return null;
        string name = job.Headline;
        var chart = new LineChart
        {
            Title = $"Validation {JudgementView.NameOf(name)}",
            XLabel = "epoch",
            Series = { new ChartSeries(JudgementView.NameOf(name), [.. result.History.Epochs.Select(epoch => epoch.Metrics.GetValueOrDefault(name, double.NaN))]) },
        };
        Mark(chart, result);
        return chart;
    }

    /// <summary>Regression: predicted against true values of the test part, for one output.</summary>
    public static LineChart Scatter(Judgement judgement, int output, string target)
    {
        double[] actual = judgement.Column(judgement.Actual, output), predicted = judgement.Column(judgement.Predicted, output);
        // Every k-th row: enough to see, and the same picture every time.
        int step = (judgement.Rows + MostPoints - 1) / MostPoints;
        var rows = Enumerable.Range(0, judgement.Rows).Where(i => i % step == 0).ToList();
        double low = Math.Min(actual.Min(), predicted.Min()), high = Math.Max(actual.Max(), predicted.Max());
        return new LineChart
        {
            Title = "Predicted against true",
            XLabel = $"true {target}",
            YLabel = "predicted",
            Series =
            {
                new ChartSeries("test rows", rows.Select(i => actual[i]), rows.Select(i => predicted[i]), SeriesStyle.Points),
                new ChartSeries("perfect", [low, high], [low, high], SeriesStyle.Reference),
            },
        };
    }

    private static void Mark(LineChart chart, TrainResult result)
    {
        if (result.BestEpoch > 0 && result.Validation is not null)
            chart.Marks.Add(new ChartMark(result.BestEpoch, $"best: {result.BestEpoch}"));
    }
}
