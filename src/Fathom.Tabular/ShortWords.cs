using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>Remembers the codes of recently seen words of up to 16 bytes by their bytes, so that a repeated category needs no string and no dictionary.</summary>
internal sealed class ShortWords
{
    private const int Bits = 8;
    private const int LongestWord = 16;

    private readonly Entry[] _entries = new Entry[1 << Bits];
    private Entry _long;

    internal struct Entry
    {
        internal ulong Head, Tail;
        internal int Length, Code;
    }

    /// <summary>The entry for a word: its code if <paramref name="hit"/>, else to be filled in by the caller.</summary>
    public ref Entry Find(ReadOnlySpan<byte> word, out bool hit)
    {
        if (word.Length is 0 or > LongestWord)
        {
            hit = false;
            return ref _long;
        }
        // First and last eight bytes hold the whole of a word of 8 to 16 bytes (overlapping); a shorter one stands in both, padded.
        ulong head = Load(word[..Math.Min(8, word.Length)]), tail = Load(word[^Math.Min(8, word.Length)..]);
        ulong hash = (head ^ (tail * 0x9E3779B97F4A7C15) ^ (ulong)word.Length) * 0x9E3779B97F4A7C15;
        ref var entry = ref _entries[hash >> (64 - Bits)];
        hit = entry.Head == head && entry.Tail == tail && entry.Length == word.Length;
        if (!hit) (entry.Head, entry.Tail, entry.Length) = (head, tail, word.Length);
        return ref entry;
    }

    private static ulong Load(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 8) return MemoryMarshal.Read<ulong>(bytes);
        ulong value = 0;
        for (int i = 0; i < bytes.Length; i++) value |= (ulong)bytes[i] << (8 * i);
        return value;
    }
}
