namespace Fathom;

/// <summary>A column that is not used as input.</summary>
/// <param name="Name">The column.</param>
/// <param name="Reason">The kind of reason.</param>
/// <param name="Text">The reason in words, with its evidence, to be read after the column's name.</param>
public sealed record DroppedColumn(string Name, DropReason Reason, string Text);
