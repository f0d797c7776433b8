namespace Fathom;

/// <summary>The share of single labels predicted wrongly: Σ [predicted ≠ label] / (N·L); for one class a row it is 1 − accuracy. NaN without rows.</summary>
/// <remarks><code>
/// source   Schapire and Singer 1999, "Improved boosting algorithms using confidence-rated predictions"; scikit-learn's hamming_loss
/// </code>
/// Kinder than <see cref="Accuracy"/> to rows with many labels, of which accuracy asks that all are right.</remarks>
public sealed record HammingLoss : Metric
{
    /// <inheritdoc/>
    public override string Name => "hamming_loss";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <summary>The share of entries that differ.</summary>
    /// <param name="predicted">The predicted labels, (N, L) row by row.</param>
    /// <param name="labels">The right ones, as many.</param>
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ, or there are no weights for every row.</exception>
    public static double Of(ReadOnlySpan<long> predicted, ReadOnlySpan<long> labels, ReadOnlySpan<double> weights = default)
    {
        Pairs.CheckLengths("HammingLoss", "predicted", predicted.Length, "labels", labels.Length);
        int perRow = Pairs.OutputsARow("HammingLoss", labels.Length, weights);
        double wrong = 0;
        for (int i = 0; i < labels.Length; i++)
            if (predicted[i] != labels[i])
                wrong += RowWeights.At(weights, i / perRow);
        return wrong / (RowWeights.Total(weights, labels.Length / perRow) * perRow);
    }

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.IsClassification, predictions, "classes");
        return Of(predictions.Predicted, predictions.Labels, predictions.Weights);
    }
}
