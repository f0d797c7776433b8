namespace Fathom;

/// <summary>Element types of arrays in IDX, NPY and NPZ files.</summary>
public enum NumberType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>8-bit unsigned integer, as pixels are.</summary>
    UInt8,

    /// <summary>8-bit signed integer.</summary>
    Int8,

    /// <summary>16-bit unsigned integer.</summary>
    UInt16,

    /// <summary>16-bit signed integer.</summary>
    Int16,

    /// <summary>32-bit unsigned integer.</summary>
    UInt32,

    /// <summary>32-bit signed integer.</summary>
    Int32,

    /// <summary>64-bit unsigned integer.</summary>
    UInt64,

    /// <summary>64-bit signed integer.</summary>
    Int64,

    /// <summary>16-bit IEEE 754 number.</summary>
    Float16,

    /// <summary>32-bit IEEE 754 number.</summary>
    Float32,

    /// <summary>64-bit IEEE 754 number.</summary>
    Float64,
}
