namespace Fathom;

/// <summary>A chart of lines as plain data: what a run keeps of a series for its report.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="XLabel">What the horizontal axis shows.</param>
/// <param name="YLabel">What the vertical axis shows.</param>
/// <param name="Series">The lines.</param>
public sealed record ReportCurves(string Title, string XLabel, string YLabel, IReadOnlyList<ReportSeries> Series)
{
    /// <summary>Whether numbers below the horizontal axis stand without a separator between thousands, as years do.</summary>
    public bool PlainX { get; init; }

    /// <summary>A place on the horizontal axis to mark; null for none.</summary>
    public double? Mark { get; init; }

    /// <summary>What the mark says.</summary>
    public string MarkLabel { get; init; } = "";
}
