using System.Globalization;

namespace Fathom;

/// <summary>Metrics by task and by name.</summary>
public static class Metrics
{
    /// <summary>Every metric that needs no argument.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new Accuracy(), new Precision(), new Recall(), new F1(), new RocAuc(), new PrAuc(), new LogLoss(),
        new RootMeanSquaredError(), new MeanAbsoluteError(), new R2(), new MeanSquaredError(),
    ];

    /// <summary>What is reported for a task unless something else is asked for, the headline first.</summary>
    public static IReadOnlyList<Metric> For(TaskKind task) =>
        [.. All.Where(metric => (metric is RootMeanSquaredError or MeanAbsoluteError or R2 or MeanSquaredError) == (task == TaskKind.Regression))];

    /// <summary>The metric of that name, as <c>roc_auc</c> or <c>top_5</c>; null when there is none.</summary>
    public static Metric? Find(string name) =>
        name.StartsWith("top_", StringComparison.Ordinal) && int.TryParse(name.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int k) && k > 0
            ? new TopK(k)
            : All.FirstOrDefault(metric => metric.Name == name);
}
