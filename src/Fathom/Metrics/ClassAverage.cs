namespace Fathom;

/// <summary>How figures of single classes become one.</summary>
public enum ClassAverage
{
    /// <summary>The figure of class 1 for a binary task, the macro average otherwise.</summary>
    Auto,

    /// <summary>The plain mean over classes that occur among labels or predictions: every class counts the same.</summary>
    Macro,

    /// <summary>The figure of all classes' counts added up: every row counts the same. For one class a row it equals accuracy.</summary>
    Micro,

    /// <summary>The mean weighted by the rows of each class.</summary>
    Weighted,
}
