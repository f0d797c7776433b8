namespace Fathom;

/// <summary>A vertical line with a label, such as the best epoch.</summary>
/// <param name="X">Where it stands.</param>
/// <param name="Label">What it says.</param>
public readonly record struct ChartMark(double X, string Label);
