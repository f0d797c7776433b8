using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fathom;

/// <summary>Finds the bytes of a text of separated values that mean something, one after the other: separators, quotes and line ends, by comparing 64 bytes at once.</summary>
internal ref struct CsvMarks
{
    /// <summary>How many bytes are read at once: so many must follow the text.</summary>
    public const int Block = 64;

    private readonly ref byte _text;
    private readonly int _length;
    private readonly byte _separator;
    private int _block;
    private ulong _left;

    /// <param name="bytes">The text and <see cref="Block"/> bytes more.</param>
    /// <param name="length">The length of the text.</param>
    /// <param name="separator">The byte between fields.</param>
    public CsvMarks(ReadOnlySpan<byte> bytes, int length, byte separator)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, bytes.Length - Block);
        _text = ref MemoryMarshal.GetReference(bytes);
        (_length, _separator, _block) = (length, separator, -Block);
    }

    /// <summary>The next one's place; the text's length when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next()
    {
        if (_left == 0 && !Advance()) return _length;
        int at = _block + BitOperations.TrailingZeroCount(_left);
        _left &= _left - 1;
        return Math.Min(at, _length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Advance()
    {
        while (_left == 0)
        {
            if (_block + Block >= _length) return false;
            _block += Block;
            _left = Compare(_block) | ((ulong)Compare(_block + Vector256<byte>.Count) << Vector256<byte>.Count);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Compare(int at)
    {
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref _text, (nuint)at);
        return (Vector256.Equals(bytes, Vector256.Create(_separator)) | Vector256.Equals(bytes, Vector256.Create((byte)'"'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\n')) | Vector256.Equals(bytes, Vector256.Create((byte)'\r'))).ExtractMostSignificantBits();
    }
}
