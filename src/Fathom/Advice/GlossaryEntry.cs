namespace Fathom;

/// <summary>A word of the trade.</summary>
/// <param name="Term">The word, as text books write it.</param>
/// <param name="Meaning">What it means, in one or two sentences.</param>
/// <param name="Api">What it is called in this library: names between commas; empty when it is an idea, not a thing.</param>
public sealed record GlossaryEntry(string Term, string Meaning, string Api);
