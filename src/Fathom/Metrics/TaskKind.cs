namespace Fathom;

/// <summary>What a network is asked for.</summary>
public enum TaskKind
{
    /// <summary>One of two classes: one probability a row, that of class 1.</summary>
    Binary,

    /// <summary>One of several classes: a probability a class and row.</summary>
    MultiClass,

    /// <summary>Any of several labels at once: an independent probability a label and row.</summary>
    MultiLabel,

    /// <summary>One or more numbers a row.</summary>
    Regression,

    /// <summary>The token that comes next, at every place of a sequence: a probability a token and place.</summary>
    NextToken,
}
