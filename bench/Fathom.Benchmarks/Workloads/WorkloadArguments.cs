using System.Globalization;
using Fathom.Kernels;

namespace Fathom.Benchmarks;

/// <summary>What stands behind a measurement's name: names, options with one value each, and flags.</summary>
internal sealed class WorkloadArguments
{
    private readonly Dictionary<string, string> _options = [];

    /// <param name="arguments">What the user typed behind the measurement's name.</param>
    /// <param name="known">The options that the measurement knows; one that ends in "!" is a flag and has no value.</param>
    /// <exception cref="WrongUseException">An option is not known, is given twice, or lacks its value.</exception>
    public WorkloadArguments(ReadOnlySpan<string> arguments, params ReadOnlySpan<string> known)
    {
        var names = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            string option = arguments[i];
            if (!option.StartsWith('-'))
                names.Add(option);
            else if (known.Contains(option + "!"))
                Set(option, "yes");
            else if (!known.Contains(option))
                throw new WrongUseException($"There is no option {option} here. Known: {string.Join(", ", known.ToArray().Select(name => name.TrimEnd('!')))}.");
            else if (i + 1 < arguments.Length && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                Set(option, arguments[++i]);
            else
                throw new WrongUseException($"{option} needs a value.");
        }

        Names = names;
        Threads = ParseThreads(Text("--threads", "1,2"));
        if (JsonFile is { } file)
            DemandWritable(file);
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The numbers of threads: <c>--threads 1,2</c>.</summary>
    public IReadOnlyList<int> Threads { get; }

    /// <summary>A file for JSON; null where none is asked for. It was seen to be writable before anything was measured.</summary>
    public string? JsonFile => _options.GetValueOrDefault("--json");

    public bool Has(string option) => _options.ContainsKey(option);

    public string Text(string option, string otherwise) => _options.GetValueOrDefault(option, otherwise);

    /// <summary>A whole number of at least 1.</summary>
    public int Whole(string option, int otherwise)
    {
        string text = Text(option, otherwise.ToString(CultureInfo.InvariantCulture));
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1
            ? value
            : throw new WrongUseException($"{option} {text}: expected a whole number of at least 1.");
    }

    private static int[] ParseThreads(string text)
    {
        var threads = new List<int>();
        foreach (string one in text.Split(','))
        {
            if (!int.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value is < 1 or > ForkJoin.MaxThreads || threads.Contains(value))
                throw new WrongUseException($"--threads {text}: expected different whole numbers from 1 to {ForkJoin.MaxThreads} with commas between them, as in 1,2.");
            threads.Add(value);
        }

        return [.. threads];
    }

    /// <summary>Hours of measuring must not end in a file that cannot be written.</summary>
    private static void DemandWritable(string path)
    {
        try
        {
            if (path.Length == 0 || Directory.Exists(path))
                throw new IOException("this is no name of a file");
            string probe = $"{Path.GetFullPath(path)}{AtomicFile.TemporaryMark}probe{Environment.ProcessId}";
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WrongUseException($"--json {path}: cannot be written: {e.Message}");
        }
    }

    private void Set(string option, string value)
    {
        if (!_options.TryAdd(option, value))
            throw new WrongUseException($"{option} is given twice.");
    }
}
