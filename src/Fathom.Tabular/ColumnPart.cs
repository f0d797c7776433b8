using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Fathom;

/// <summary>The cells of one column in some rows that follow each other: numbers until a cell is none, then words with a code each.</summary>
internal sealed class ColumnPart
{
    private const int FirstRows = 16;

    private double[] _numbers = [];
    private int[] _codes = [];
    private int[] _markCounts = [];
    private WordTable _known = new();
    private bool _numbersBefore;

    /// <summary>The cells are words: <see cref="Codes"/>, not <see cref="Numbers"/>.</summary>
    public bool IsText { get; private set; }

    /// <summary>Numbers were stored, here or before, then a word came: the text of all cells is wanted after all, and nothing here is of use.</summary>
    public bool IsMixed { get; private set; }

    public int Rows { get; private set; }

    public int Missing { get; private set; }

    /// <summary>The first infinite number: its row here, and how it is written.</summary>
    public (int Row, string Text)? Infinite { get; private set; }

    /// <summary>How often each mark of a missing cell was seen; empty where none was.</summary>
    public ReadOnlySpan<int> MarkCounts => _markCounts;

    public ReadOnlySpan<double> Numbers => _numbers.AsSpan(0, Rows);

    /// <summary>Codes of the words: those of the column's known words, and behind them, from their number on, those of <see cref="Fresh"/>; -1 where the cell is missing.</summary>
    public ReadOnlySpan<int> Codes => _codes.AsSpan(0, Rows);

    /// <summary>How many words of the column were known when these rows were begun.</summary>
    public int KnownCount { get; private set; }

    /// <summary>Words that were not known when these rows were begun.</summary>
    public WordTable Fresh { get; } = new();

    /// <summary>Begins with other rows of a column.</summary>
    /// <param name="known">The column's words so far, which do not change while cells are added here.</param>
    /// <param name="asText">Whether all cells are words, numbers too.</param>
    /// <param name="numbersBefore">Whether there are numbers in earlier rows.</param>
    /// <param name="isMixed">Whether the column is known to be of no use in this pass.</param>
    public void Start(WordTable known, bool asText, bool numbersBefore, bool isMixed)
    {
        (_known, KnownCount, _numbersBefore) = (known, known.Count, numbersBefore);
        (IsText, IsMixed, Rows, Missing, Infinite) = (asText, isMixed, 0, 0, null);
        Array.Clear(_markCounts);
        Fresh.Clear();
    }

    /// <summary>Adds a cell; false where its text is no text (see <see cref="WhatIsWrong"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Add(ReadOnlySpan<byte> cell, MissingMarks marks)
    {
        if (IsMixed) return true;
        int mark = marks.Find(cell);
        if (mark >= 0)
        {
            if (_markCounts.Length == 0) _markCounts = new int[marks.Texts.Length];
            _markCounts[mark]++;
            Missing++;
            if (IsText) AddCode(-1); else AddNumber(double.NaN);
            return true;
        }

        if (!IsText)
        {
            if (CellText.TryNumber(cell, out double value))
            {
                if (double.IsInfinity(value)) Infinite ??= (Rows, System.Text.Encoding.UTF8.GetString(cell));
                AddNumber(value);
                return true;
            }

            IsMixed = _numbersBefore || Missing < Rows;
            if (IsMixed) return true;
            BeginText();
        }

        uint hash = WordTable.Hash(cell);
        int code = _known.Find(cell, hash);
        if (code < 0)
        {
            code = Fresh.Find(cell, hash);
            if (code < 0)
            {
                if (WhatIsWrong(cell) is not null) return false;
                code = Fresh.Add(cell, hash);
            }

            code += KnownCount;
        }

        AddCode(code);
        return true;
    }

    /// <summary>Why bytes are no text; null where they are.</summary>
    public static string? WhatIsWrong(ReadOnlySpan<byte> cell) =>
        !Utf8.IsValid(cell) ? NotUtf8(cell)
        : cell.Contains((byte)0) ? "there is a zero byte in the text; is the file damaged?"
        : null;

    private static string NotUtf8(ReadOnlySpan<byte> cell)
    {
        int at = 0;
        while (at < cell.Length && Utf8.IsValid(cell[..(at + 1)])) at++;
        // A valid multi-byte character is invalid while incomplete, so name the first byte above ASCII from there on.
        while (at < cell.Length && cell[at] < 0x80) at++;
        byte bad = cell[Math.Min(at, cell.Length - 1)];
        return $"the text is not UTF-8 (byte 0x{bad:X2}); it is probably Windows-1252 or Latin-1. Save the file as UTF-8.";
    }

    /// <summary>From here on cells are words; all before were missing.</summary>
    private void BeginText()
    {
        IsText = true;
        if (_codes.Length < Rows) _codes = new int[_numbers.Length];
        Array.Fill(_codes, -1, 0, Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddNumber(double value)
    {
        if (Rows == _numbers.Length) Grow(ref _numbers);
        _numbers[Rows++] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddCode(int code)
    {
        if (Rows == _codes.Length) Grow(ref _codes);
        _codes[Rows++] = code;
    }

    private void Grow<T>(ref T[] cells) => Array.Resize(ref cells, Math.Max(FirstRows, Rows * 2));
}
