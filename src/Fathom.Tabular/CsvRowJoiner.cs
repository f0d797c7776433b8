using CsvHelper;

namespace Fathom;

/// <summary>Adds CsvHelper's records to columns, some thousand cells at a time.</summary>
internal sealed class CsvRowJoiner
{
    private const int PartCells = 1 << 16;

    private readonly ColumnBuilder[] _columns;
    private readonly ColumnPart[] _parts;
    private readonly MissingMarks _missing;
    private readonly int _mostRows;
    private int _rows;

    public CsvRowJoiner(ColumnBuilder[] columns, MissingMarks missing)
    {
        (_columns, _missing, _mostRows) = (columns, missing, Math.Max(1, PartCells / columns.Length));
        _parts = Array.ConvertAll(columns, _ => new ColumnPart());
        Start();
    }

    /// <summary>Adds a record; gives the column whose cell is no text, if there is one.</summary>
    public ColumnBuilder? Add(CsvReader record)
    {
        for (int i = 0; i < _columns.Length; i++)
            if (!_parts[i].Add(record.GetSpan(_columns[i].Index), _missing)) return _columns[i];
        if (++_rows == _mostRows)
        {
            Join();
            Start();
        }

        return null;
    }

    /// <summary>Joins what was added and not joined yet; to be called at the end.</summary>
    public void Join()
    {
        for (int i = 0; i < _columns.Length; i++) _columns[i].Join(_parts[i], expected: 0);
    }

    private void Start()
    {
        _rows = 0;
        for (int i = 0; i < _columns.Length; i++) _columns[i].Start(_parts[i]);
    }
}
