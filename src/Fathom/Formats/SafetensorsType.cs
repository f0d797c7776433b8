namespace Fathom;

/// <summary>Element types of safetensors files that Fathom reads and writes, in the order the format ranks them (alignment rises).</summary>
/// <remarks>A file is sorted by this order, largest first, so that every tensor is aligned to its element size.</remarks>
public enum SafetensorsType
{
    /// <summary>One byte, 0 or 1.</summary>
    BOOL,

    /// <summary>8-bit unsigned integer.</summary>
    U8,

    /// <summary>8-bit signed integer.</summary>
    I8,

    /// <summary>16-bit signed integer.</summary>
    I16,

    /// <summary>16-bit IEEE 754 number.</summary>
    F16,

    /// <summary>The upper half of a 32-bit IEEE 754 number (8 exponent bits, 7 fraction bits).</summary>
    BF16,

    /// <summary>32-bit signed integer.</summary>
    I32,

    /// <summary>32-bit IEEE 754 number.</summary>
    F32,

    /// <summary>64-bit IEEE 754 number.</summary>
    F64,

    /// <summary>64-bit signed integer.</summary>
    I64,
}
