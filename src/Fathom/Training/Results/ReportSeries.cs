namespace Fathom;

/// <summary>One line of a <see cref="ReportCurves"/>.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="X">Horizontal values.</param>
/// <param name="Y">Vertical values, as many; NaN is a gap.</param>
/// <param name="IsReference">Whether it is something to compare with, drawn thin.</param>
public sealed record ReportSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, bool IsReference = false);
