namespace Fathom;

/// <summary>A name with its value, both as they are shown.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
public sealed record ReportFact(string Name, string Value);
