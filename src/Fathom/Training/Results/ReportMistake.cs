namespace Fathom;

/// <summary>A pair of classes taken for each other.</summary>
/// <param name="Right">What rows are.</param>
/// <param name="Predicted">What they were taken for.</param>
/// <param name="Rows">How many.</param>
/// <param name="Share">Of all rows of the right class.</param>
public sealed record ReportMistake(string Right, string Predicted, long Rows, double Share);
