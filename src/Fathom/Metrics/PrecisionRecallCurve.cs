namespace Fathom;

/// <summary>Precision over recall: of the rows taken for the class the share that is, for every share of the class that is found.</summary>
/// <remarks><code>
/// P(t) = Σ wᵢ·[sᵢ ≥ t, yᵢ = 1] / Σ wᵢ·[sᵢ ≥ t]      R(t) = Σ wᵢ·[sᵢ ≥ t, yᵢ = 1] / Σ wᵢ·[yᵢ = 1]
/// points   (R 0, P 1), which no threshold gives, then one for each distinct score from the highest down
/// area     the average precision of <see cref="PrAuc"/>: steps, no straight lines between points, which would be too kind
/// undefined: no points and a NaN area where no row is of the class, or a score is NaN
/// source   Davis and Goadrich 2006; scikit-learn's precision_recall_curve
/// differs  from scikit-learn: recall rises from point to point, where it falls there
/// </code></remarks>
public sealed class PrecisionRecallCurve
{
    private PrecisionRecallCurve(double area, double share, double[] thresholds, double[] recall, double[] precision)
    {
        Area = area;
        Share = share;
        Thresholds = thresholds;
        Recall = recall;
        Precision = precision;
    }

    /// <summary>The average precision.</summary>
    public double Area { get; }

    /// <summary>The share of the class among all rows: the precision of guessing.</summary>
    public double Share { get; }

    /// <summary>From this score on a row is taken for the class, one for each point, falling from +∞.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>The horizontal axis, rising from 0 to 1.</summary>
    public IReadOnlyList<double> Recall { get; }

    /// <summary>The vertical axis.</summary>
    public IReadOnlyList<double> Precision { get; }

    /// <summary>The curve of one class.</summary>
    /// <param name="scores">Any numbers that grow with the confidence in the class, (N,).</param>
    /// <param name="labels">1 for rows of the class, 0 for others, (N,).</param>
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is neither 0 nor 1.</exception>
    public static PrecisionRecallCurve Of(ReadOnlySpan<double> scores, ReadOnlySpan<long> labels, ReadOnlySpan<double> weights = default)
    {
        double area = PrAuc.Of(scores, labels, weights);
        if (double.IsNaN(area))
            return new PrecisionRecallCurve(double.NaN, double.NaN, [], [], []);
        (double[] thresholds, double[] found, double[] mistaken) = Ranking.FromHighest("PrecisionRecallCurve", scores, labels, weights);
        double[] precision = new double[found.Length];
        for (int i = 0; i < precision.Length; i++)
            precision[i] = found[i] + mistaken[i] == 0 ? 1 : found[i] / (found[i] + mistaken[i]);
        double positives = found[^1];
        return new PrecisionRecallCurve(area, positives / (positives + mistaken[^1]), thresholds, Array.ConvertAll(found, sum => sum / positives), precision);
    }

    /// <summary>At most so many points: the same picture from a fraction of them. The area stays that of all.</summary>
    /// <param name="most">How many, at least 2.</param>
    public PrecisionRecallCurve Thin(int most)
    {
        int[] kept = CurveThinning.Choose(Recall, Precision, most);
        return new PrecisionRecallCurve(Area, Share, Array.ConvertAll(kept, i => Thresholds[i]), Array.ConvertAll(kept, i => Recall[i]), Array.ConvertAll(kept, i => Precision[i]));
    }
}
