namespace Fathom;

/// <summary>How a file of separated values is read, and how much of it is accepted.</summary>
public sealed record CsvOptions
{
    /// <summary>Cells, after trimming, that stand for a missing value by default. Spelling and case count: <c>none</c> is a word, <c>None</c> is missing.</summary>
    public static IReadOnlyList<string> DefaultMissingMarks { get; } =
        ["", "?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "null", "NULL", "Null", "None"];

    /// <summary>Whether the first record holds the column names. Default true.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>
    /// Column names to use, in file order: in place of the header where there is one. Null (the default) takes the header, or
    /// <c>column1</c>, <c>column2</c>, … where there is none.
    /// </summary>
    public IReadOnlyList<string>? ColumnNames { get; init; }

    /// <summary>Column names by the number of columns found; null where none fit. Used when <see cref="ColumnNames"/> is null.</summary>
    internal Func<int, IReadOnlyList<string>?>? NamesFor { get; init; }

    /// <summary>The character between fields (ASCII). Null, the default, finds it among comma, semicolon, tab and bar from the first lines.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Cells that stand for a missing value. Default <see cref="DefaultMissingMarks"/>.</summary>
    public IReadOnlyList<string> MissingMarks { get; init; } = DefaultMissingMarks;

    /// <summary>Names of columns that stay text even where every cell is a number, such as postal codes with leading zeros. Default none.</summary>
    public IReadOnlyList<string> TextColumns { get; init; } = [];

    /// <summary>Longest record in bytes. Default 10,000,000: a longer one is a file without line ends or a quote that was never closed.</summary>
    public int MaxRecordBytes { get; init; } = 10_000_000;

    /// <summary>Most columns. Default 16,384, as many as a spreadsheet has.</summary>
    public int MaxColumns { get; init; } = 16_384;

    /// <summary>Most bytes that a compressed file may unpack to, or that may come through a pipe (of those 2 GiB at most). Default 4 GiB. Independently, unpacking beyond 64 MiB stops at 100 times the packed size.</summary>
    public long MaxUnpackedBytes { get; init; } = 4L << 30;
}
