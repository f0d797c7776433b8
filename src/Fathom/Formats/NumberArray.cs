using System.Numerics;
using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>Numbers of one type in a shape: what IDX, NPY and NPZ files hold.</summary>
public sealed class NumberArray
{
    private readonly int[] _shape;
    private readonly byte[] _bytes;

    internal NumberArray(NumberType type, int[] shape, byte[] bytes) => (Type, _shape, _bytes) = (type, shape, bytes);

    /// <summary>The type of the elements.</summary>
    public NumberType Type { get; }

    /// <summary>The lengths of the axes, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public int Length => _bytes.Length / SizeOf(Type);

    /// <summary>The elements row by row, in the machine's byte order.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>An array of values, copied.</summary>
    /// <typeparam name="T">One of the types of <see cref="NumberType"/>.</typeparam>
    /// <param name="values">The elements row by row.</param>
    /// <param name="shape">The lengths of the axes, outermost first; the number of values, when left out.</param>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is none of the types.</exception>
    public static NumberArray From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        int[] lengths = shape.IsEmpty && values.Length != 1 ? [values.Length] : shape.ToArray();
        if (ElementCount(lengths) is not { } count || count != values.Length)
            throw new ArgumentException($"NumberArray: {values.Length} values do not fill the shape {Text(lengths)}.", nameof(shape));
        return new NumberArray(TypeOf<T>(), lengths, MemoryMarshal.AsBytes(values).ToArray());
    }

    /// <summary>The elements as they are.</summary>
    /// <typeparam name="T">The .NET type of <see cref="Type"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged => TypeOf<T>() == Type
            ? MemoryMarshal.Cast<byte, T>(_bytes)
            : throw new InvalidOperationException($"The array {this} holds {Type}, not {typeof(T).Name}. Convert it: ToArray<{typeof(T).Name}>().");

    /// <summary>The elements converted: integers exactly where they fit, floating-point numbers rounded to the nearest.</summary>
    /// <typeparam name="T">Any number type.</typeparam>
    /// <exception cref="OverflowException">An element does not fit <typeparamref name="T"/>, or is no whole number where one is asked for.</exception>
    public T[] ToArray<T>()
        where T : unmanaged, INumberBase<T>
    {
        var result = new T[Length];
        switch (Type)
        {
            case NumberType.Bool or NumberType.UInt8: Convert<byte, T>(result); break;
            case NumberType.Int8: Convert<sbyte, T>(result); break;
            case NumberType.UInt16: Convert<ushort, T>(result); break;
            case NumberType.Int16: Convert<short, T>(result); break;
            case NumberType.UInt32: Convert<uint, T>(result); break;
            case NumberType.Int32: Convert<int, T>(result); break;
            case NumberType.UInt64: Convert<ulong, T>(result); break;
            case NumberType.Int64: Convert<long, T>(result); break;
            case NumberType.Float16: Convert<Half, T>(result); break;
            case NumberType.Float32: Convert<float, T>(result); break;
            default: Convert<double, T>(result); break;
        }

        return result;
    }

    /// <summary>Type and shape.</summary>
    public override string ToString() => $"{Type} {Text(_shape)}";

    /// <summary>Bytes of one element.</summary>
    internal static int SizeOf(NumberType type) => type switch
    {
        NumberType.Bool or NumberType.UInt8 or NumberType.Int8 => 1,
        NumberType.UInt16 or NumberType.Int16 or NumberType.Float16 => 2,
        NumberType.UInt32 or NumberType.Int32 or NumberType.Float32 => 4,
        _ => 8,
    };

    /// <summary>The product of lengths, or null where it exceeds 2⁶³ − 1.</summary>
    internal static long? ElementCount(ReadOnlySpan<int> lengths)
    {
        UInt128 count = 1;
        bool empty = lengths.Contains(0);
        foreach (int length in lengths)
        {
            count *= empty ? 1 : (uint)length;
            if (count > long.MaxValue)
                return null;
        }

        return empty ? 0 : (long)count;
    }

    internal static string Text(ReadOnlySpan<int> shape) => shape.Length == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape.ToArray())})";

    /// <summary>Turns elements around in place, between big-endian and little-endian.</summary>
    internal static void Reverse(Span<byte> bytes, int size)
    {
        for (int i = 0; size > 1 && i < bytes.Length; i += size)
            bytes.Slice(i, size).Reverse();
    }

    private static NumberType TypeOf<T>() => default(T) switch
    {
        bool => NumberType.Bool,
        byte => NumberType.UInt8,
        sbyte => NumberType.Int8,
        ushort => NumberType.UInt16,
        short => NumberType.Int16,
        uint => NumberType.UInt32,
        int => NumberType.Int32,
        ulong => NumberType.UInt64,
        long => NumberType.Int64,
        Half => NumberType.Float16,
        float => NumberType.Float32,
        double => NumberType.Float64,
        _ => throw new NotSupportedException($"Arrays in files hold integers of 8 to 64 bits, Half, float, double or bool; got {typeof(T).Name}."),
    };

    private void Convert<TFrom, TTo>(TTo[] result)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        ReadOnlySpan<TFrom> from = MemoryMarshal.Cast<byte, TFrom>(_bytes);
        bool whole = TTo.CreateTruncating(0.5) == TTo.Zero;
        for (int i = 0; i < result.Length; i++)
        {
            if (whole && !TFrom.IsInteger(from[i]))
                throw new OverflowException($"The array {this}: element {i} is {from[i]}, which is no whole number. Read it as float or double.");
            result[i] = TTo.CreateChecked(from[i]);
        }
    }
}
