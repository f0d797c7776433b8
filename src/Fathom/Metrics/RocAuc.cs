namespace Fathom;

/// <summary>Area under the receiver operating characteristic: the chance that a row of the class scores higher than a row that is not, ties counting half.</summary>
/// <remarks><code>
/// AUC = (R₁ − n₁(n₁ + 1)/2) / (n₁·n₀)      R₁ the sum of the ranks of the n₁ rows of the class, equal scores sharing their mean rank
/// several classes or labels: each against the rest, and the mean over those where both kinds of rows occur
/// undefined: NaN when only one kind of rows occurs, or a score is NaN
/// source   Mann and Whitney 1947; Hanley and McNeil 1982
/// differs  from scikit-learn: classes without rows are left out of the mean where it refuses
/// </code></remarks>
public sealed record RocAuc : Metric
{
    /// <inheritdoc/>
    public override string Name => "roc_auc";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <summary>The area for one class.</summary>
    /// <param name="scores">Any numbers that grow with the confidence in the class, (N,).</param>
    /// <param name="labels">1 for rows of the class, 0 for others, (N,).</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is neither 0 nor 1.</exception>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<long> labels)
    {
        (double[] sorted, long[] positive) = Ranking.Sort("RocAuc", scores, labels);
        if (sorted.Length == 0 || double.IsNaN(sorted[0]))
            return double.NaN;
        double rankSum = 0;
        long positives = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = Ranking.EndOfTie(sorted, start);
            long inTie = 0;
            for (int i = start; i < end; i++)
                inTie += positive[i];
            rankSum += inTie * ((start + 1 + end) / 2.0);
            positives += inTie;
        }

        double pairs = (double)positives * (sorted.Length - positives);
        return pairs == 0 ? double.NaN : (rankSum - (positives * (positives + 1) / 2.0)) / pairs;
    }

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.IsClassification, predictions, "probabilities of classes");
        return Ranking.MeanOverColumns(predictions, Of);
    }
}
