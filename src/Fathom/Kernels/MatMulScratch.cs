using System.Numerics;

namespace Fathom.Kernels;

/// <summary>Each thread's memory for packed operands: it grows to what was needed most and stays.</summary>
internal static unsafe class MatMulScratch
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static byte[]? t_bytes;

    /// <summary>At least <paramref name="size"/> bytes on a cache line's boundary, valid until the thread asks again.</summary>
    internal static byte* Get(nint size)
    {
        var bytes = t_bytes;
        if (bytes is null || bytes.Length < size + Alignment)
            t_bytes = bytes = GC.AllocateUninitializedArray<byte>(checked((int)BitOperations.RoundUpToPowerOf2((nuint)(size + Alignment))), pinned: true);
        // Pinned memory does not move.
        fixed (byte* start = bytes)
            return (byte*)(((nint)start + Alignment - 1) & -Alignment);
    }
}
