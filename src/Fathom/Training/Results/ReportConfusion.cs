namespace Fathom;

/// <summary>Counts of a confusion matrix.</summary>
/// <param name="Classes">The classes, in the order of their labels.</param>
/// <param name="Counts">Counts[right][predicted].</param>
public sealed record ReportConfusion(IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<long>> Counts);
