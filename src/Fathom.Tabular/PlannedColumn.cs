namespace Fathom;

/// <summary>A column that is used as input.</summary>
/// <param name="Name">The column.</param>
/// <param name="Role">How it enters the network.</param>
/// <param name="ExtraMissing">Texts in a column of numbers that are taken as missing, in ordinal order; normally none.</param>
public sealed record PlannedColumn(string Name, ColumnRole Role, IReadOnlyList<string> ExtraMissing);
