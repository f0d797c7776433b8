using System.Numerics;

namespace Fathom.Kernels;

/// <summary>Each thread's memory for packed operands and for copies: it grows to what was needed most and stays.</summary>
internal static unsafe class MatMulScratch
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static byte[]? t_bytes;

    [ThreadStatic]
    private static byte[]? t_piece;

    /// <summary>At least <paramref name="size"/> bytes on a cache line's boundary, valid until the thread asks again.</summary>
    internal static byte* Get(nint size) => Get(ref t_bytes, size);

    /// <summary>Memory of its own for one piece of a job: the thread that runs the piece asks, and finds what it used last in its cache. Valid until it asks again.</summary>
    internal static byte* GetForPiece(nint size) => Get(ref t_piece, size);

    private static byte* Get(ref byte[]? bytes, nint size)
    {
        if (bytes is null || bytes.Length < size + Alignment)
        {
            if (size > Array.MaxLength - Alignment)
                throw new InsufficientMemoryException($"A product or convolution of this shape needs {size:N0} bytes of working memory; at most {Array.MaxLength - Alignment:N0} can be had. Use a smaller batch, or smaller pictures.");
            bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min((nint)BitOperations.RoundUpToPowerOf2((nuint)(size + Alignment)), Array.MaxLength), pinned: true);
        }

        // Pinned memory does not move.
        fixed (byte* start = bytes)
            return (byte*)(((nint)start + Alignment - 1) & -Alignment);
    }
}
