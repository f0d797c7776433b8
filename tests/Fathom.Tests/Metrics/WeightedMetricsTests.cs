using System.Text.Json;

namespace Fathom.Tests.Metrics;

/// <summary>Every metric that scikit-learn weighs, against its number with <c>sample_weight</c>.</summary>
/// <remarks>Made by the program of <see cref="MetricsAgainstScikitLearnTests"/>, continued by <c>w = np.round(r.random(n) * 3, 2); w[3] = 0</c> and the same calls with <c>sample_weight=w</c>.</remarks>
public sealed class WeightedMetricsTests
{
    private const string Fixture = """
        {
          "weights": [0.84,2.7,2.04,0.0,1.21,0.01,2.36,0.74,0.43,2.4,2.06,0.64,0.8,2.82,0.81,2.11,0.39,2.45,0.35,1.55,0.11,1.65,2.54,0.25,0.82,2.29,1.82,0.94,1.89,1.36,2.59,0.88,2.27,1.91,2.22,1.13,2.17,2.1,1.16,0.08],
          "expected": {
            "binary.hamming_loss": 0.1947618210581825,
            "multi.hamming_loss": 0.3149938477764106,
            "label.hamming_loss": 0.24192886857678558,
            "multi.perplexity": 2.8838736230169473,
            "label.precision_micro": 0.7081329923273658,
            "label.recall_micro": 0.844352281044157,
            "label.f1_micro": 0.7702665108774273,
            "label.precision_weighted": 0.7316212338731709,
            "label.recall_weighted": 0.844352281044157,
            "label.f1_weighted": 0.7798177741901372,
            "binary.accuracy": 0.8052381789418176,
            "binary.precision": 0.9283114992721979,
            "binary.recall": 0.7368573079145003,
            "binary.f1": 0.8215780998389693,
            "binary.roc_auc": 0.8323530319691347,
            "binary.pr_auc": 0.8857871075279907,
            "binary.log_loss": 1.9218331845562926,
            "multi.accuracy": 0.6850061522235894,
            "multi.precision_macro": 0.5576778496198158,
            "multi.recall_macro": 0.49913509523677557,
            "multi.f1_macro": 0.5205735657641488,
            "multi.precision_micro": 0.6850061522235894,
            "multi.recall_micro": 0.6850061522235894,
            "multi.f1_micro": 0.6850061522235894,
            "multi.precision_weighted": 0.7922043698078024,
            "multi.recall_weighted": 0.6850061522235894,
            "multi.f1_weighted": 0.7292392060195472,
            "multi.roc_auc": 0.8183309308256627,
            "multi.log_loss": 1.0591343984268442,
            "multi.top_2": 0.852522411671647,
            "multi.pr_auc": 0.5824495163766404,
            "label.accuracy": 0.4570223237827386,
            "label.roc_auc": 0.8890809330154462,
            "label.pr_auc": 0.8647861295758812,
            "label.precision_macro": 0.7018987029800242,
            "label.recall_macro": 0.826664012505517,
            "label.f1_macro": 0.7550477049629306,
            "label.log_loss": 0.4110748168519285,
            "regression.mse": 0.7256348479521884,
            "regression.rmse": 0.8518420322760485,
            "regression.mae": 0.651930919317982,
            "regression.r2": 0.7434681475317859
          }
        }
        """;

    private static readonly JsonElement Numbers = JsonDocument.Parse(Fixture).RootElement;

    private static readonly double[] Weights = [.. Numbers.GetProperty("weights").EnumerateArray().Select(v => v.GetDouble())];

    public static TheoryData<string> Cases => [.. Numbers.GetProperty("expected").EnumerateObject().Select(figure => figure.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void L3_a_weighted_metric_equals_scikit_learns(string figure)
    {
        (string task, string name) = (figure.Split('.')[0], figure.Split('.')[1]);
        double expected = Numbers.GetProperty("expected").GetProperty(figure).GetDouble();
        Assert.Equal(expected, MetricsAgainstScikitLearnTests.Metric(name).Compute(MetricsAgainstScikitLearnTests.Collect(task, Weights)), 1e-12);
    }

    [Fact]
    public void Weights_of_1_change_no_bit_and_a_weight_of_2_is_the_row_twice()
    {
        double[] ones = [.. Enumerable.Repeat(1.0, 40)];
        foreach (string task in (string[])["binary", "multi", "label", "regression"])
        {
            Predictions plain = MetricsAgainstScikitLearnTests.Collect(task), weighted = MetricsAgainstScikitLearnTests.Collect(task, ones);
            Assert.All(Fathom.Metrics.For(plain.Task), metric => Assert.Equal(metric.Compute(plain), metric.Compute(weighted)));
        }

        var twice = new Predictions(TaskKind.Binary);
        twice.Add(Tensor.From([0.9, 0.9, 0.2, 0.6]).Reshape(-1, 1), Tensor.From([1L, 1, 0, 0]));
        var doubled = new Predictions(TaskKind.Binary);
        doubled.Add(Tensor.From([0.9]).Reshape(-1, 1), Tensor.From([1L]), Tensor.From([2.0]));
        doubled.Add(Tensor.From([0.2, 0.6]).Reshape(-1, 1), Tensor.From([0L, 0]));
        Assert.Equal([2.0, 1, 1], doubled.Weights.ToArray());
        Assert.All(Fathom.Metrics.For(TaskKind.Binary), metric => Assert.Equal(metric.Compute(twice), metric.Compute(doubled), 1e-15));
        doubled.Clear();
        Assert.Equal(0, doubled.Weights.Length);
    }

    [Fact]
    public void A_row_of_weight_0_counts_as_if_it_were_not_there()
    {
        foreach (double score in (double[])[0.95, 0.5, 0.05])
        {
            double[] scores = [score, 0.9, 0.6, 0.4, 0.2], weights = [0, 1, 1, 1, 1];
            Assert.Equal(PrAuc.Of([0.9, 0.6, 0.4, 0.2], [1, 0, 1, 0]), PrAuc.Of(scores, [0, 1, 0, 1, 0], weights), 1e-15);
            Assert.Equal(RocAuc.Of([0.9, 0.6, 0.4, 0.2], [1, 0, 1, 0]), RocAuc.Of(scores, [1, 1, 0, 1, 0], weights), 1e-15);
            Assert.Equal(5.0 / 6, PrAuc.Of(scores, [1, 1, 0, 1, 0], weights), 1e-15);
        }
    }

    [Fact]
    public void Weights_that_cannot_be_are_refused_with_a_sentence()
    {
        Assert.Contains("2 weights for 3 rows", Assert.Throws<ArgumentException>(() => Accuracy.Of([1, 0, 1], [1, 0, 1], [1, 2])).Message);
        Assert.Contains("weights[1] is -1; expected a finite number of at least 0", Assert.Throws<ArgumentException>(() => RocAuc.Of([1, 0], [1, 0], [1, -1])).Message);
        Assert.Contains("weights[0] is NaN", Assert.Throws<ArgumentException>(() => MeanSquaredError.Of([1, 0], [1, 0], [double.NaN, 1])).Message);
        Assert.Contains("3 weights for", Assert.Throws<ArgumentException>(() => MeanAbsoluteError.Of([1, 0], [1, 0], [1, 1, 1])).Message);
        var predictions = new Predictions(TaskKind.Regression);
        Assert.Contains("one for each row", Assert.Throws<ShapeException>(() => predictions.Add(Tensor.Zeros([2, 1]), Tensor.Zeros([2, 1]), Tensor.Zeros([3]))).Message);
        Assert.Contains("weights[1] is -2", Assert.Throws<ArgumentException>(() => predictions.Add(Tensor.Zeros([2, 1]), Tensor.Zeros([2, 1]), Tensor.From([1f, -2]))).Message);
    }
}
