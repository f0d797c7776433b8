namespace Fathom;

/// <summary>The share of rows predicted rightly: #(predicted = label) / N. A multi-label row counts when all its labels are right. NaN without rows.</summary>
public sealed record Accuracy : Metric
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <summary>The share of equal entries; NaN when there are none.</summary>
    /// <param name="predicted">The predicted classes, (N,).</param>
    /// <param name="labels">The right classes, (N,).</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels) => Of(predicted, labels, 1);

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.IsClassification, predictions, "classes");
        return Of(predictions.Predicted, predictions.Labels, predictions.Task == TaskKind.MultiLabel ? predictions.Width : 1);
    }

    private static double Of(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, int perRow)
    {
        Pairs.CheckLengths("Accuracy", "predicted", predicted.Length, "labels", labels.Length);
        int right = 0;
        for (int i = 0; i < labels.Length; i += perRow)
            if (predicted.Slice(i, perRow).SequenceEqual(labels.Slice(i, perRow)))
                right++;
        return perRow == 0 ? double.NaN : (double)right / (labels.Length / perRow);
    }
}
