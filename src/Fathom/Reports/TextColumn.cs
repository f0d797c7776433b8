namespace Fathom;

/// <summary>A column of a <see cref="TextTable"/>. A string converts to a left-aligned column of that heading.</summary>
/// <param name="Header">Heading.</param>
/// <param name="Alignment">Where the cells stand; left by default.</param>
public readonly record struct TextColumn(string Header, TextAlignment Alignment = TextAlignment.Left)
{
    /// <summary>A left-aligned column.</summary>
    /// <param name="header">Heading.</param>
    public static implicit operator TextColumn(string header) => new(header);

    /// <summary>A right-aligned column, for numbers.</summary>
    /// <param name="header">Heading.</param>
    public static TextColumn Right(string header) => new(header, TextAlignment.Right);
}
