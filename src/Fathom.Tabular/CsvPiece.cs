using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>
/// Some whole records of a file, read into parts of columns. It knows well-formed records only, and says so when it meets anything else:
/// then the whole file is CsvHelper's, which knows what to say about it.
/// </summary>
/// <param name="mostBytes">Longest text of a piece; a record longer than that is not read here.</param>
internal sealed class CsvPiece(int mostBytes)
{
    /// <summary>Fits the second-level cache together with the columns read from it.</summary>
    public const int UsualBytes = 1 << 19;

    private byte[] _scratch = [];
    private int[] _lines = [];
    private bool _header;

    /// <summary>The text, and room behind it to be read past its end.</summary>
    public byte[] Bytes { get; private set; } = [];

    public int Length { get; private set; }

    /// <summary>Records in the piece that are rows, and line ends, those in quotes included.</summary>
    public int Rows { get; private set; }

    public int LineEnds { get; private set; }

    /// <summary>The line on which each row starts, from 0 at the beginning of the piece.</summary>
    public ReadOnlySpan<int> Lines => _lines.AsSpan(0, Rows);

    /// <summary>A part for each column; null for a column that is not wanted.</summary>
    public ColumnPart?[] Parts { get; private set; } = [];

    /// <summary>Memory for a piece, filled by the caller.</summary>
    public Span<byte> Room()
    {
        if (Bytes.Length == 0) Bytes = new byte[mostBytes + CsvMarks.Block];
        return Bytes.AsSpan(0, mostBytes);
    }

    /// <summary>Begins with the first bytes of <see cref="Bytes"/>.</summary>
    /// <param name="length">How many they are.</param>
    /// <param name="header">Whether the first record is the header.</param>
    /// <param name="columns">The columns; null for one that is not wanted.</param>
    public void Start(int length, bool header, ColumnBuilder?[] columns)
    {
        (Length, _header) = (length, header);
        Bytes.AsSpan(length, CsvMarks.Block).Clear();
        if (Parts.Length == 0) Parts = new ColumnPart?[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] is null) Parts[i] = null;
            else columns[i]!.Start(Parts[i] ??= new ColumnPart());
        }
    }

    /// <summary>Reads the records; false where one is not as it should be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Read(byte separator, int mostRecordBytes, MissingMarks missing)
    {
        var marks = new CsvMarks(Bytes, Length, separator);
        int row = _header ? -1 : 0, line = 0;
        for (int at = 0; at < Length;)
        {
            int start = at, firstLine = line, fields = 0;
            bool ended = false;
            while (!ended)
            {
                int stop = marks.Next();
                bool quoted = Bytes[stop] == '"' && stop < Length;
                ReadOnlySpan<byte> cell = quoted ? Quoted(ref marks, at, ref stop, ref line) : Trim(Bytes.AsSpan(at, stop - at));
                if (stop < 0) return false;
                ended = stop >= Length || Bytes[stop] != separator;
                at = stop + 1;
                if (ended)
                {
                    line++;
                    if (stop < Length && Bytes[stop] == '\r' && Bytes[at] == '\n') at = marks.Next() + 1;
                    if (fields == 0 && cell.IsEmpty && !quoted) break; // a blank line
                }

                if (fields == Parts.Length || (row >= 0 && Parts[fields] is { } part && !part.Add(cell, missing))) return false;
                fields++;
            }

            if (at - start > mostRecordBytes) return false;
            if (fields == 0) continue;
            if (fields != Parts.Length) return false;
            if (row >= 0) TakeLine(row, firstLine);
            row++;
        }

        (Rows, LineEnds) = (Math.Max(row, 0), line);
        return row >= 0;
    }

    private void TakeLine(int row, int line)
    {
        if (row == _lines.Length) Array.Resize(ref _lines, Math.Max(64, row * 2));
        _lines[row] = line;
    }

    /// <summary>A field in quotes that opens at <paramref name="stop"/>, which moves to the separator or line end behind it; -1 where there is none, or something else stands around the quotes.</summary>
    private ReadOnlySpan<byte> Quoted(ref CsvMarks marks, int at, ref int stop, ref int line)
    {
        int open = stop, close;
        bool doubled = false;
        stop = -1;
        if (!Trim(Bytes.AsSpan(at, open - at)).IsEmpty) return default;
        while (true)
        {
            close = marks.Next();
            if (close >= Length) return default;
            byte mark = Bytes[close], after = Bytes[close + 1];
            if (mark == '\n' || (mark == '\r' && after != '\n')) line++;
            if (mark != '"') continue;
            if (after != '"') break;
            marks.Next();
            doubled = true;
        }

        int end = marks.Next();
        if ((end < Length && Bytes[end] == '"') || !Trim(Bytes.AsSpan(close + 1, end - close - 1)).IsEmpty) return default;
        stop = end;
        ReadOnlySpan<byte> inside = Bytes.AsSpan(open + 1, close - open - 1);
        return Trim(doubled ? Undouble(inside) : inside);
    }

    private ReadOnlySpan<byte> Undouble(ReadOnlySpan<byte> text)
    {
        if (_scratch.Length < text.Length) _scratch = new byte[text.Length * 2];
        int n = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') i++;
            _scratch[n++] = text[i];
        }

        return _scratch.AsSpan(0, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell) =>
        cell.IsEmpty || (cell[0] > ' ' && cell[^1] > ' ') ? cell : cell.Trim(" \t"u8);
}
