namespace Fathom;

/// <summary>How well one class or label is found, with its curves.</summary>
/// <param name="Name">The class.</param>
/// <param name="Precision">Of the rows predicted so, the share that is.</param>
/// <param name="Recall">Of the rows that are so, the share predicted so.</param>
/// <param name="F1">Their harmonic mean.</param>
/// <param name="Rows">The rows that are of the class.</param>
public sealed record ReportClass(string Name, double Precision, double Recall, double F1, long Rows)
{
    /// <summary>The receiver operating characteristic against all others, thinned; null where it does not exist.</summary>
    public ReportCurve? Roc { get; init; }

    /// <summary>Precision over recall, thinned; null where it does not exist.</summary>
    public ReportCurve? PrecisionRecall { get; init; }
}
