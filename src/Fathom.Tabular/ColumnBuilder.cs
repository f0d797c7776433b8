namespace Fathom;

/// <summary>One column while it is being read, joined from parts in the order of the rows.</summary>
internal sealed class ColumnBuilder(string name, int index, bool asText)
{
    private const int WasteShare = 50;

    private readonly WordTable _words = new();
    private double[] _numbers = [];
    private int[] _codes = [];
    private int[] _fresh = [];
    private int[] _markCounts = [];
    private bool _isText = asText;
    private int _rows, _missing;
    private (int Row, string Text)? _infinite;

    public string Name => name;

    public int Index => index;

    /// <summary>Numbers were stored, then a word came: the text of all cells is wanted after all.</summary>
    public bool NeedsSecondPass { get; private set; }

    /// <summary>Begins anew, as nothing had been read; <paramref name="asText"/> asks for the text of all cells.</summary>
    public void Restart(bool asText)
    {
        (_isText, NeedsSecondPass) = (asText, false);
        (_numbers, _codes, _rows, _missing, _markCounts, _infinite) = ([], [], 0, 0, [], null);
        _words.Clear();
    }

    /// <summary>Prepares a part for rows that will come behind those that are joined by then.</summary>
    public void Start(ColumnPart part) => part.Start(_words, _isText, numbersBefore: !_isText && _missing < _rows, isMixed: NeedsSecondPass);

    /// <summary>Joins the next rows. <paramref name="expected"/> is how many rows there will be in the end, as far as one can tell.</summary>
    public void Join(ColumnPart part, int expected)
    {
        if (NeedsSecondPass) return;
        bool present = part.Missing < part.Rows;
        if (part.IsMixed || (present && _missing < _rows && part.IsText != _isText))
        {
            NeedsSecondPass = true;
            (_numbers, _codes) = ([], []);
            return;
        }

        if (part.IsText && !_isText)
        {
            _isText = true;
            _numbers = [];
            _codes = new int[Math.Max(_rows, expected)];
            Array.Fill(_codes, -1, 0, _rows);
        }

        if (_isText) JoinCodes(part, expected);
        else part.Numbers.CopyTo(Room(ref _numbers, part.Rows, expected));
        if (part.Infinite is { } cell) _infinite ??= (_rows + cell.Row, cell.Text);
        if (part.Missing > 0)
        {
            if (_markCounts.Length == 0) _markCounts = new int[part.MarkCounts.Length];
            for (int i = 0; i < _markCounts.Length; i++) _markCounts[i] += part.MarkCounts[i];
        }

        _missing += part.Missing;
        _rows = checked(_rows + part.Rows);
    }

    /// <summary>The finished column. What was stored belongs to it.</summary>
    public TableColumn Build(MissingMarks marks)
    {
        var used = new List<KeyValuePair<string, int>>();
        for (int i = 0; i < _markCounts.Length; i++)
            if (_markCounts[i] > 0) used.Add(new(marks.Texts[i], _markCounts[i]));
        if (_isText)
        {
            string[] words = new string[_words.Count];
            for (int i = 0; i < words.Length; i++) words[i] = _words.Text(i);
            return new TableColumn(name, index, _rows, Trim(_codes), words, _missing, used);
        }

        return new TableColumn(name, index, _rows, Trim(_numbers), _missing, used, _infinite);
    }

    /// <summary>Words that are new in the part get their numbers here: in the order of the rows, however the rows are cut into parts.</summary>
    private void JoinCodes(ColumnPart part, int expected)
    {
        Span<int> codes = Room(ref _codes, part.Rows, expected);
        if (!part.IsText)
        {
            codes.Fill(-1);
            return;
        }

        int known = part.KnownCount, count = part.Fresh.Count;
        part.Codes.CopyTo(codes);
        if (count == 0) return;
        if (_fresh.Length < count) _fresh = new int[Math.Max(count, _fresh.Length * 2)];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> word = part.Fresh[i];
            uint hash = WordTable.Hash(word);
            int code = _words.Find(word, hash);
            _fresh[i] = code >= 0 ? code : _words.Add(word, hash);
        }

        foreach (ref int code in codes)
            if (code >= known) code = _fresh[code - known];
    }

    /// <summary>The place behind the rows so far.</summary>
    private Span<T> Room<T>(ref T[] cells, int more, int expected)
    {
        int needed = checked(_rows + more);
        if (needed > cells.Length)
        {
            T[] larger = GC.AllocateUninitializedArray<T>(Math.Max(Math.Max(needed, expected), (int)Math.Min(Array.MaxLength, cells.Length * 2L)));
            cells.AsSpan(0, _rows).CopyTo(larger);
            cells = larger;
        }

        return cells.AsSpan(_rows, more);
    }

    /// <summary>The cells without the room behind them, where that is worth a copy.</summary>
    private T[] Trim<T>(T[] cells)
    {
        if (cells.Length - _rows > _rows / WasteShare) Array.Resize(ref cells, _rows);
        return cells;
    }
}
