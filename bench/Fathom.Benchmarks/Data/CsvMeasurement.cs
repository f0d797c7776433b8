using System.Diagnostics;
using System.Globalization;

namespace Fathom.Benchmarks;

/// <summary>
/// Reading and typing a table of 20 mixed columns, beside pandas: each reading in a process of its own, in turns, the best of both. The
/// time is that of the call alone, for ours compiling included; memory is the most that the process ever held.
/// </summary>
internal sealed class CsvMeasurement : IMeasurement
{
    private const int Rows = 1_000_000;
    private const string Child = "--read";

    public string Name => "csv";

    public string About => "a table of 20 mixed columns read and typed, beside pandas  [ROWS] [--rounds 3] [--python PROGRAM] [--keep FILE]";

    public void Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is [Child, var path, ..])
        {
            long start = Stopwatch.GetTimestamp();
            Table table = Table.ReadCsv(path);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:F4} s, {MixedTable.PeakMegabytes()} MB, {table.RowCount} rows of {table.Columns.Count} columns"));
            return;
        }

        var given = new WorkloadArguments(arguments, "--rounds", "--python", "--keep");
        int rows = given.Names.Count == 0 ? Rows : ParseRows(given.Names);
        string kept = given.Text("--keep", ""), file = kept.Length > 0 ? kept : Path.Combine(Directory.CreateTempSubdirectory("fathom-csv-").FullName, "mixed.csv");
        try
        {
            if (!File.Exists(file))
                MixedTable.Write(file, rows);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows × 20 columns, {new FileInfo(file).Length / 1e6:F0} MB"));
            Compare(file, given.Whole("--rounds", 3), given.Text("--python", "/usr/bin/python3"));
        }
        finally
        {
            if (kept.Length == 0)
                Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private static int ParseRows(IReadOnlyList<string> words) =>
        words.Count == 1 && int.TryParse(words[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out int rows) && rows >= 1
            ? rows
            : throw new WrongUseException($"{string.Join(' ', words)}: expected one whole number of rows, at least 1.");

    private static void Compare(string file, int rounds, string python)
    {
        var (ours, theirs) = (new List<Reading>(), new List<Reading>());
        for (int round = 0; round < rounds; round++)
        {
            ours.Add(Reading.Of(Environment.ProcessPath!, [.. Peer.Self(), "csv", Child, file]));
            if (Peer.Script("pandas_csv.py") is { } script)
                theirs.Add(Reading.Of(python, [script, file]));
        }

        Reading own = ours.MinBy(reading => reading.Seconds)!, other = theirs.MinBy(reading => reading.Seconds) ?? Reading.None;
        Console.WriteLine($"Fathom  {own}");
        if (!double.IsFinite(other.Seconds))
            Console.WriteLine("pandas is not to be found; on Debian: apt install python3-pandas; another program: --python PROGRAM.");
        else
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pandas  {other}\nratio   {other.Seconds / own.Seconds:F2} in time, {other.Megabytes / own.Megabytes:F2} in memory"));
    }

    /// <summary>What a process says of one reading; infinite where it did not come to it.</summary>
    private sealed record Reading(double Seconds, double Megabytes)
    {
        public static Reading None { get; } = new(double.PositiveInfinity, double.NaN);

        public static Reading Of(string program, IEnumerable<string> arguments)
        {
            string[] words = Peer.Output(program, arguments).Split(' ');
            return words is [var seconds, "s,", var megabytes, "MB,", ..]
                ? new(double.Parse(seconds, CultureInfo.InvariantCulture), double.Parse(megabytes, CultureInfo.InvariantCulture))
                : None;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:F2} s, at most {Megabytes:F0} MB");
    }
}
