namespace Fathom;

/// <summary>Of the rows predicted as a class, the share that is of it: TP / (TP + FP); 0 when none is predicted so, as in scikit-learn.</summary>
/// <remarks>Of class 1 for a binary task; averaged over classes, or labels, otherwise. All classes at once: <see cref="ConfusionMatrix"/>.</remarks>
public sealed record Precision : Metric
{
    /// <summary>The metric with a way to average.</summary>
    /// <param name="average">How figures of single classes become one; by default class 1 for a binary task, else the macro average.</param>
    public Precision(ClassAverage average = ClassAverage.Auto) => Average = average;

    /// <summary>How figures of single classes become one.</summary>
    public ClassAverage Average { get; }

    /// <inheritdoc/>
    public override string Name => Average == ClassAverage.Auto ? "precision" : $"precision_{Average.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <summary>The figure of class <paramref name="positive"/> against all others.</summary>
    /// <param name="predicted">The predicted classes, (N,).</param>
    /// <param name="labels">The right classes, (N,).</param>
    /// <param name="positive">The class that is looked for, 1 by default.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, long positive = 1) =>
        ClassScores.Of(ClassCounts.Of("Precision", predicted, labels, positive)).Precision;

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.IsClassification, predictions, "classes");
        return ClassCounts.Scores(predictions, Average).Precision;
    }
}
