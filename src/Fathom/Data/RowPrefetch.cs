using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Fathom;

/// <summary>
/// Asks the memory for rows that are to be read soon. Shuffled rows lie where no processor expects them, so each would wait for memory; asked for
/// ahead, they come while others are copied. Where the processor has no such instruction, nothing happens.
/// </summary>
internal ref struct RowPrefetch
{
    private const int Line = 64;

    /// <summary>How far ahead: about as many bytes as come from memory while one line is waited for.</summary>
    private const int BytesAhead = 2048;

    private const int MostRowsAhead = 16;

    private readonly ReadOnlySpan<byte> _from;
    private readonly ReadOnlySpan<int> _rows;
    private readonly int _rowBytes;
    private int _next;

    /// <summary>Asks for the first rows.</summary>
    /// <param name="from">All rows.</param>
    /// <param name="rows">Numbers of those that will be read, in this order.</param>
    /// <param name="rowBytes">The length of a row.</param>
    public RowPrefetch(ReadOnlySpan<byte> from, ReadOnlySpan<int> rows, int rowBytes)
    {
        _from = from;
        _rows = rows;
        _rowBytes = rowBytes;
        int ahead = Math.Clamp(BytesAhead / Math.Max(rowBytes, 1), 1, MostRowsAhead);
        while (_next < ahead)
            Next();
    }

    /// <summary>Asks for one more: to be called before each row is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next()
    {
        int next = _next++;
        if (Sse.IsSupported && (uint)next < (uint)_rows.Length)
            Ask(_rows[next]);
    }

    private readonly unsafe void Ask(int row)
    {
        if ((uint)row >= (uint)(_from.Length / _rowBytes))
            return;
        // Only an address: it does not matter if the memory moves meanwhile.
        byte* address = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_from)) + ((nint)row * _rowBytes);
        int end = Math.Min(_rowBytes, BytesAhead);
        for (int at = 0; at < end; at += Line)
            Sse.Prefetch0(address + at);
        Sse.Prefetch0(address + end - 1);
    }
}
