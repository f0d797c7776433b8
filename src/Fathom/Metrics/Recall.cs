namespace Fathom;

/// <summary>Of the rows of a class, the share predicted as it: TP / (TP + FN); 0 when there are none, as in scikit-learn.</summary>
/// <remarks>Of class 1 for a binary task; averaged over classes, or labels, otherwise. All classes at once: <see cref="ConfusionMatrix"/>.</remarks>
public sealed record Recall : Metric
{
    /// <summary>The metric with a way to average.</summary>
    /// <param name="average">How figures of single classes become one; by default class 1 for a binary task, else the macro average.</param>
    public Recall(ClassAverage average = ClassAverage.Auto) => Average = average;

    /// <summary>How figures of single classes become one.</summary>
    public ClassAverage Average { get; }

    /// <inheritdoc/>
    public override string Name => Average == ClassAverage.Auto ? "recall" : $"recall_{Average.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <summary>The figure of class <paramref name="positive"/> against all others.</summary>
    /// <param name="predicted">The predicted classes, (N,).</param>
    /// <param name="labels">The right classes, (N,).</param>
    /// <param name="positive">The class that is looked for, 1 by default.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, long positive = 1) =>
        ClassScores.Of(ClassCounts.Of("Recall", predicted, labels, positive)).Recall;

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.IsClassification, predictions, "classes");
        return ClassCounts.Scores(predictions, Average).Recall;
    }
}
