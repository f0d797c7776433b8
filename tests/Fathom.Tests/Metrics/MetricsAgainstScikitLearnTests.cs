using System.Text.Json;

namespace Fathom.Tests.Metrics;

/// <summary>Every metric against scikit-learn's number for the same rows.</summary>
/// <remarks>Made by this program:
/// <code>
/// # scikit-learn 1.2.1, NumPy; prints the fixtures of MetricsAgainstScikitLearnTests (tests/Fathom.Tests/Metrics).
/// import json, numpy as np
/// from sklearn import metrics as m
/// r = np.random.default_rng(7)
/// n, c = 40, 4
/// binary = r.integers(0, 2, n); score = np.round(np.clip(0.5 + 0.25 * (binary - 0.5) + r.normal(0, 0.3, n), 0.02, 0.98), 1)
/// labels = r.choice(c, n, p=[.5, .3, .15, .05]); p = r.random((n, c)) + 0.4 * np.eye(c)[labels]; p = np.round(p / p.sum(1, keepdims=True), 3); p[:, 0] = np.round(1 - p[:, 1:].sum(1), 3)
/// multi = r.integers(0, 2, (n, 3)); mscore = np.round(np.clip(0.5 + 0.4 * (multi - 0.5) + r.normal(0, 0.25, (n, 3)), 0.01, 0.99), 2)
/// t = np.round(r.normal(3, 2, (n, 2)), 2); v = np.round(t + r.normal(0, 1, (n, 2)), 2)
/// hard, pred = (score &gt;= .5).astype(int), p.argmax(1)
/// out = dict(binary=binary.tolist(), score=score.tolist(), labels=labels.tolist(), p=p.ravel().tolist(), multi=multi.ravel().tolist(), mscore=mscore.ravel().tolist(), targets=t.ravel().tolist(), values=v.ravel().tolist())
/// prf = lambda y, q, **k: [float(x) for x in m.precision_recall_fscore_support(y, q, zero_division=0, **k)[:3]]
/// e = {}
/// e['binary.accuracy'] = m.accuracy_score(binary, hard); e['binary.precision'], e['binary.recall'], e['binary.f1'] = prf(binary, hard, average='binary')
/// e['binary.roc_auc'] = m.roc_auc_score(binary, score); e['binary.pr_auc'] = m.average_precision_score(binary, score); e['binary.log_loss'] = m.log_loss(binary, score)
/// e['multi.accuracy'] = m.accuracy_score(labels, pred)
/// for a in ['macro', 'micro', 'weighted']: e[f'multi.precision_{a}'], e[f'multi.recall_{a}'], e[f'multi.f1_{a}'] = prf(labels, pred, average=a)
/// e['multi.roc_auc'] = m.roc_auc_score(labels, p / p.sum(1, keepdims=True), multi_class='ovr'); e['multi.log_loss'] = m.log_loss(labels, p); e['multi.top_2'] = m.top_k_accuracy_score(labels, p, k=2)
/// e['multi.pr_auc'] = float(np.mean([m.average_precision_score(labels == k, p[:, k]) for k in range(c)]))
/// e['label.accuracy'] = m.accuracy_score(multi, mscore &gt;= .5); e['label.roc_auc'] = m.roc_auc_score(multi, mscore); e['label.pr_auc'] = m.average_precision_score(multi, mscore)
/// e['label.precision'], e['label.recall'], e['label.f1'] = prf(multi, (mscore &gt;= .5).astype(int), average='macro')
/// e['label.log_loss'] = float(np.mean([m.log_loss(multi[:, k], mscore[:, k]) for k in range(3)]))
/// e['regression.mse'] = m.mean_squared_error(t, v); e['regression.rmse'] = float(np.sqrt(m.mean_squared_error(t, v))); e['regression.mae'] = m.mean_absolute_error(t, v); e['regression.r2'] = m.r2_score(t, v)
/// e['binary.hamming_loss'] = m.hamming_loss(binary, hard); e['multi.hamming_loss'] = m.hamming_loss(labels, pred); e['label.hamming_loss'] = m.hamming_loss(multi, mscore &gt;= .5); e['multi.perplexity'] = float(np.exp(m.log_loss(labels, p)))
/// e['multi.bits_per_character'] = float(m.log_loss(labels, p) / np.log(2)); each of perplexity, bits_per_character, accuracy, log_loss of 'multi' also as 'token'
/// for a in ['micro', 'weighted']: e[f'label.precision_{a}'], e[f'label.recall_{a}'], e[f'label.f1_{a}'] = prf(multi, (mscore &gt;= .5).astype(int), average=a)
/// out['expected'] = {k: float(x) for k, x in e.items()}
/// out['confusion'] = m.confusion_matrix(labels, pred).ravel().tolist()
/// out['per_class'] = [[float(z) for z in x] for x in m.precision_recall_fscore_support(labels, pred, zero_division=0)]
/// print(json.dumps(out))
/// </code></remarks>
public sealed class MetricsAgainstScikitLearnTests
{
    private const string Fixture = """
        {
          "binary": [1,1,1,1,1,1,1,0,0,0,0,1,1,0,0,1,0,1,0,0,1,0,0,0,1,0,1,0,0,1,1,1,1,1,1,1,1,1,0,1],
          "score": [0.1,0.6,0.2,0.7,0.7,0.6,0.0,0.2,0.4,0.4,0.0,0.5,0.3,0.1,0.7,0.4,0.4,0.9,0.2,0.3,0.7,0.4,0.0,0.4,1.0,0.0,0.9,0.4,0.2,1.0,0.9,0.3,0.6,0.8,0.6,0.8,0.6,0.8,0.8,0.4],
          "labels": [1,1,0,0,0,0,0,3,0,1,0,2,1,0,2,2,2,1,0,0,2,1,0,2,1,1,0,0,0,0,2,0,1,0,1,0,0,0,0,3],
          "p": [0.228,0.287,0.182,0.303,0.145,0.417,0.288,0.15,0.335,0.279,0.331,0.055,0.46,0.002,0.259,0.279,0.3,0.235,0.457,0.008,0.336,0.259,0.168,0.237,0.458,0.145,0.266,0.131,0.132,0.364,0.22,0.284,0.22,0.312,0.146,0.322,0.169,0.299,0.291,0.241,0.363,0.158,0.326,0.153,0.394,0.029,0.355,0.222,0.309,0.211,0.261,0.219,0.367,0.206,0.318,0.109,0.316,0.16,0.356,0.168,0.319,0.293,0.178,0.21,0.196,0.244,0.434,0.126,0.311,0.28,0.203,0.206,0.321,0.034,0.226,0.419,0.409,0.246,0.038,0.307,0.229,0.249,0.262,0.26,0.062,0.574,0.027,0.337,0.45,0.13,0.393,0.027,0.319,0.089,0.581,0.011,0.103,0.446,0.18,0.271,0.27,0.415,0.079,0.236,0.144,0.262,0.314,0.28,0.369,0.278,0.261,0.092,0.341,0.266,0.105,0.288,0.402,0.043,0.258,0.297,0.082,0.237,0.429,0.252,0.19,0.253,0.242,0.315,0.258,0.233,0.231,0.278,0.606,0.076,0.013,0.305,0.085,0.385,0.378,0.152,0.35,0.244,0.352,0.054,0.324,0.056,0.275,0.345,0.409,0.195,0.283,0.113,0.426,0.218,0.302,0.054,0.357,0.275,0.142,0.226],
          "multi": [0,1,1,0,1,0,1,0,1,0,1,1,1,0,1,0,1,1,0,1,1,0,0,0,0,1,1,0,0,1,0,0,1,1,0,1,1,1,1,1,0,0,1,0,0,1,1,1,1,0,0,0,1,1,0,1,1,1,1,0,1,0,0,1,0,1,0,1,0,1,1,1,1,1,0,1,1,0,0,1,0,0,1,1,1,1,0,1,0,0,0,0,0,0,0,0,0,1,0,1,0,0,1,1,0,1,1,0,0,1,0,1,0,0,1,0,0,1,1,1],
          "mscore": [0.24,0.49,0.92,0.11,0.84,0.68,0.62,0.15,0.75,0.3,0.45,0.82,0.99,0.24,0.65,0.04,0.78,0.39,0.02,0.99,0.47,0.57,0.68,0.36,0.44,0.99,0.65,0.15,0.01,0.71,0.67,0.54,0.46,0.49,0.17,0.77,0.65,0.75,0.77,0.63,0.29,0.35,0.68,0.43,0.77,0.85,0.71,0.28,0.8,0.01,0.01,0.51,0.88,0.66,0.01,0.61,0.53,0.86,0.99,0.35,0.51,0.01,0.29,0.66,0.01,0.73,0.01,0.98,0.57,0.97,0.58,0.83,0.67,0.6,0.22,0.38,0.34,0.5,0.25,0.75,0.55,0.01,0.5,0.74,0.8,0.61,0.56,0.75,0.01,0.07,0.5,0.42,0.01,0.64,0.45,0.64,0.2,0.63,0.02,0.99,0.26,0.7,0.54,0.74,0.01,0.6,0.95,0.01,0.57,0.78,0.04,0.57,0.19,0.29,0.57,0.09,0.22,0.44,0.38,0.69],
          "targets": [4.77,-0.06,3.01,1.7,1.05,4.71,1.96,6.0,1.44,3.77,2.55,1.49,4.18,2.69,4.21,2.91,0.83,2.8,3.1,4.92,1.19,2.92,-0.44,4.3,0.84,-0.61,2.88,5.21,-0.05,0.82,1.51,0.74,3.76,1.39,1.56,4.17,1.49,3.87,1.06,0.58,-0.67,6.72,2.36,3.49,2.94,3.32,3.1,6.82,0.92,-0.11,0.98,0.33,4.49,4.64,1.08,0.22,2.29,5.78,-2.64,4.05,0.85,5.08,0.84,2.43,-0.01,1.05,5.77,4.64,2.2,1.26,-0.79,2.21,2.94,2.83,2.81,0.76,2.87,2.92,5.58,6.73],
          "values": [4.63,-0.83,2.95,1.09,0.31,4.65,0.92,6.61,1.34,4.02,2.37,0.76,3.23,2.45,3.66,3.14,0.83,1.44,3.17,3.58,0.57,2.63,-2.52,4.39,0.99,-0.77,2.46,4.84,-1.03,0.55,0.96,0.83,2.56,1.63,1.7,4.03,1.05,4.42,-0.6,1.04,-0.43,7.0,2.74,2.84,2.68,3.96,3.53,7.03,-0.59,0.43,2.15,1.34,4.72,3.08,2.02,0.07,-0.24,6.16,-4.13,2.75,0.22,6.35,0.47,2.7,1.74,2.64,5.67,4.4,0.94,0.57,-0.36,2.61,3.05,3.82,2.04,0.7,3.6,3.5,6.65,7.13],
          "confusion": [14,0,3,4,2,6,0,2,2,0,5,0,1,1,0,0],
          "per_class": [[0.7368421052631579,0.8571428571428571,0.625,0.0],[0.6666666666666666,0.6,0.7142857142857143,0.0],[0.7,0.7058823529411764,0.6666666666666666,0.0],[21.0,10.0,7.0,2.0]],
          "expected": {
            "binary.hamming_loss": 0.225,
            "multi.hamming_loss": 0.375,
            "label.hamming_loss": 0.225,
            "multi.perplexity": 2.9467790505015268,
            "multi.bits_per_character": 1.5591388912403823,
            "token.perplexity": 2.9467790505015268,
            "token.bits_per_character": 1.5591388912403823,
            "token.accuracy": 0.625,
            "token.log_loss": 1.0807127265646301,
            "label.precision_micro": 0.7647058823529411,
            "label.recall_micro": 0.8253968253968254,
            "label.f1_micro": 0.7938931297709922,
            "label.precision_weighted": 0.7775249089534804,
            "label.recall_weighted": 0.8253968253968254,
            "label.f1_weighted": 0.7976328635903104,
            "binary.accuracy": 0.775,
            "binary.precision": 0.8947368421052632,
            "binary.recall": 0.7083333333333334,
            "binary.f1": 0.7906976744186046,
            "binary.roc_auc": 0.7851562499999999,
            "binary.pr_auc": 0.8432360254793175,
            "binary.log_loss": 1.4127211592990716,
            "multi.accuracy": 0.625,
            "multi.precision_macro": 0.5547462406015038,
            "multi.recall_macro": 0.49523809523809526,
            "multi.f1_macro": 0.5181372549019607,
            "multi.precision_micro": 0.625,
            "multi.recall_micro": 0.625,
            "multi.f1_micro": 0.625,
            "multi.precision_weighted": 0.7105028195488721,
            "multi.recall_weighted": 0.625,
            "multi.f1_weighted": 0.6606372549019607,
            "multi.roc_auc": 0.7826053770790613,
            "multi.log_loss": 1.0807127265646301,
            "multi.top_2": 0.825,
            "multi.pr_auc": 0.5895834616541992,
            "label.accuracy": 0.5,
            "label.roc_auc": 0.8953914679618005,
            "label.pr_auc": 0.8923319959076338,
            "label.precision": 0.7670418470418471,
            "label.recall": 0.8225003659786269,
            "label.f1": 0.7907156673114121,
            "label.log_loss": 0.4121220984305128,
            "regression.mse": 0.6796499999999999,
            "regression.rmse": 0.8244088791370456,
            "regression.mae": 0.63175,
            "regression.r2": 0.8016119118992676
          }
        }
        """;

    private static readonly JsonElement Numbers = JsonDocument.Parse(Fixture).RootElement;

    public static TheoryData<string> Cases => [.. Numbers.GetProperty("expected").EnumerateObject().Select(figure => figure.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_metric_equals_scikit_learns(string figure)
    {
        (string task, string name) = (figure.Split('.')[0], figure.Split('.')[1]);
        double expected = Numbers.GetProperty("expected").GetProperty(figure).GetDouble();
        Assert.Equal(expected, Metric(name).Compute(Collect(task)), 1e-12);
    }

    [Fact]
    public void Every_metric_has_a_figure_to_equal()
    {
        string[] compared = [.. Cases.Select(row => row.Data.Split('.')[1])];
        Assert.All(Fathom.Metrics.All, metric => Assert.Contains(metric.Name, compared));
        foreach (TaskKind task in Enum.GetValues<TaskKind>())
            Assert.All(Fathom.Metrics.For(task), metric => Assert.True(double.IsFinite(metric.Compute(Collect(Prefix(task))))));
    }

    [Fact]
    public void The_confusion_matrix_and_the_scores_of_each_class_equal_scikit_learns()
    {
        ConfusionMatrix confusion = Collect("multi").Confusion();
        double[] counts = Array("confusion");
        double[][] scores = [.. Numbers.GetProperty("per_class").EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetDouble()).ToArray())];
        for (int a = 0; a < 4; a++)
        {
            for (int p = 0; p < 4; p++)
                Assert.Equal(counts[(4 * a) + p], confusion[a, p]);
            ClassScores of = confusion.PerClass(a);
            Assert.Equal(scores[0][a], of.Precision, 1e-15);
            Assert.Equal(scores[1][a], of.Recall, 1e-15);
            Assert.Equal(scores[2][a], of.F1, 1e-15);
            Assert.Equal(scores[3][a], of.Support);
        }

        Assert.Equal(40, confusion.Total);
        Assert.Equal(Numbers.GetProperty("expected").GetProperty("multi.accuracy").GetDouble(), confusion.Accuracy, 1e-15);
    }

    internal static Metric Metric(string name) => name.Split('_') switch
    {
        ["precision", var average] => new Precision(Enum.Parse<ClassAverage>(average, ignoreCase: true)),
        ["recall", var average] => new Recall(Enum.Parse<ClassAverage>(average, ignoreCase: true)),
        ["f1", var average] => new F1(Enum.Parse<ClassAverage>(average, ignoreCase: true)),
        _ => Fathom.Metrics.Find(name)!,
    };

    private static string Prefix(TaskKind task) => task switch { TaskKind.Binary => "binary", TaskKind.MultiClass => "multi", TaskKind.MultiLabel => "label", TaskKind.NextToken => "token", _ => "regression" };

    /// <summary>Two batches of unequal size, as an evaluation gives them.</summary>
    internal static Predictions Collect(string task, double[]? weights = null)
    {
        (TaskKind kind, string outputs, string right, int width) = task switch
        {
            "binary" => (TaskKind.Binary, "score", "binary", 1),
            "multi" => (TaskKind.MultiClass, "p", "labels", 4),
            "token" => (TaskKind.NextToken, "p", "labels", 4),
            "label" => (TaskKind.MultiLabel, "mscore", "multi", 3),
            _ => (TaskKind.Regression, "values", "targets", 2),
        };
        Tensor x = Tensor.From(Array(outputs)).Reshape(-1, width);
        x = kind == TaskKind.NextToken ? x.Reshape(40, 1, 4) : x;
        Tensor y = kind == TaskKind.NextToken ? Tensor.From(Array(right).Select(v => (long)v).ToArray(), [40, 1])
            : kind == TaskKind.MultiClass ? Tensor.From(Array(right).Select(v => (long)v).ToArray(), [40])
            : Tensor.From(Array(right)).Reshape(-1, width);
        var predictions = new Predictions(kind);
        Tensor w = weights is null ? default : Tensor.From(weights);
        predictions.Add(x[..27], y[..27], w.IsNone ? w : w[..27]);
        predictions.Add(x[27..], y[27..], w.IsNone ? w : w[27..]);
        return predictions;
    }

    private static double[] Array(string name) => [.. Numbers.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
}
