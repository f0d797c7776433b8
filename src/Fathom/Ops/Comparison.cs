namespace Fathom;

/// <summary>How two numbers are compared.</summary>
public enum Comparison : byte
{
    /// <summary>a = b</summary>
    Equal,

    /// <summary>a ≠ b</summary>
    NotEqual,

    /// <summary>a &lt; b</summary>
    Less,

    /// <summary>a ≤ b</summary>
    LessOrEqual,

    /// <summary>a &gt; b</summary>
    Greater,

    /// <summary>a ≥ b</summary>
    GreaterOrEqual,
}
