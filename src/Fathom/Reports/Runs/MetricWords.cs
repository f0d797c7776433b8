namespace Fathom;

/// <summary>What people call the metrics.</summary>
public static class MetricWords
{
    private static readonly Dictionary<string, string> s_names = new()
    {
        ["f1"] = "F1",
        ["f1_macro"] = "F1 (macro)",
        ["f1_micro"] = "F1 (micro)",
        ["hamming_loss"] = "Hamming loss",
        ["roc_auc"] = "ROC-AUC",
        ["pr_auc"] = "PR-AUC",
        ["rmse"] = "RMSE",
        ["mae"] = "MAE",
        ["r2"] = "R²",
        ["bits_per_character"] = "bits per character",
        ["log_loss"] = "log loss",
        ["train_loss"] = "training loss",
    };

    /// <summary>The name of a metric in words: <c>roc_auc</c> is ROC-AUC; one that is not known keeps its name.</summary>
    /// <param name="metric">Its short name, as <see cref="Metric.Name"/>.</param>
    public static string NameOf(string metric) => s_names.GetValueOrDefault(metric, metric);
}
