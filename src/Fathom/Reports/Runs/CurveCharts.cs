namespace Fathom;

/// <summary>Charts over the epochs of a training.</summary>
internal static class CurveCharts
{
    // The time of shorter epochs is noise of the clock and of compiling.
    private static readonly TimeSpan s_worthTiming = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<LineChart> Of(TrainingReport report)
    {
        IReadOnlyList<EpochRecord> epochs = report.Epochs;
        if (epochs.Count == 0)
            return [];
        double[] x = [.. epochs.Select(epoch => (double)epoch.Epoch)];
        bool judged = epochs.Any(epoch => epoch.ValidationLoss is not null);
        var charts = new List<LineChart>();
        var loss = new LineChart { Title = "Loss", XLabel = "epoch", Series = { new ChartSeries("training", x, epochs.Select(epoch => epoch.TrainLoss)) } };
        if (judged)
            loss.Series.Add(new ChartSeries("validation", x, epochs.Select(epoch => epoch.ValidationLoss ?? double.NaN)));
        charts.Add(loss);
        if ((report.Headline ?? epochs[^1].Metrics.Keys.FirstOrDefault()) is { } metric && epochs.Any(epoch => epoch.Metrics.ContainsKey(metric)))
        {
            string name = MetricWords.NameOf(metric);
            charts.Add(new LineChart { Title = $"Validation {name}", XLabel = "epoch", Series = { new ChartSeries(name, x, epochs.Select(epoch => epoch.Metrics.GetValueOrDefault(metric, double.NaN))) } });
        }

        if (judged && report.BestEpoch > 0)
        {
            foreach (LineChart chart in charts)
                chart.Marks.Add(new ChartMark(report.BestEpoch, $"best: {report.BestEpoch}"));
        }

        charts.Add(Rate(report, x));
        if (epochs.Max(epoch => epoch.Time) >= s_worthTiming)
            charts.Add(new LineChart { Title = "Seconds an epoch", XLabel = "epoch", Series = { new ChartSeries("seconds", x, epochs.Select(epoch => epoch.Time.TotalSeconds)) } });
        return charts;
    }

    /// <summary>By step where it was sampled, else by epoch.</summary>
    private static LineChart Rate(TrainingReport report, double[] x) => report.Health.Count > 1
        ? new LineChart { Title = "Learning rate", XLabel = "step", Series = { new ChartSeries("learning rate", report.Health.Select(health => (double)health.Step), report.Health.Select(health => health.LearningRate)) } }
        : new LineChart { Title = "Learning rate", XLabel = "epoch", Series = { new ChartSeries("learning rate", x, report.Epochs.Select(epoch => epoch.LearningRate)) } };
}
