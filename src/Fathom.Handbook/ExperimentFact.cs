namespace Fathom.Handbook;

/// <summary>A number an experiment measured.</summary>
/// <param name="Name">Its name for programs, such as <c>max_error_16</c>.</param>
/// <param name="Value">The number; NaN or infinite where the computation gave that.</param>
/// <param name="Meaning">What it is, for people.</param>
public readonly record struct ExperimentFact(string Name, double Value, string Meaning);
