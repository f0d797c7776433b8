using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Fathom;

/// <summary>Different words as they stand in a file (UTF-8), numbered in the order in which they came. Looking one up makes no string; readers may look up at the same time while nobody adds.</summary>
internal sealed class WordTable
{
    private const int FirstSlots = 64, PageBytes = 1 << 16;

    // Drawn anew by each process, so that nobody can write a file whose words all meet in one slot. Numbers of words do not depend on it.
    private static readonly ulong s_headSeed = Drawn(), s_tailSeed = Drawn();

    private int[] _slots = []; // number of the word + 1; 0 where there is none
    private Entry[] _entries = [];
    private byte[] _page = [];
    private int _used;

    /// <summary>How many different words there are.</summary>
    public int Count { get; private set; }

    /// <summary>The word of a number.</summary>
    public ReadOnlySpan<byte> this[int code] => _entries[code].Bytes;

    public string Text(int code) => Encoding.UTF8.GetString(this[code]);

    /// <summary>Forgets all words; the memory stays.</summary>
    public void Clear()
    {
        if (Count == 0) return;
        Array.Clear(_slots);
        Array.Clear(_entries, 0, Count);
        (Count, _used) = (0, 0);
    }

    /// <summary>The word's number, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<byte> word, uint hash)
    {
        int[] slots = _slots;
        if (slots.Length == 0) return -1;
        for (uint slot = hash; ; slot++)
        {
            int code = slots[slot & (uint)(slots.Length - 1)] - 1;
            if (code < 0) return -1;
            ref var entry = ref _entries[code];
            if (entry.Hash == hash && entry.Length == word.Length && Same(entry.Bytes, word)) return code;
        }
    }

    /// <summary>Adds a word that <see cref="Find"/> did not find; returns its number.</summary>
    public int Add(ReadOnlySpan<byte> word, uint hash)
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, Math.Max(FirstSlots / 2, checked(Count * 2)));
        if (_slots.Length < _entries.Length * 2) Spread(_entries.Length * 2);
        if (word.Length > _page.Length - _used) (_page, _used) = (new byte[Math.Max(Count == 0 ? FirstSlots * 8 : PageBytes, word.Length)], 0);
        word.CopyTo(_page.AsSpan(_used));
        _entries[Count] = new Entry(_page, _used, word.Length, hash);
        _used += word.Length;
        Put(Count);
        return Count++;
    }

    private void Spread(int slots)
    {
        _slots = new int[slots];
        for (int code = 0; code < Count; code++) Put(code);
    }

    private void Put(int code)
    {
        uint slot = _entries[code].Hash, last = (uint)(_slots.Length - 1);
        while (_slots[slot & last] != 0) slot++;
        _slots[slot & last] = code + 1;
    }

    /// <summary>A word's hash: for up to 16 bytes a folded product of its two overlapping halves, beyond that the runtime's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Hash(ReadOnlySpan<byte> word)
    {
        ulong head, tail;
        if (word.Length > 2 * sizeof(ulong))
            return (uint)string.GetHashCode(MemoryMarshal.Cast<byte, char>(word)) ^ word[^1];
        if (word.Length >= sizeof(ulong))
            (head, tail) = (BinaryPrimitives.ReadUInt64LittleEndian(word), BinaryPrimitives.ReadUInt64LittleEndian(word[^sizeof(ulong)..]));
        else if (word.Length >= sizeof(uint))
            (head, tail) = (BinaryPrimitives.ReadUInt32LittleEndian(word), BinaryPrimitives.ReadUInt32LittleEndian(word[^sizeof(uint)..]));
        else
            (head, tail) = word.IsEmpty ? (0ul, 0ul) : (word[0], word[word.Length / 2] | ((uint)word[^1] << 8));
        ulong high = Math.BigMul(head ^ s_headSeed, (tail + (ulong)word.Length) ^ s_tailSeed, out ulong low);
        return (uint)((high ^ low) >> 16);
    }

    private static ulong Drawn() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>Whether two words of one length are the same: short ones in two overlapping reads, without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        b.Length is >= sizeof(ulong) and <= 2 * sizeof(ulong)
            ? ((BinaryPrimitives.ReadUInt64LittleEndian(a) ^ BinaryPrimitives.ReadUInt64LittleEndian(b))
                | (BinaryPrimitives.ReadUInt64LittleEndian(a[^sizeof(ulong)..]) ^ BinaryPrimitives.ReadUInt64LittleEndian(b[^sizeof(ulong)..]))) == 0
            : a.SequenceEqual(b);

    [SuppressMessage("Performance", "CA1815", Justification = "never compared")]
    private readonly struct Entry(byte[] page, int start, int length, uint hash)
    {
        public uint Hash => hash;

        public int Length => length;

        public ReadOnlySpan<byte> Bytes => page.AsSpan(start, length);
    }
}
