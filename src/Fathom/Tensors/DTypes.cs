using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>Questions about <see cref="DType"/> values.</summary>
public static class DTypes
{
    /// <summary>Whether elements are floating-point numbers, so that gradients exist.</summary>
    public static bool IsFloating(this DType type) => type <= DType.Float64;

    /// <summary>Bytes of one element.</summary>
    public static int Size(this DType type) => type switch
    {
        DType.Float32 => 4,
        DType.Bool => 1,
        _ => 8,
    };

    /// <summary>The element type of <typeparamref name="T"/>: float, double, long or bool.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is none of the four.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return DType.Float32;
        if (typeof(T) == typeof(double))
            return DType.Float64;
        if (typeof(T) == typeof(long))
            return DType.Int64;
        if (typeof(T) == typeof(bool))
            return DType.Bool;
        throw new NotSupportedException($"Tensors hold float, double, long or bool; got {typeof(T).Name}. Convert the values first.");
    }
}
