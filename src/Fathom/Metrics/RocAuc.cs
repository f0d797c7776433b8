namespace Fathom;

/// <summary>Area under the receiver operating characteristic: the chance that a row of the class scores higher than a row that is not, ties counting half.</summary>
/// <remarks><code>
/// AUC = Σ wᵢ·wⱼ·[sᵢ &gt; sⱼ] / Σ wᵢ·wⱼ      over pairs of a row i of the class and a row j that is not; equal scores count ½, w is 1 without weights
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
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is neither 0 nor 1.</exception>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<long> labels, ReadOnlySpan<double> weights = default)
    {
        (double[] sorted, double[] positive, double[] negative) = Ranking.Sort("RocAuc", scores, labels, weights);
        if (sorted.Length == 0 || double.IsNaN(sorted[0]))
            return double.NaN;
        double won = 0, positives = 0, negatives = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = Ranking.EndOfTie(sorted, start);
            double right = 0, wrong = 0;
            for (int i = start; i < end; i++)
                (right, wrong) = (right + positive[i], wrong + negative[i]);
            won += right * (negatives + (wrong / 2));
            (positives, negatives) = (positives + right, negatives + wrong);
        }

        double pairs = positives * negatives;
        return pairs == 0 ? double.NaN : won / pairs;
    }

    /// <inheritdoc/>
    public override double Compute(Predictions predictions)
    {
        Require(predictions.HasProbabilities, predictions, "probabilities of classes");
        return Ranking.MeanOverColumns(predictions, Of);
    }
}
