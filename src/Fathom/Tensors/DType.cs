namespace Fathom;

/// <summary>The type of a tensor's elements.</summary>
public enum DType : byte
{
    /// <summary>32-bit floating point, the default: what networks are trained in.</summary>
    Float32,

    /// <summary>64-bit floating point, for checking gradients and formulas.</summary>
    Float64,

    /// <summary>64-bit integers, for labels and indices. No gradient.</summary>
    Int64,

    /// <summary>One byte, true or false, for masks. No gradient.</summary>
    Bool,
}
