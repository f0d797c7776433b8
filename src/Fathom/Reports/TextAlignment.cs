namespace Fathom;

/// <summary>Where a cell's text stands in its column.</summary>
public enum TextAlignment
{
    /// <summary>At the left: words.</summary>
    Left,

    /// <summary>At the right: numbers.</summary>
    Right,

    /// <summary>In the middle.</summary>
    Center,
}
