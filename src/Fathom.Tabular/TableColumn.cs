namespace Fathom;

/// <summary>One column of a <see cref="Table"/>: its cells, typed as a whole.</summary>
public sealed class TableColumn
{
    // Either may be longer than there are rows.
    private readonly double[]? _numbers;
    private readonly int[] _codes = [];
    private readonly string[] _words = [];
    private readonly double[]?[] _wordNumbers = new double[3][];
    private readonly Lazy<int> _distinct;

    /// <param name="name">The column's name.</param>
    /// <param name="index">Position in the file.</param>
    /// <param name="rows">How many rows there are; the arrays may be longer.</param>
    /// <param name="numbers">The cells.</param>
    /// <param name="missing">How many are missing.</param>
    /// <param name="marks">How these are written.</param>
    /// <param name="infinite">The first infinite cell.</param>
    internal TableColumn(string name, int index, int rows, double[] numbers, int missing, IReadOnlyList<KeyValuePair<string, int>> marks, (int Row, string Text)? infinite)
        : this(name, index, rows, missing, marks)
    {
        _numbers = numbers;
        Infinite = infinite;
        Kind = missing == rows ? ColumnKind.Empty : AreWhole(numbers.AsSpan(0, rows)) ? ColumnKind.Integer : ColumnKind.Number;
    }

    internal TableColumn(string name, int index, int rows, int[] codes, string[] words, int missing, IReadOnlyList<KeyValuePair<string, int>> marks)
        : this(name, index, rows, missing, marks)
    {
        _codes = codes;
        _words = words;
        Kind = words.Length == 0 ? ColumnKind.Empty
            : words.Length == 2 && CellText.IsYesNo(words[0], words[1]) ? ColumnKind.Boolean
            : Array.TrueForAll(words, w => CellText.TryDate(w, out _)) ? ColumnKind.Date
            : ColumnKind.Text;
    }

    private TableColumn(string name, int index, int rows, int missing, IReadOnlyList<KeyValuePair<string, int>> marks)
    {
        Name = name;
        Index = index;
        RowCount = rows;
        Missing = missing;
        MissingMarks = marks;
        _distinct = new(CountDistinct);
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>Position in the file, from 0.</summary>
    public int Index { get; }

    /// <summary>What the cells are.</summary>
    public ColumnKind Kind { get; }

    /// <summary>Cells in the column: the rows of its table.</summary>
    public int RowCount { get; }

    /// <summary>Missing cells.</summary>
    public int Missing { get; }

    /// <summary>Cells that hold a value.</summary>
    public int Present => RowCount - Missing;

    /// <summary>How the missing cells were written, with their counts.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> MissingMarks { get; }

    /// <summary>Different values among the present cells. Counted on first use.</summary>
    public int Distinct => _distinct.Value;

    /// <summary>Whether the cells are kept as numbers.</summary>
    public bool IsNumeric => Kind is ColumnKind.Integer or ColumnKind.Number;

    /// <summary>First cell that is infinite, as written.</summary>
    internal (int Row, string Text)? Infinite { get; }

    /// <summary>Different texts of a column that is kept as text, by code.</summary>
    internal string[] Words => _words;

    /// <summary>Whether the cell of a row is missing.</summary>
    /// <param name="row">Row from 0.</param>
    public bool IsMissing(int row) => _numbers is null ? Codes()[row] < 0 : double.IsNaN(Numbers()[row]);

    /// <summary>
    /// The cell as a number: the number itself, 1 or 0 of a boolean, days since 1970-01-01 of a date, the number a text cell spells;
    /// NaN where the cell is missing or its text is no number.
    /// </summary>
    /// <param name="row">Row from 0.</param>
    public double Number(int row) => Number(row, Kind switch { ColumnKind.Boolean => ColumnRole.Boolean, ColumnKind.Date => ColumnRole.Date, _ => ColumnRole.Number });

    /// <summary>The cell as a number in a given role, whatever the column's own kind; NaN where it is missing or does not fit.</summary>
    internal double Number(int row, ColumnRole role)
    {
        if (_numbers is null) return Codes()[row] < 0 ? double.NaN : (_wordNumbers[(int)role] ??= ReadWords(role))[_codes[row]];
        double value = Numbers()[row];
        return role == ColumnRole.Number || (role == ColumnRole.Boolean && value is 0 or 1) ? value : double.NaN;
    }

    /// <summary>The cell as text, without spaces around it; null where it is missing. A number comes in its shortest form.</summary>
    /// <param name="row">Row from 0.</param>
    public string? Text(int row) => _numbers is null ? Codes()[row] < 0 ? null : _words[_codes[row]]
        : double.IsNaN(Numbers()[row]) ? null : CellText.Of(_numbers[row]);

    /// <summary>Values as small integers from 0 in order of first appearance, -1 for missing; also the number of different ones.</summary>
    internal ReadOnlySpan<int> Codes(out int count)
    {
        if (_numbers is null)
        {
            count = _words.Length;
            return Codes();
        }
        var numbers = Numbers();
        var codes = new int[numbers.Length];
        var seen = new Dictionary<double, int>();
        for (int i = 0; i < codes.Length; i++)
        {
            if (double.IsNaN(numbers[i])) { codes[i] = -1; continue; }
            if (!seen.TryGetValue(numbers[i], out int code)) seen.Add(numbers[i], code = seen.Count);
            codes[i] = code;
        }
        count = seen.Count;
        return codes;
    }

    private int CountDistinct()
    {
        if (_numbers is null) return _words.Length;
        var seen = new HashSet<double>();
        foreach (double value in Numbers())
            if (!double.IsNaN(value)) seen.Add(value);
        return seen.Count;
    }

    private ReadOnlySpan<double> Numbers() => _numbers.AsSpan(0, RowCount);

    private ReadOnlySpan<int> Codes() => _codes.AsSpan(0, RowCount);

    private static bool AreWhole(ReadOnlySpan<double> numbers)
    {
        foreach (double value in numbers)
            if (value != Math.Floor(value) && !double.IsNaN(value)) return false;
        return true;
    }

    private double[] ReadWords(ColumnRole role) => Array.ConvertAll(_words, w => role switch
    {
        ColumnRole.Boolean => CellText.YesOrNo(w),
        ColumnRole.Date => CellText.TryDate(w, out double days) ? days : double.NaN,
        _ => CellText.TryNumber(w, out double v) ? v : double.NaN,
    });

    /// <summary>Name, kind and counts, for a debugger.</summary>
    public override string ToString() => $"{Name}: {Kind}, {Present} of {RowCount} present";
}
