namespace Fathom.Benchmarks;

/// <summary>The picture of a network's scaling: time against operations, and below it time an operation with the limit.</summary>
internal static class ScalingChart
{
    public static Picture Of(ScalingNetwork network, IReadOnlyList<ScalingResult> results)
    {
        double least = results.Min(result => result.Points.Min(point => point.Operations)), most = results.Max(result => result.Points.Max(point => point.Operations));
        ScalingPoint last = results[0].Points[^1];
        double[] ends = [least / 1e6, most / 1e6];
        var time = new LineChart { Title = $"{network.Name}: time of a training step", XLabel = "million operations a step", YLabel = "ms", LogX = true, LogY = true };
        time.Series.Add(new ChartSeries("linear", ends, [.. ends.Select(x => x * 1e6 / last.Operations * last.Seconds * 1e3)], SeriesStyle.Reference));
        int doublings = results.Max(result => result.Points.Count) - 1;
        var growth = new LineChart { Title = "Time an operation, against that after the first doubling", XLabel = "doublings", YLabel = "ratio", XRange = (0, doublings) };
        growth.Series.Add(new ChartSeries("linear", [0, doublings], [1, 1], SeriesStyle.Reference));
        growth.Series.Add(new ChartSeries("limit 1.10", [1, doublings], [ScalingPoint.Limit, ScalingPoint.Limit], SeriesStyle.Reference));
        foreach (ScalingResult result in results)
        {
            string name = $"{result.Axis} {result.Points[0].Value} to {result.Points[^1].Value}";
            time.Series.Add(new ChartSeries(name, [.. result.Points.Select(point => point.Operations / 1e6)], [.. result.Points.Select(point => point.Seconds * 1e3)]));
            growth.Series.Add(new ChartSeries(name, [.. result.Points.Select((_, i) => (double)i)], [.. result.Points.Select(point => point.Against(result.Base))]));
        }

        return new PictureStack(time, growth);
    }
}
