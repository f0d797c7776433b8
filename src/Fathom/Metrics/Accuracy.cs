namespace Fathom;

/// <summary>The share of rows predicted rightly: #(predicted = label) / N. A multi-label row counts when all its labels are right (subset accuracy). NaN without rows.</summary>
public sealed record Accuracy : Metric
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <summary>The share of equal entries; NaN when there are none.</summary>
    /// <param name="predicted">The predicted classes, (N,).</param>
    /// <param name="labels">The right classes, (N,).</param>
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, ReadOnlySpan<double> weights = default) => Of(predicted, labels, 1, weights);

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.IsClassification, predictions, "classes");
        return Of(predictions.Predicted, predictions.Labels, predictions.Task == TaskKind.MultiLabel ? predictions.Width : 1, predictions.Weights);
    }

    private static double Of(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, int perRow, ReadOnlySpan<double> weights)
    {
        Pairs.CheckLengths("Accuracy", "predicted", predicted.Length, "labels", labels.Length);
        int rows = perRow == 0 ? 0 : labels.Length / perRow;
        RowWeights.Check("Accuracy", weights, rows);
        double right = 0;
        for (int row = 0; row < rows; row++)
            if (predicted.Slice(row * perRow, perRow).SequenceEqual(labels.Slice(row * perRow, perRow)))
                right += RowWeights.At(weights, row);
        return right / RowWeights.Total(weights, rows);
    }
}
