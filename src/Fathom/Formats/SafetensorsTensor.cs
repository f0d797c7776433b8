using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>One tensor of a safetensors file: its name, element type, shape and little-endian bytes, bit for bit as stored.</summary>
public sealed class SafetensorsTensor
{
    private readonly int[] _shape;
    private readonly byte[] _bytes;

    internal SafetensorsTensor(string name, SafetensorsType type, int[] shape, byte[] bytes)
    {
        Name = name;
        Type = type;
        _shape = shape;
        _bytes = bytes;
    }

    /// <summary>Name in the file, such as <c>0.weight</c>. It is data: never make a path of it.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Sizes of the axes, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>Number of elements.</summary>
    public int Length => _bytes.Length / Type.Size;

    /// <summary>The values as stored: row-major, little-endian.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Copies the values as <see langword="float"/>: F32 bit for bit, F16 and BF16 exactly, F64 rounded to nearest.</summary>
    /// <param name="destination">Receives <see cref="Length"/> values.</param>
    /// <exception cref="InvalidOperationException">The tensor holds integers or truth values.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void CopyTo(Span<float> destination)
    {
        Expect(destination.Length);
        switch (Type)
        {
            case SafetensorsType.F32: CopyBits(destination); break;
            case SafetensorsType.F16: Convert<Half, float>(destination, BinaryPrimitives.ReadHalfLittleEndian, h => (float)h); break;
            case SafetensorsType.BF16: Convert<short, float>(destination, BinaryPrimitives.ReadInt16LittleEndian, Widen); break;
            case SafetensorsType.F64: Convert<double, float>(destination, BinaryPrimitives.ReadDoubleLittleEndian, d => (float)d); break;
            default: throw NotA("floating-point numbers", "F32, F16, BF16 or F64");
        }
    }

    /// <summary>Copies the values as <see langword="double"/>: F64 bit for bit, the others exactly.</summary>
    /// <param name="destination">Receives <see cref="Length"/> values.</param>
    /// <exception cref="InvalidOperationException">The tensor holds integers or truth values.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void CopyTo(Span<double> destination)
    {
        Expect(destination.Length);
        switch (Type)
        {
            case SafetensorsType.F64: CopyBits(destination); break;
            case SafetensorsType.F32: Convert<float, double>(destination, BinaryPrimitives.ReadSingleLittleEndian, f => f); break;
            case SafetensorsType.F16: Convert<Half, double>(destination, BinaryPrimitives.ReadHalfLittleEndian, h => (double)h); break;
            case SafetensorsType.BF16: Convert<short, double>(destination, BinaryPrimitives.ReadInt16LittleEndian, b => Widen(b)); break;
            default: throw NotA("floating-point numbers", "F64, F32, F16 or BF16");
        }
    }

    /// <summary>Copies the values as <see langword="long"/>: every integer type, exactly.</summary>
    /// <param name="destination">Receives <see cref="Length"/> values.</param>
    /// <exception cref="InvalidOperationException">The tensor holds floating-point numbers or truth values.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void CopyTo(Span<long> destination)
    {
        Expect(destination.Length);
        switch (Type)
        {
            case SafetensorsType.I64: CopyBits(destination); break;
            case SafetensorsType.I32: Convert<int, long>(destination, BinaryPrimitives.ReadInt32LittleEndian, i => i); break;
            case SafetensorsType.I16: Convert<short, long>(destination, BinaryPrimitives.ReadInt16LittleEndian, i => i); break;
            case SafetensorsType.I8: Convert<sbyte, long>(destination, b => (sbyte)b[0], i => i); break;
            case SafetensorsType.U8: Convert<byte, long>(destination, b => b[0], i => i); break;
            default: throw NotA("integers", "I64, I32, I16, I8 or U8");
        }
    }

    /// <summary>Copies the values as <see langword="bool"/>: any byte but 0 is true.</summary>
    /// <param name="destination">Receives <see cref="Length"/> values.</param>
    /// <exception cref="InvalidOperationException">The tensor is not BOOL.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void CopyTo(Span<bool> destination)
    {
        Expect(destination.Length);
        if (Type != SafetensorsType.BOOL)
            throw NotA("truth values", "BOOL");
        Convert<byte, bool>(destination, b => b[0], b => b != 0);
    }

    /// <summary>The values as a new array of <see langword="float"/>; see <see cref="CopyTo(Span{float})"/>.</summary>
    public float[] ToSingles() => Fill(new float[Length], CopyTo);

    /// <summary>The values as a new array of <see langword="double"/>; see <see cref="CopyTo(Span{double})"/>.</summary>
    public double[] ToDoubles() => Fill(new double[Length], CopyTo);

    /// <summary>The values as a new array of <see langword="long"/>; see <see cref="CopyTo(Span{long})"/>.</summary>
    public long[] ToIntegers() => Fill(new long[Length], CopyTo);

    /// <summary>The values as a new array of <see langword="bool"/>; see <see cref="CopyTo(Span{bool})"/>.</summary>
    public bool[] ToBooleans() => Fill(new bool[Length], CopyTo);

    /// <summary>Name, type and shape, such as <c>0.weight F32 (64, 30)</c>.</summary>
    public override string ToString() => $"{Name} {Type} ({string.Join(", ", _shape)})";

    private delegate void Copy<T>(Span<T> destination);
    private delegate T ReadElement<T>(ReadOnlySpan<byte> bytes);

    private static T[] Fill<T>(T[] array, Copy<T> copy)
    {
        copy(array);
        return array;
    }

    // A bfloat16 is the upper half of a float: shifting keeps every bit, NaN payloads included.
    private static float Widen(short bits) => BitConverter.Int32BitsToSingle(bits << 16);

    private void CopyBits<T>(Span<T> destination)
        where T : unmanaged => LittleEndian.Swap(_bytes, MemoryMarshal.AsBytes(destination), Type.Size);

    private void Convert<TStored, T>(Span<T> destination, ReadElement<TStored> read, Func<TStored, T> convert)
    {
        int size = Type.Size;
        for (int i = 0; i < destination.Length; i++)
            destination[i] = convert(read(_bytes.AsSpan(i * size, size)));
    }

    private void Expect(int length)
    {
        if (length != Length)
            throw new ArgumentException($"destination has {length} elements, tensor '{Name}' has {Length}: give a span of exactly that length.", nameof(length));
    }

    private InvalidOperationException NotA(string wanted, string types) =>
        new($"Tensor '{Name}' is {Type}, which does not hold {wanted} ({types}): read it with the method of its own type.");
}
