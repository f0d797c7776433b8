namespace Fathom;

/// <summary>How far the predictions of one number lie off.</summary>
/// <param name="Name">What is predicted.</param>
/// <param name="Actual">What was right, of a sample of rows.</param>
/// <param name="Predicted">What was predicted for them.</param>
/// <param name="Mean">The mean residual (predicted − true) of all rows.</param>
/// <param name="Deviation">Its standard deviation.</param>
/// <param name="Quantiles">The residuals' 5 %, 25 %, 50 %, 75 % and 95 % quantiles.</param>
/// <param name="Minimum">The smallest residual.</param>
/// <param name="Maximum">The largest residual.</param>
/// <param name="Counts">A histogram of all residuals: equal bins between the two.</param>
public sealed record ReportResiduals(
    string Name, IReadOnlyList<double> Actual, IReadOnlyList<double> Predicted, double Mean, double Deviation, IReadOnlyList<double> Quantiles, double Minimum, double Maximum, IReadOnlyList<long> Counts)
{
    private const int MostPoints = 600;

    /// <summary>The residuals of one output; of many rows every k-th is kept as a point, so the same rows give the same picture.</summary>
    /// <param name="name">What is predicted.</param>
    /// <param name="predicted">What was predicted, (N,).</param>
    /// <param name="actual">What was right, (N,).</param>
    public static ReportResiduals Of(string name, ReadOnlySpan<double> predicted, ReadOnlySpan<double> actual)
    {
        var residuals = Residuals.Of(predicted, actual);
        int step = Math.Max(1, (predicted.Length + MostPoints - 1) / MostPoints);
        var x = new List<double>();
        var y = new List<double>();
        for (int i = 0; i < predicted.Length; i += step)
        {
            x.Add(Figures.Short(actual[i]));
            y.Add(Figures.Short(predicted[i]));
        }

        return new ReportResiduals(
            name, x, y, residuals.Mean, residuals.Deviation, [.. new[] { 0.05, 0.25, 0.5, 0.75, 0.95 }.Select(residuals.Quantile)], residuals.Minimum, residuals.Maximum, residuals.Counts);
    }
}
