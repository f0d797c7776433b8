namespace Fathom;

/// <summary>What a box of a graph stands for.</summary>
public enum GraphNodeKind
{
    /// <summary>Data: a tensor that wants no gradient, as inputs and labels.</summary>
    Input,

    /// <summary>A single number without a name.</summary>
    Constant,

    /// <summary>A leaf that wants a gradient.</summary>
    Parameter,

    /// <summary>An operation.</summary>
    Operation,
}
