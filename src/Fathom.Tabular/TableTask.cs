namespace Fathom;

/// <summary>What is learned from a table.</summary>
public enum TableTask
{
    /// <summary>One of two classes.</summary>
    Binary,

    /// <summary>One of several classes.</summary>
    Classification,

    /// <summary>A number.</summary>
    Regression,
}
