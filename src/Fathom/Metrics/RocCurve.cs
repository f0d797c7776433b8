namespace Fathom;

/// <summary>The receiver operating characteristic: for every threshold the share of rows of the class that are found, over the share of others that are taken for it.</summary>
/// <remarks><code>
/// TPR(t) = Σ wᵢ·[sᵢ ≥ t, yᵢ = 1] / Σ wᵢ·[yᵢ = 1]      FPR(t) = the same over yᵢ = 0
/// points   (0, 0), then one for each distinct score from the highest down, to (1, 1)
/// area     that of <see cref="RocAuc"/>: ties are crossed on a straight line
/// undefined: no points and a NaN area where one kind of rows alone occurs, or a score is NaN
/// source   Fawcett 2006, "An introduction to ROC analysis"
/// differs  from scikit-learn: points on a straight line are kept until <see cref="Thin"/>; the first threshold is +∞, as there since 1.3
/// </code></remarks>
public sealed class RocCurve
{
    private RocCurve(double area, double[] thresholds, double[] falsePositiveRate, double[] truePositiveRate)
    {
        Area = area;
        Thresholds = thresholds;
        FalsePositiveRate = falsePositiveRate;
        TruePositiveRate = truePositiveRate;
    }

    /// <summary>The area under the curve: .5 for guessing, 1 for a perfect order.</summary>
    public double Area { get; }

    /// <summary>From this score on a row is taken for the class, one for each point, falling from +∞.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>The horizontal axis, rising from 0 to 1.</summary>
    public IReadOnlyList<double> FalsePositiveRate { get; }

    /// <summary>The vertical axis, rising from 0 to 1.</summary>
    public IReadOnlyList<double> TruePositiveRate { get; }

    /// <summary>The curve of one class.</summary>
    /// <param name="scores">Any numbers that grow with the confidence in the class, (N,).</param>
    /// <param name="labels">1 for rows of the class, 0 for others, (N,).</param>
    /// <param name="weights">How much each row counts, (N,); none for 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is neither 0 nor 1.</exception>
    public static RocCurve Of(ReadOnlySpan<double> scores, ReadOnlySpan<long> labels, ReadOnlySpan<double> weights = default)
    {
        double area = RocAuc.Of(scores, labels, weights);
        if (double.IsNaN(area))
            return new RocCurve(double.NaN, [], [], []);
        (double[] thresholds, double[] found, double[] mistaken) = Ranking.FromHighest("RocCurve", scores, labels, weights);
        double positives = found[^1], negatives = mistaken[^1];
        return new RocCurve(area, thresholds, Array.ConvertAll(mistaken, sum => sum / negatives), Array.ConvertAll(found, sum => sum / positives));
    }

    /// <summary>At most so many points: the same picture from a fraction of them. The area stays that of all.</summary>
    /// <param name="most">How many, at least 2.</param>
    public RocCurve Thin(int most)
    {
        int[] kept = CurveThinning.Choose(FalsePositiveRate, TruePositiveRate, most);
        return new RocCurve(Area, Pick(Thresholds, kept), Pick(FalsePositiveRate, kept), Pick(TruePositiveRate, kept));
    }

    private static double[] Pick(IReadOnlyList<double> all, int[] kept) => Array.ConvertAll(kept, i => all[i]);
}
