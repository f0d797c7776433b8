using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>A piece of memory that tensors share: a pinned, 64-byte aligned array with the count of its changes.</summary>
internal sealed class Block
{
    private const int Alignment = 64;
    private readonly byte[] _array;
    private readonly int _start;

    private Block(byte[] array, int start, int sizeClass)
    {
        _array = array;
        _start = start;
        SizeClass = sizeClass;
    }

    /// <summary>The pool's shelf, or −1 for memory that is not pooled.</summary>
    public int SizeClass { get; }

    /// <summary>How often the contents were changed in place; a change between forward and backward is an error.</summary>
    public int Version { get; set; }

    /// <summary>The room behind the aligned start.</summary>
    public long Bytes => _array.Length - _start;

    /// <summary>Where it stands; only of a block made by <see cref="Aligned"/>, which never moves, and only while the block is held.</summary>
    public unsafe float* Address => (float*)((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array)) + _start);

    /// <summary>Taken out of the pool for good.</summary>
    public bool Kept { get; set; }

    /// <summary>Memory with aligned start; contents undefined.</summary>
    public static unsafe Block Aligned(long bytes, int sizeClass)
    {
        if (bytes > Array.MaxLength - Alignment)
            throw new ShapeException($"A tensor's memory is limited to {Array.MaxLength - Alignment:N0} bytes, got {bytes:N0}. Work on smaller batches.");
        byte[] array = GC.AllocateUninitializedArray<byte>((int)bytes + Alignment, pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        return new Block(array, (int)(-address & (Alignment - 1)), sizeClass);
    }

    /// <summary>Whether memory of that size keeps its address wherever it comes from.</summary>
    public static bool StaysInPlace(long bytes) => bytes >= 4096;

    /// <summary>Ordinary collected memory, for tensors outside a step. Small ones live in the young generation, where they cost least.</summary>
    public static Block Collected(long bytes) => StaysInPlace(bytes)
        ? Aligned(bytes, -1)
        : new Block(GC.AllocateUninitializedArray<byte>((int)bytes), 0, -1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe Span<T> Span<T>(int byteOffset, int length)
        where T : unmanaged
    {
        // The one place where bytes become typed spans: checked, so that no mistake elsewhere can reach foreign memory.
        long start = (long)_start + byteOffset;
        if (byteOffset < 0 || length < 0 || start + ((long)length * sizeof(T)) > _array.Length)
            ThrowOutside(byteOffset, length);
        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), (nint)start)), length);
    }

    [DoesNotReturn]
    private void ThrowOutside(int byteOffset, int length) =>
        throw new InvalidOperationException($"A tensor reaches outside its memory ({length} elements from byte {byteOffset} of {_array.Length}). This is a fault of Fathom's; please report it.");
}
