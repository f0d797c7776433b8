namespace Fathom;

/// <summary>A table of the <see cref="CheatSheet"/>.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="About">One sentence on how to read it.</param>
/// <param name="Columns">Headings. The last column of a table of choices is API: names of this library, none for what is not code.</param>
/// <param name="Rows">As many cells a row as there are columns.</param>
public sealed record CheatSheetTable(string Title, string About, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
