using System.Globalization;

namespace Fathom;

/// <summary>Metrics by task and by name.</summary>
public static class Metrics
{
    /// <summary>Every metric that needs no argument.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new Accuracy(), new HammingLoss(), new Precision(), new Recall(), new F1(), new RocAuc(), new PrAuc(), new LogLoss(), new Perplexity(), new BitsPerCharacter(),
        new RootMeanSquaredError(), new MeanAbsoluteError(), new R2(), new MeanSquaredError(),
    ];

    /// <summary>What is reported for a task unless something else is asked for, the headline first.</summary>
    /// <remarks>Multi-label: <c>accuracy</c> is that of whole rows (subset accuracy), precision and recall are means over labels, F1 comes as that and over all labels' counts together.</remarks>
    public static IReadOnlyList<Metric> For(TaskKind task) => task switch
    {
        TaskKind.Regression => [new RootMeanSquaredError(), new MeanAbsoluteError(), new R2(), new MeanSquaredError()],
        TaskKind.MultiLabel =>
        [
            new Accuracy(), new HammingLoss(), new Precision(), new Recall(), new F1(ClassAverage.Macro), new F1(ClassAverage.Micro), new RocAuc(), new PrAuc(), new LogLoss(),
        ],
        TaskKind.NextToken => [new Perplexity(), new BitsPerCharacter(), new Accuracy()],
        _ => [new Accuracy(), new Precision(), new Recall(), new F1(), new RocAuc(), new PrAuc(), new LogLoss()],
    };

    /// <summary>The metric of that name, as <c>roc_auc</c>, <c>top_5</c> or <c>f1_micro</c>; null when there is none.</summary>
    public static Metric? Find(string name)
    {
        if (name.StartsWith("top_", StringComparison.Ordinal) && int.TryParse(name.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int k) && k > 0)
            return new TopK(k);
        return All.Concat(s_averaged).FirstOrDefault(metric => metric.Name == name);
    }

    private static readonly Metric[] s_averaged =
        [.. Enum.GetValues<ClassAverage>().SelectMany(average => (Metric[])[new Precision(average), new Recall(average), new F1(average)])];
}
