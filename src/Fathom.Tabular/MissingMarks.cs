using System.Runtime.CompilerServices;
using System.Text;

namespace Fathom;

/// <summary>The cells that stand for "missing", found without decoding the cell.</summary>
internal sealed class MissingMarks
{
    private readonly byte[][] _marks;
    private readonly int _longest;
    private readonly int _empty;
    private readonly bool[] _starts = new bool[256];

    public MissingMarks(IReadOnlyList<string> marks)
    {
        Texts = [.. marks.Select(m => m.Trim()).Distinct(StringComparer.Ordinal)];
        _marks = [.. Texts.Select(Encoding.UTF8.GetBytes)];
        _longest = _marks.Length == 0 ? -1 : _marks.Max(m => m.Length);
        _empty = Array.IndexOf(Texts, "");
        foreach (byte[] mark in _marks)
            if (mark.Length > 0) _starts[mark[0]] = true;
    }

    public string[] Texts { get; }

    /// <summary>The mark's index, or -1 for a cell that holds a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ReadOnlySpan<byte> cell) =>
        cell.Length == 0 ? _empty
        : cell.Length > _longest || !_starts[cell[0]] ? -1
        : Compare(cell);

    private int Compare(ReadOnlySpan<byte> cell)
    {
        for (int i = 0; i < _marks.Length; i++)
            if (cell.SequenceEqual(_marks[i])) return i;
        return -1;
    }
}
