namespace Fathom;

/// <summary>Area under the precision–recall curve, as average precision: Σ (Rₖ − Rₖ₋₁)·Pₖ over the thresholds from the highest score down.</summary>
/// <remarks><code>
/// Pₖ, Rₖ   precision and recall when the rows that score at least the k-th distinct value are predicted positive
/// several classes or labels: each against the rest, and the mean over those that occur
/// undefined: NaN when no row is of the class, or a score is NaN
/// source   scikit-learn's average_precision_score (no interpolation, which would be too kind)
/// </code>
/// Says more than <see cref="RocAuc"/> when the class is rare; its value for guessing is the share of the class.</remarks>
public sealed record PrAuc : Metric
{
    /// <inheritdoc/>
    public override string Name => "pr_auc";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <summary>The area for one class.</summary>
    /// <param name="scores">Any numbers that grow with the confidence in the class, (N,).</param>
    /// <param name="labels">1 for rows of the class, 0 for others, (N,).</param>
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is neither 0 nor 1.</exception>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<long> labels, ReadOnlySpan<double> weights = default)
    {
        (double[] sorted, double[] positive, double[] negative) = Ranking.Sort("PrAuc", scores, labels, weights);
        if (sorted.Length == 0 || double.IsNaN(sorted[0]))
            return double.NaN;
        Array.Reverse(sorted);
        Array.Reverse(positive);
        Array.Reverse(negative);
        double area = 0, positives = positive.Sum(), found = 0, seen = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = Ranking.EndOfTie(sorted, start);
            double right = 0;
            for (int i = start; i < end; i++)
                (right, seen) = (right + positive[i], seen + positive[i] + negative[i]);
            found += right;

            // Where no row of the class is found recall does not grow; nothing at all may have been seen, if weights are 0.
            if (right > 0)
                area += right / positives * found / seen;
        }

        return positives == 0 ? double.NaN : area;
    }

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.HasProbabilities, predictions, "probabilities of classes");
        return Ranking.MeanOverColumns(predictions, Of);
    }
}
