namespace Fathom;

/// <summary>What becomes of the losses of single elements or rows.</summary>
public enum Reduction : byte
{
    /// <summary>Their mean, the default: the learning rate then does not depend on the batch's size.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>They stay as they are.</summary>
    None,

    /// <summary>Their sum divided by the number of rows, the length of the first axis (1 where scores are those of one example, (C)): for divergences, whose elements only mean something added up.</summary>
    BatchMean,
}
