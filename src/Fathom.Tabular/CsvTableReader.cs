using CsvHelper;

namespace Fathom;

/// <summary>
/// Reads a table without a string per cell. A column is taken for numbers until a cell is not one; if that happens after numbers were
/// already stored as such, the text of all its cells is fetched by a second pass over the file, for those columns only. So a column of
/// text keeps every character ("007" stays "007"), and a column of numbers costs 8 bytes a cell.
/// </summary>
/// <remarks>
/// CsvHelper reads the header, and finds the separator. Well-formed rows are then read in pieces, several at a time; as soon as anything in the
/// file is not well-formed, all of it is read again on CsvHelper, which says what is wrong and where.
/// </remarks>
internal sealed class CsvTableReader(CsvSource source, CsvOptions options)
{
    private readonly List<Notice> _notices = [];
    private readonly MissingMarks _marks = new(options.MissingMarks);
    private string[] _names = [];
    private ColumnBuilder[] _columns = [];
    private int[] _lines = new int[256];
    private int _rows;
    private int _firstLine;
    private char _delimiter;
    private string[] _firstRecord = [];

    /// <summary>Longest text of a piece; 0 leaves everything to CsvHelper.</summary>
    public int PieceBytes { get; init; } = CsvPiece.UsualBytes;

    /// <summary>Whether all rows were read in pieces.</summary>
    public bool WasPlain { get; private set; }

    public Table Read()
    {
        CheckOptions();
        Pass(Head);
        var pieces = new CsvPieceReader(source, options, _marks, (byte)_delimiter, PieceBytes);
        WasPlain = PieceBytes > 0 && pieces.Read(_columns);
        if (WasPlain) (_lines, _rows) = (pieces.Lines, pieces.Rows);
        else ReadCarefully();
        Array.Resize(ref _lines, _rows);
        var columns = new TableColumn[_columns.Length];
        Parallel.For(0, columns.Length, new ParallelOptions { MaxDegreeOfParallelism = Kernels.ForkJoin.Threads }, i => columns[i] = _columns[i].Build(_marks));
        return new Table(source.Name, options.HasHeader, _delimiter, columns, _rows, _lines, _notices);
    }

    /// <summary>Reads the file on CsvHelper, row by row, with words for whatever is wrong.</summary>
    private void ReadCarefully()
    {
        foreach (var column in _columns) column.Restart(options.TextColumns.Contains(column.Name));
        Pass(FirstPass);
        if (!Array.Exists(_columns, column => column.NeedsSecondPass)) return;
        ColumnBuilder[] late = Array.FindAll(_columns, column => column.NeedsSecondPass);
        foreach (var column in late) column.Restart(asText: true);
        Pass(reader => SecondPass(reader, late));
    }

    private void CheckOptions()
    {
        if (options.Delimiter is { } d && (!char.IsAscii(d) || char.IsAsciiLetterOrDigit(d) || d is '"' or '\r' or '\n' or '.' or '-' or '\0'))
            throw Fault.Data($"{Fault.Show(d.ToString())} cannot separate fields; expected one ASCII character such as ',' ';' '|' a tab or a space.");
        if (options.ColumnNames is { } names) CheckNames(names, "the given column names", "Give each column its own name.");
    }

    private void Pass(Action<CsvReader> body)
    {
        var settings = new CsvReaderOptions
        {
            HasHeader = false,
            Separator = _delimiter == 0 ? options.Delimiter : _delimiter,
            TrimWhitespace = true,
            TrimInsideQuotes = true,
            TrackLineNumbers = true,
            MaxRecordSize = options.MaxRecordBytes,
            Encoding = System.Text.Encoding.UTF8,
            OnMalformedRecord = RefuseBadQuotes,
        };
        try
        {
            using var reader = CsvReader.Create(source.Open(), settings, leaveOpen: false);
            body(reader);
        }
        catch (CsvFormatException e)
        {
            throw Fault.Data($"the record that starts here is longer than {options.MaxRecordBytes:N0} bytes. Either the file has no line ends or a quote (\") is never closed.",
                source.Name, Math.Max(1, e.LineNumber), inner: e);
        }
        catch (Exception e) when (ReadFault.Known(e))
        {
            throw ReadFault.Translate(source.Name, e);
        }
    }

    private void RefuseBadQuotes(CsvMalformedRecord record) => throw Fault.Data(
        record.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote => "a quote (\") opened in the record that starts here is never closed. Close it, or double it (\"\") if it is part of the text.",
            CsvMalformedReason.TextAfterClosingQuote => "there is text after the closing quote of a field, as in \"a\"b. Put the whole field in quotes and double the quotes inside it.",
            _ => "there is a quote (\") inside a field that does not start with one, as in a\"b. Put the whole field in quotes and double the quotes inside it.",
        }, source.Name, record.LineNumber);

    private void Head(CsvReader reader)
    {
        if (!reader.Read()) Fault.Throw("the file holds only blank lines; expected a header line and rows.", source.Name);
        _delimiter = reader.Separator;
        TakeNames(reader);
    }

    private void FirstPass(CsvReader reader)
    {
        var rows = new CsvRowJoiner(_columns, _marks);
        _rows = 0;
        if (options.HasHeader) reader.Read();
        for (; reader.Read(); _rows++)
        {
            if (reader.FieldCount != _columns.Length) RefuseRagged(reader);
            if (_rows == _lines.Length) Array.Resize(ref _lines, checked(_rows * 2));
            _lines[_rows] = checked((int)reader.LineNumber);
            if (rows.Add(reader) is { } column) RefuseCell(reader, column);
        }

        rows.Join();
        if (_rows == 0)
            Fault.Throw($"there is a header ({Fault.Count(_names.Length, "column")}) but no rows. If the first line is data, say that there is no header (--no-header).", source.Name);
    }

    private void SecondPass(CsvReader reader, ColumnBuilder[] late)
    {
        var rows = new CsvRowJoiner(late, _marks);
        int row = 0;
        if (options.HasHeader) reader.Read();
        for (; reader.Read(); row++)
        {
            if (row >= _rows || reader.FieldCount != _columns.Length) break;
            if (rows.Add(reader) is { } column) RefuseCell(reader, column);
        }

        rows.Join();
        if (row != _rows) Fault.Throw("the file changed while it was being read. Try again when nothing writes to it.", source.Name);
    }

    private void RefuseCell(CsvReader reader, ColumnBuilder column) =>
        throw Fault.Data(ColumnPart.WhatIsWrong(reader.GetSpan(column.Index))!, source.Name, reader.LineNumber, column.Name);

    private void TakeNames(CsvReader reader)
    {
        int n = reader.FieldCount;
        if (n > options.MaxColumns)
            Fault.Throw($"{n:N0} columns; expected at most {options.MaxColumns:N0}. Is the file missing its line ends, or is this a transposed table?", source.Name, reader.LineNumber);
        _firstLine = checked((int)reader.LineNumber);
        _firstRecord = new string[n];
        for (int i = 0; i < n; i++) _firstRecord[i] = Decode(reader.GetSpan(i), $"column{i + 1}", reader.LineNumber);
        var given = options.ColumnNames ?? options.NamesFor?.Invoke(n);
        if (given is not null && given.Count != n)
            Fault.Throw($"{Fault.Count(given.Count, "column name")} given, but line {_firstLine} has {Fault.Count(n, "field")} ({Fault.List(_firstRecord, 6)}).", source.Name, _firstLine);
        _names = given is not null ? [.. given]
            : options.HasHeader ? _firstRecord
            : [.. Enumerable.Range(1, n).Select(i => $"column{i}")];
        if (options.HasHeader && given is null)
        {
            CheckNames(_names, "the header", FirstLineLooksLikeData
                ? "The line looks like data: say that there is no header (--no-header), or name the columns (--columns a,b,c)."
                : "Name the columns (--columns a,b,c) or edit the first line.");
            if (FirstLineLooksLikeData)
                _notices.Add(Notice.Warning($"{source.Name ?? "the table"}: the first line ({Fault.List(_firstRecord, 5)}) was taken for column names but holds numbers. If it is data, add --no-header; if it describes the file, delete it and add --no-header."));
        }
        _columns = new ColumnBuilder[n];
        for (int i = 0; i < n; i++) _columns[i] = new ColumnBuilder(_names[i], i, options.TextColumns.Contains(_names[i]));
        if (n == 1 && _names[0].AsSpan().ContainsAny(" ;\t|,"))
            _notices.Add(Notice.Warning($"{source.Name ?? "the table"}: there is only one column, {Fault.Show(_names[0])}. If its fields are separated by something else than '{_delimiter}', say so (--delimiter)."));
    }

    private bool FirstLineLooksLikeData => _firstRecord.Any(t => CellText.TryNumber(System.Text.Encoding.UTF8.GetBytes(t), out _));

    private void CheckNames(IReadOnlyList<string> names, string what, string fix)
    {
        int empty = -1;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(names[i])) { empty = i; break; }
            if (!seen.TryAdd(names[i], i))
                Fault.Throw($"the name {Fault.Show(names[i])} stands in {what} twice, for columns {seen[names[i]] + 1} and {i + 1}. {fix}", source.Name, _firstLine > 0 ? _firstLine : null);
        }
        if (empty >= 0)
            Fault.Throw($"column {empty + 1} of {names.Count} has no name in {what}. {fix}", source.Name, _firstLine > 0 ? _firstLine : null);
    }

    private void RefuseRagged(CsvReader reader)
    {
        int found = reader.FieldCount, expected = _columns.Length;
        string like = options.HasHeader ? "as in the header" : "as in the first row";
        string fix = options.HasHeader && _rows == 0 && FirstLineLooksLikeData
            ? $"Line {_firstLine} ({Fault.List(_firstRecord, 5)}) does not look like column names: delete it and add --no-header."
            : found > expected ? $"Does a field hold a '{_delimiter}' without quotes around it?"
            : "Is the line cut short, or a field left out?";
        Fault.Throw($"{Fault.Count(found, "field")}, expected {expected} {like} (line {_firstLine}). {fix}", source.Name, reader.LineNumber);
    }

    private string Decode(ReadOnlySpan<byte> cell, string column, long line)
    {
        if (!System.Text.Unicode.Utf8.IsValid(cell)) throw Fault.Data(ColumnPart.WhatIsWrong(cell)!, source.Name, line, column);
        return System.Text.Encoding.UTF8.GetString(cell);
    }
}
