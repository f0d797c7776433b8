namespace Fathom;

/// <summary>A curve with the area under it.</summary>
/// <param name="Area">The area, of all points.</param>
/// <param name="X">Horizontal values, those that are enough to draw it.</param>
/// <param name="Y">Vertical values, as many.</param>
public sealed record ReportCurve(double Area, IReadOnlyList<double> X, IReadOnlyList<double> Y);
