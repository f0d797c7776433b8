namespace Fathom;

/// <summary>One setting of a network or its training, as <see cref="Advice"/> gives it.</summary>
/// <param name="Setting">What is set. Settings of <c>fathom train</c> have the names of its options, without the dashes.</param>
/// <param name="Value">The value to begin with; for options of <c>fathom train</c> written as the option takes it.</param>
/// <param name="Range">Where good values usually lie, or what else is worth a try.</param>
/// <param name="Reason">Why.</param>
/// <param name="Row">The row of the handbook this rule belongs to, such as L8 (docs/handbook.md).</param>
public sealed record Suggestion(string Setting, string Value, string Range, string Reason, string Row);
