namespace Fathom;

/// <summary>How well one class is found, or an average over classes.</summary>
/// <param name="Precision">Of the rows predicted so, the share that is: TP / (TP + FP); 0 when none was predicted so.</param>
/// <param name="Recall">Of the rows that are so, the share predicted so: TP / (TP + FN); 0 when there are none.</param>
/// <param name="F1">Their harmonic mean, 2·TP / (2·TP + FP + FN); 0 when all counts are 0.</param>
/// <param name="Support">The rows that are of the class, unweighted.</param>
public readonly record struct ClassScores(double Precision, double Recall, double F1, long Support)
{
    /// <summary>Scores from counts.</summary>
    internal static ClassScores Of(in ClassCounts counts) => new(
        Ratio(counts.Right, counts.Predicted),
        Ratio(counts.Right, counts.Actual),
        Ratio(2 * counts.Right, counts.Predicted + counts.Actual),
        counts.Rows);

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
