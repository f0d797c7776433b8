namespace Fathom.Cli;

/// <summary>The curves of a training.</summary>
internal static class TrainCharts
{
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

    private static void Mark(LineChart chart, TrainResult result)
    {
        if (result.BestEpoch > 0 && result.Validation is not null)
            chart.Marks.Add(new ChartMark(result.BestEpoch, $"best: {result.BestEpoch}"));
    }
}
