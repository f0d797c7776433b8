using System.Globalization;

namespace Fathom.Benchmarks;

/// <summary>What stands behind <c>workloads</c> and <c>compare</c>: names, and options with one value each.</summary>
internal sealed class WorkloadArguments
{
    private readonly Dictionary<string, string> _options = [];

    private readonly string _threads;

    public WorkloadArguments(ReadOnlySpan<string> arguments, string threads = "1,2")
    {
        _threads = threads;
        var names = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
                names.Add(arguments[i]);
            else if (i + 1 < arguments.Length)
                _options[arguments[i]] = arguments[++i];
            else
                throw new ArgumentException($"{arguments[i]} needs a value.");
        }

        Names = names;
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The numbers of threads: <c>--threads 1,2</c>.</summary>
    public int[] Threads => [.. Text("--threads", _threads).Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

    /// <summary>A file for JSON; null where none is asked for.</summary>
    public string? JsonFile => _options.GetValueOrDefault("--json");

    public string Text(string option, string otherwise) => _options.GetValueOrDefault(option, otherwise);

    public int Whole(string option, int otherwise) => int.Parse(Text(option, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
}
