namespace Fathom;

/// <summary>What is learned from a table.</summary>
public enum TableTask
{
    /// <summary>One of two classes.</summary>
    Binary,

    /// <summary>One of several classes.</summary>
    Classification,

    /// <summary>A number, or several.</summary>
    Regression,

    /// <summary>Any of several labels at once, each a column of two values.</summary>
    MultiLabel,
}
