using System.Security.Cryptography;
using System.Text;

namespace Fathom.Cli;

/// <summary>Where the rows come from: a file, or a built-in set, which is read as the file it would be.</summary>
internal sealed class DataSource
{
    private const int LooksAt = 4096;

    private DataSource(string name, string shown, Table table, string fingerprint, string? target)
    {
        Name = name;
        Shown = shown;
        Table = table;
        Fingerprint = fingerprint;
        Target = target;
    }

    /// <summary>A short name without folder, for the run.</summary>
    public string Name { get; }

    /// <summary>What is shown: the path as given, or what the built-in set is.</summary>
    public string Shown { get; }

    public Table Table { get; }

    /// <summary>SHA-256 of the bytes read.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether fields have spaces around them, which are no part of their values.</summary>
    public bool HasSpaces { get; private init; }

    /// <summary>The target of a built-in set; null for files.</summary>
    public string? Target { get; }

    /// <summary>Reads what the user named. Names of built-in sets win over files of that name.</summary>
    public static DataSource Open(TrainOptions options, Shell shell) =>
        Datasets.Find(options.Data) is { } set ? OpenBuiltIn(set, options) : OpenFile(options.Data, options, shell);

    /// <summary>How a file with these options is read.</summary>
    public static CsvOptions Reading(TrainOptions options) => new()
    {
        HasHeader = !options.NoHeader,
        ColumnNames = options.Columns.Count > 0 ? options.Columns : null,
        Delimiter = options.Delimiter,
    };

    /// <summary>SHA-256 of a file.</summary>
    public static string FingerprintOf(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static DataSource OpenBuiltIn(BuiltInDataset set, TrainOptions options)
    {
        if (options.NoHeader || options.Columns.Count > 0 || options.Delimiter is not null)
            throw new UsageException($"{set.Name} is a built-in set, which knows its columns: --no-header, --columns and --delimiter are for files. For a file of that name write ./{options.Data}.");
        using Stream csv = set.OpenCsv();
        byte[] bytes = new byte[csv.Length];
        csv.ReadExactly(bytes);
        Table table = Table.ParseCsv(Encoding.UTF8.GetString(bytes), name: set.Name);
        return new DataSource(set.Name, $"{set.Name} (built in: {set.Description})", table, Fingerprinted(bytes), table.Columns[^1].Name);
    }

    private static DataSource OpenFile(string path, TrainOptions options, Shell shell)
    {
        string file = shell.Resolve(path);
        if (!File.Exists(file) && !Directory.Exists(file) && LooksLikeAName(path))
        {
            IEnumerable<string> sets = Datasets.All.Select(set => set.Name);
            throw new UsageException($"'{path}' is neither a built-in set nor a file.{Hint(path, sets)} Built in are {string.Join(", ", sets)}; a file is named with its path, such as ./{path}.csv.");
        }

        if (IsPipe(file))
            throw new UsageException($"{path} is a pipe, which can be read only once; training needs a file that stays, to which its record can point. Write the rows to a file first.");
        Table table = Table.ReadCsv(file, Reading(options));
        using FileStream stream = File.OpenRead(file);
        return new DataSource(Path.GetFileName(path), path, table, Convert.ToHexStringLower(SHA256.HashData(stream)), null) { HasSpaces = SpacesStandAround(table, stream) };
    }

    /// <summary>The set that was probably meant, or the kind of training.</summary>
    private static string Hint(string word, IEnumerable<string> sets)
    {
        string hint = Nearest.Hint(word, sets);
        return hint.Length == 0 && Nearest.To(word, TrainKinds.All.Select(kind => kind.Name)) is [var kind, ..] ? $" Did you mean fathom train {kind}?" : hint;
    }

    private static bool IsPipe(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return !stream.CanSeek;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The reader of tables says what is wrong with it.
            return false;
        }
    }

    /// <summary>Whether fields of the first lines have spaces around them, which the reader takes off.</summary>
    private static bool SpacesStandAround(Table table, FileStream stream)
    {
        if (table.Delimiter is ' ' || Path.GetExtension(stream.Name) == ".gz")
            return false;
        Span<byte> head = stackalloc byte[LooksAt];
        stream.Position = 0;
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        bool quoted = false;
        for (int i = 1; i < head.Length; i++)
        {
            quoted ^= head[i] == (byte)'"';
            if (!quoted && ((head[i] == ' ' && head[i - 1] == table.Delimiter) || (head[i - 1] == ' ' && head[i] == table.Delimiter)))
                return true;
        }

        return false;
    }

    private static bool LooksLikeAName(string path) => !path.Contains('/') && !path.Contains('\\') && !path.Contains('.');

    private static string Fingerprinted(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
