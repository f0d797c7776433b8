using System.Security.Cryptography;

namespace Fathom.Cli;

/// <summary>Where a series comes from: a file, or a built-in one.</summary>
internal sealed record SeriesSource(string Name, string Shown, TimeSeries Series, string Fingerprint)
{
    /// <summary>Reads what the user named. Names of built-in series win over files of that name.</summary>
    public static SeriesSource Open(SeriesOptions options, Shell shell, List<Notice> notices)
    {
        if (Datasets.Series.TryGetValue(options.Data, out Func<TimeSeries>? builtIn))
            return OpenBuiltIn(options, builtIn());
        string file = shell.Resolve(options.Data);
        if (Directory.Exists(file))
            throw new UsageException($"{options.Data} is a folder; expected a CSV file with a column of values. Name a file in it.");
        if (!File.Exists(file) && !Path.HasExtension(file))
            throw new UsageException($"'{options.Data}' is neither a built-in series nor a file.{Nearest.Hint(options.Data, Datasets.Series.Keys)} Built in are {string.Join(", ", Datasets.Series.Keys)}; a file is named with its path, such as ./{options.Data}.csv.");
        Table table = Table.ReadCsv(file);
        notices.AddRange(table.Notices);
        TimeSeries series = SeriesTable.Read(table, options.Target, options.Date, notices);
        return new SeriesSource(Path.GetFileName(file), options.Data, series, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
    }

    private static SeriesSource OpenBuiltIn(SeriesOptions options, TimeSeries series)
    {
        if (options.Target is not null || options.Date is not null)
            throw new UsageException($"{options.Data} is a built-in series, which knows its values and dates: --target and --date are for files. For a file of that name write ./{options.Data}.");
        byte[] bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(series.Values).ToArray();
        return new SeriesSource(options.Data.ToLowerInvariant(), $"{options.Data.ToLowerInvariant()} (built in)", series, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
