using System.Text;

namespace Fathom;

/// <summary>A table read from a file of separated values: columns by name, rows with the line they came from.</summary>
/// <remarks>
/// Fields are trimmed; a byte order mark is accepted; quoted fields may hold separators, doubled quotes and line breaks; blank lines
/// are skipped. Numbers are read in the invariant culture only: "1,5" is text. What was noticed on the way is in <see cref="Notices"/>.
/// </remarks>
public sealed class Table
{
    private readonly Dictionary<string, TableColumn> _byName;
    private readonly int[] _lines;

    internal Table(string? file, bool hasHeader, char delimiter, TableColumn[] columns, int rows, int[] lines, IReadOnlyList<Notice> notices)
    {
        File = file;
        HasHeader = hasHeader;
        Delimiter = delimiter;
        Columns = columns;
        RowCount = rows;
        Notices = notices;
        _lines = lines;
        _byName = columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
    }

    /// <summary>The file's name as given; null for text from memory.</summary>
    public string? File { get; }

    /// <summary>Whether the first record was taken as column names.</summary>
    public bool HasHeader { get; }

    /// <summary>The character between fields, given or found.</summary>
    public char Delimiter { get; }

    /// <summary>The columns in file order.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Rows, the header not counted.</summary>
    public int RowCount { get; }

    /// <summary>What was noticed while reading.</summary>
    public IReadOnlyList<Notice> Notices { get; }

    /// <summary>The column of that name.</summary>
    /// <param name="name">Exact name; in a table without a header a number counts columns from 1.</param>
    /// <exception cref="DatasetException">There is none; the message offers near names and the list.</exception>
    public TableColumn this[string name] => Find(name) ?? throw NoColumn(name, "no such column");

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; a name that ends in <c>.gz</c> is unpacked on the way.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="DatasetException">The file is missing, unreadable, not text, empty, ragged, or wrongly quoted; the message says where and what to do.</exception>
    public static Table ReadCsv(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new CsvOptions();
        return new CsvTableReader(CsvSource.FromFile(path, options), options).Read();
    }

    /// <summary>Reads a table from a string.</summary>
    /// <param name="text">The lines, as they would stand in a file.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="name">A name for messages.</param>
    /// <exception cref="DatasetException">As for <see cref="ReadCsv"/>.</exception>
    public static Table ParseCsv(string text, CsvOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new CsvTableReader(CsvSource.FromBytes(Encoding.UTF8.GetBytes(text), name), options ?? new CsvOptions()).Read();
    }

    /// <summary>The column of that name, or null. In a table without a header a number counts columns from 1.</summary>
    /// <param name="name">Exact name.</param>
    public TableColumn? Find(string name) =>
        _byName.TryGetValue(name, out var column) ? column
        : !HasHeader && int.TryParse(name, out int n) && n >= 1 && n <= Columns.Count ? Columns[n - 1]
        : null;

    /// <summary>The line of the file on which a row starts, from 1.</summary>
    /// <param name="row">Row from 0.</param>
    public long Line(int row) => _lines[row];

    internal DatasetException NoColumn(string name, string what)
    {
        var names = Columns.Select(c => c.Name);
        return Fault.Data($"{what}: {Fault.Show(name)}.{Nearest.Hint(name, names)} The columns are {Fault.List(names)}.", File, column: null);
    }

    internal DatasetException CellFault(string what, TableColumn column, int row) => Fault.Data(what, File, Line(row), column.Name);
}
