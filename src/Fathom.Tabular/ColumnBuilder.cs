using System.Text.Unicode;

namespace Fathom;

/// <summary>One column while it is being read: numbers until a cell is none, then words with a code each.</summary>
internal sealed class ColumnBuilder(string name, int index, bool asText)
{
    private double[] _numbers = asText ? [] : new double[256];
    private int[] _codes = asText ? new int[256] : [];
    private bool _text = asText;
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly ShortWords _short = new();
    private int _rows;
    private int _missing;
    private int[] _marks = [];
    private (int Row, string Text)? _infinite;

    public int Index => index;

    /// <summary>Numbers were stored, then a word came: the text of all cells is wanted after all.</summary>
    public bool NeedsSecondPass { get; private set; }

    /// <summary>From here on cells are words; <paramref name="rows"/> rows before were all missing.</summary>
    public void StartText(int rows)
    {
        NeedsSecondPass = false;
        _text = true;
        _numbers = [];
        _codes = new int[Math.Max(256, rows)];
        Array.Fill(_codes, -1, 0, rows);
        _rows = rows;
        if (rows == 0) (_missing, _marks, _infinite) = (0, [], null);
    }

    public void Add(ReadOnlySpan<byte> cell, int row, MissingMarks marks, CsvTableReader reader)
    {
        int mark = marks.Find(cell);
        if (mark >= 0)
        {
            if (_marks.Length == 0) _marks = new int[marks.Texts.Length];
            _marks[mark]++;
            _missing++;
            if (_text) AddCode(-1); else AddNumber(double.NaN);
            return;
        }
        if (!_text)
        {
            if (CellText.TryNumber(cell, out double value))
            {
                if (double.IsInfinity(value)) _infinite ??= (row, System.Text.Encoding.UTF8.GetString(cell));
                AddNumber(value);
                return;
            }
            if (_missing < _rows)
            {
                NeedsSecondPass = true;
                _numbers = [];
                return;
            }
            StartText(_rows);
        }
        AddCode(Word(cell, row, reader));
    }

    public TableColumn Build(MissingMarks marks)
    {
        var used = new List<KeyValuePair<string, int>>();
        for (int i = 0; i < _marks.Length; i++)
            if (_marks[i] > 0) used.Add(new(marks.Texts[i], _marks[i]));
        if (_text)
        {
            var words = new string[_words.Count];
            foreach (var (word, code) in _words) words[code] = word;
            Array.Resize(ref _codes, _rows);
            return new TableColumn(name, index, _codes, words, _missing, used);
        }
        Array.Resize(ref _numbers, _rows);
        return new TableColumn(name, index, _numbers, _missing, used, _infinite);
    }

    private void AddNumber(double value)
    {
        if (_rows == _numbers.Length) Array.Resize(ref _numbers, checked(_rows * 2));
        _numbers[_rows++] = value;
    }

    private void AddCode(int code)
    {
        if (_rows == _codes.Length) Array.Resize(ref _codes, checked(_rows * 2));
        _codes[_rows++] = code;
    }

    private int Word(ReadOnlySpan<byte> cell, int row, CsvTableReader reader)
    {
        ref var known = ref _short.Find(cell, out bool hit);
        if (hit) return known.Code;
        int code = NewOrLongWord(cell, row, reader);
        known.Code = code;
        return code;
    }

    private int NewOrLongWord(ReadOnlySpan<byte> cell, int row, CsvTableReader reader)
    {
        Span<char> chars = cell.Length <= 512 ? stackalloc char[cell.Length] : new char[cell.Length];
        if (Utf8.ToUtf16(cell, chars, out _, out int n, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done)
            throw reader.CellFault(NotUtf8(cell), name, row);
        if (cell.Contains((byte)0)) throw reader.CellFault("there is a zero byte in the text; is the file damaged?", name, row);
        var lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(chars[..n], out int code)) return code;
        code = _words.Count;
        _words.Add(chars[..n].ToString(), code);
        return code;
    }

    public static string NotUtf8(ReadOnlySpan<byte> cell)
    {
        int at = 0;
        while (at < cell.Length && Utf8.IsValid(cell[..(at + 1)])) at++;
        // A valid multi-byte character is invalid while incomplete, so name the first byte above ASCII from there on.
        while (at < cell.Length && cell[at] < 0x80) at++;
        byte bad = cell[Math.Min(at, cell.Length - 1)];
        return $"the text is not UTF-8 (byte 0x{bad:X2}); it is probably Windows-1252 or Latin-1. Save the file as UTF-8.";
    }
}
