namespace Fathom.Tests.Metrics;

/// <summary>Curves, calibration and residuals against values worked out by hand, which scikit-learn and NumPy give too.</summary>
public sealed class CurveTests
{
    // scikit-learn's own example: roc_curve and precision_recall_curve of these.
    private static readonly double[] s_scores = [0.1, 0.4, 0.35, 0.8];
    private static readonly long[] s_labels = [0, 0, 1, 1];

    [Fact]
    public void Roc_goes_through_every_threshold_from_the_highest()
    {
        var curve = RocCurve.Of(s_scores, s_labels);
        Assert.Equal([double.PositiveInfinity, 0.8, 0.4, 0.35, 0.1], curve.Thresholds);
        Assert.Equal([0, 0, 0.5, 0.5, 1], curve.FalsePositiveRate);
        Assert.Equal([0, 0.5, 0.5, 1, 1], curve.TruePositiveRate);
        Assert.Equal(0.75, curve.Area, 1e-15);
    }

    [Fact]
    public void Precision_and_recall_go_through_every_threshold_and_begin_where_nothing_is_found()
    {
        var curve = PrecisionRecallCurve.Of(s_scores, s_labels);
        Assert.Equal([0, 0.5, 0.5, 1, 1], curve.Recall);
        Assert.Equal([1, 1, 0.5, 2.0 / 3, 0.5], curve.Precision);
        Assert.Equal(0.5 + (0.5 * 2 / 3), curve.Area, 1e-15);
        Assert.Equal(0.5, curve.Share);
    }

    [Fact]
    public void Equal_scores_are_one_point_and_weights_count()
    {
        var curve = RocCurve.Of([0.5, 0.5, 0.2], [1, 0, 0], [1, 3, 1]);
        Assert.Equal([0, 0.75, 1], curve.FalsePositiveRate);
        Assert.Equal([0, 1, 1], curve.TruePositiveRate);
        Assert.Equal([1, 0.25, 0.2], PrecisionRecallCurve.Of([0.5, 0.5, 0.2], [1, 0, 0], [1, 3, 1]).Precision);
    }

    [Fact]
    public void The_area_is_that_under_the_points()
    {
        var rng = new Rng(5);
        double[] scores = [.. Enumerable.Range(0, 500).Select(_ => Math.Round(rng.NextDouble(), 2))];
        long[] labels = [.. scores.Select(score => rng.NextDouble() < score ? 1L : 0)];
        var curve = RocCurve.Of(scores, labels);
        double area = Enumerable.Range(1, curve.Thresholds.Count - 1).Sum(i => (curve.FalsePositiveRate[i] - curve.FalsePositiveRate[i - 1]) * (curve.TruePositiveRate[i] + curve.TruePositiveRate[i - 1]) / 2);
        Assert.Equal(curve.Area, area, 1e-12);
        var precision = PrecisionRecallCurve.Of(scores, labels);
        Assert.Equal(precision.Area, Enumerable.Range(1, precision.Recall.Count - 1).Sum(i => (precision.Recall[i] - precision.Recall[i - 1]) * precision.Precision[i]), 1e-12);
    }

    [Fact]
    public void A_thinned_curve_has_the_ends_few_points_and_the_same_shape()
    {
        var rng = new Rng(6);
        double[] scores = [.. Enumerable.Range(0, 20_000).Select(_ => rng.NextDouble())];
        long[] labels = [.. scores.Select(score => rng.NextDouble() < score ? 1L : 0)];
        RocCurve whole = RocCurve.Of(scores, labels), thin = whole.Thin(100);
        Assert.InRange(thin.Thresholds.Count, 90, 100);
        Assert.Equal((0, 0), (thin.FalsePositiveRate[0], thin.TruePositiveRate[0]));
        Assert.Equal((1, 1), (thin.FalsePositiveRate[^1], thin.TruePositiveRate[^1]));
        Assert.Equal(whole.Area, thin.Area);
        for (int i = 1; i < thin.Thresholds.Count; i++)
            Assert.InRange(thin.FalsePositiveRate[i] - thin.FalsePositiveRate[i - 1] + thin.TruePositiveRate[i] - thin.TruePositiveRate[i - 1], 0, 0.05);
        Assert.InRange(PrecisionRecallCurve.Of(scores, labels).Thin(100).Recall.Count, 2, 100);
        Assert.Equal([0, 0.5, 0.5, 1, 1], RocCurve.Of(s_scores, s_labels).Thin(5).TruePositiveRate);
    }

    [Fact]
    public void Where_one_kind_of_rows_is_missing_there_is_no_curve()
    {
        Assert.True(double.IsNaN(RocCurve.Of([0.1, 0.2], [1, 1]).Area));
        Assert.Empty(RocCurve.Of([0.1, 0.2], [1, 1]).Thresholds);
        Assert.Empty(PrecisionRecallCurve.Of([0.1, 0.2], [0, 0]).Recall);
        Assert.Empty(RocCurve.Of([], []).Thin(2).Thresholds);
    }

    [Fact]
    public void Calibration_compares_what_was_said_with_what_came()
    {
        // Bins of a half: (0.1, 0.4, 0.5) of which one came true, (0.6, 0.9) of which both did.
        var calibration = Calibration.Of([0.1, 0.4, 0.5, 0.6, 0.9], [0, 0, 1, 1, 1], bins: 2);
        Assert.Equal([3, 2], calibration.Bins.Select(bin => bin.Rows));
        Assert.Equal(1.0 / 3, calibration.Bins[0].Probability, 1e-15);
        Assert.Equal(1.0 / 3, calibration.Bins[0].Share, 1e-15);
        Assert.Equal(0.75, calibration.Bins[1].Probability, 1e-15);
        Assert.Equal(1, calibration.Bins[1].Share);
        Assert.Equal(0.4 * 0.25, calibration.ExpectedError, 1e-15);
        Assert.Equal(0.25, calibration.MaximumError, 1e-15);
        Assert.Equal((0.01 + 0.16 + 0.25 + 0.16 + 0.01) / 5, calibration.Brier, 1e-15);
    }

    [Fact]
    public void Probabilities_on_an_edge_belong_to_the_bin_below_and_zero_to_the_first()
    {
        var calibration = Calibration.Of([0, 0.1, 0.1000001, 1], [0, 0, 1, 1]);
        Assert.Equal([2, 1, 0, 0, 0, 0, 0, 0, 0, 1], calibration.Bins.Select(bin => bin.Rows));
        Assert.True(double.IsNaN(calibration.Bins[5].Share));
    }

    [Fact]
    public void Weights_count_in_calibration() =>
        Assert.Equal(Calibration.Of([0.2, 0.7, 0.7], [0, 1, 1]).Brier, Calibration.Of([0.2, 0.7], [0, 1], weights: [1, 2]).Brier, 1e-15);

    [Fact]
    public void Of_several_classes_the_predicted_one_is_judged_and_brier_sums_over_all()
    {
        var predictions = new Predictions(TaskKind.MultiClass);
        predictions.Add(Tensor.From([0.7f, 0.2f, 0.1f, 0.25f, 0.5f, 0.25f], [2, 3]), Tensor.From([0L, 2L], [2]));
        var calibration = Calibration.Of(predictions);
        Assert.Equal([1, 1], new[] { 4, 6 }.Select(b => calibration.Bins[b].Rows));
        Assert.Equal((0.3 + 0.5) / 2, calibration.ExpectedError, 1e-6);
        Assert.Equal(((0.09 + 0.04 + 0.01) + (0.0625 + 0.25 + 0.5625)) / 2, calibration.Brier, 1e-6);
    }

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        Assert.Contains("probabilities[1] is 1.5", Assert.Throws<ArgumentException>(() => Calibration.Of([0.5, 1.5], [0, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("Regression", Assert.Throws<ArgumentException>(() => Calibration.Of(new Predictions(TaskKind.Regression))).Message, StringComparison.Ordinal);
        Assert.True(double.IsNaN(Calibration.Of([], []).ExpectedError));
    }

    [Fact]
    public void Residuals_are_predicted_minus_true_with_quantiles_as_numpy_has_them()
    {
        var residuals = Residuals.Of([2, 4, 6, 9], [1, 2, 3, 4], bins: 2);        // 1, 2, 3, 5
        Assert.Equal(2.75, residuals.Mean);
        Assert.Equal(Math.Sqrt(2.1875), residuals.Deviation, 1e-15);
        Assert.Equal(2.5, residuals.Quantile(0.5));
        Assert.Equal(1.15, residuals.Quantile(0.05), 1e-15);
        Assert.Equal((1, 5), (residuals.Minimum, residuals.Maximum));
        Assert.Equal([2, 2], residuals.Counts);
    }

    [Fact]
    public void Residuals_without_spread_or_rows_do_no_harm()
    {
        Assert.Equal([3, 0, 0, 0, 0], Residuals.Of([1, 1, 1], [1, 1, 1]).Counts);
        Assert.True(double.IsNaN(Residuals.Of([], []).Mean));
        Assert.Empty(Residuals.Of([double.NaN], [1]).Counts);
    }
}
