namespace Fathom;

/// <summary>The values of forward that an operation's backward reads, beside those it keeps for itself. Shapes and gradients it always has.</summary>
[Flags]
public enum BackwardReads : uint
{
    /// <summary>None: the gradients of the results are enough.</summary>
    Nothing = 0,

    /// <summary>Input 0.</summary>
    Input0 = 1,

    /// <summary>Input 1.</summary>
    Input1 = 2,

    /// <summary>Input 2.</summary>
    Input2 = 4,

    /// <summary>Input 3.</summary>
    Input3 = 8,

    /// <summary>Input 4.</summary>
    Input4 = 16,

    /// <summary>All inputs.</summary>
    Inputs = 0x7FFF_FFFF,

    /// <summary>The first result. Further ones, such as places and statistics, always count as read.</summary>
    Result = 0x8000_0000,

    /// <summary>All inputs and the result.</summary>
    All = 0xFFFF_FFFF,
}
