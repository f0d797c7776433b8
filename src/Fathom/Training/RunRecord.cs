using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A run as its directory tells of it: settings, results, epochs, health, findings, how it stands. What reports, comparisons and tables of runs draw.</summary>
/// <remarks>
/// Reading never changes a run and may be done while it is written. Of very many events only as many are parsed as can be drawn: some thousand
/// epochs (the best and the last always among them) and some hundred samples of health, evenly spread. A torn line and kinds of events that are not
/// known are passed over. Epochs and samples that a resumed run computed again stand once, as computed last.
/// </remarks>
/// <example><code>
/// RunRecord run = RunRecord.Load("runs/latest");
/// Console.WriteLine($"{run.Name}: {run.Status}, best epoch {run.Best?.Epoch}");
/// </code></example>
public sealed class RunRecord
{
    private const long MostSettings = 64 << 20;

    private readonly RunEvents? _events;

    private RunRecord(string path)
    {
        Path = path;
        Settings = ReadSettings(System.IO.Path.Combine(path, RunDirectory.SettingsName));
        string events = System.IO.Path.Combine(path, RunDirectory.EventsName);
        _events = File.Exists(events) ? RunEvents.Read(events, Whole("results", "best_epoch")) : null;
        Status = StatusOf(events);
    }

    /// <summary>The directory, in full, without links.</summary>
    public string Path { get; }

    /// <summary>The name of the directory.</summary>
    public string DirectoryName => System.IO.Path.GetFileName(Path);

    /// <summary>The name the run was given; that of its directory where it has none.</summary>
    public string Name => Text("name") ?? DirectoryName;

    /// <summary>All of <c>run.json</c>: what was asked for, what it ran on, and the results once it ended.</summary>
    public JsonObject Settings { get; }

    /// <summary>The results in <see cref="Settings"/>; null before the end.</summary>
    public JsonObject? Results => Settings["results"] as JsonObject;

    /// <summary>The epochs in order, as computed last.</summary>
    public IReadOnlyList<EpochRecord> Epochs => _events?.Epochs ?? [];

    /// <summary>What the monitor measured, in order, thinned to what can be drawn; empty for a run that was not watched.</summary>
    public IReadOnlyList<Health> Health => _events?.Health ?? [];

    /// <summary>What the doctor found, each finding once.</summary>
    public IReadOnlyList<Finding> Findings => _events?.Findings ?? [];

    /// <summary>How it stands.</summary>
    public RunStatus Status { get; }

    /// <summary>Why it ended, in words; null while it did not.</summary>
    public string? EndReason => _events?.End?.Reason ?? Text("results", "stopped");

    /// <summary>When it began, in UTC; null where nothing says so.</summary>
    public DateTime? Started => _events?.Started ?? (DateTime.TryParse(Text("created"), null, System.Globalization.DateTimeStyles.RoundtripKind, out DateTime created) ? created : null);

    /// <summary>How long it trained: as its results say, else the epochs together (their mean times their number, where not all of them are here).</summary>
    public TimeSpan Time => Number("results", "seconds") is { } seconds and >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds)
        : Epochs.Count == 0 ? TimeSpan.Zero
        : Epochs.Aggregate(TimeSpan.Zero, (sum, epoch) => sum + epoch.Time) * ((double)Epochs[^1].Epoch / Epochs.Count);

    /// <summary>The epoch whose weights were kept: as the results say, else the one with the least monitored loss. Null without epochs.</summary>
    public EpochRecord? Best
    {
        get
        {
            int? named = Whole("results", "best_epoch");
            return Epochs.FirstOrDefault(epoch => epoch.Epoch == named) ?? Epochs.Where(epoch => double.IsFinite(epoch.MonitoredLoss)).MinBy(epoch => epoch.MonitoredLoss);
        }
    }

    /// <summary>How many events were parsed; the others were passed over.</summary>
    internal int Parsed => _events?.Parsed ?? 0;

    /// <summary>Reads a run.</summary>
    /// <param name="path">Its directory; a link to it, as <c>runs/latest</c>, is followed.</param>
    /// <exception cref="FileNotFoundException">There is no such directory, or it is no run.</exception>
    /// <exception cref="FileFormatException"><c>run.json</c> is damaged: the message names the line and the byte.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RunRecord Load(string path)
    {
        if (File.Exists(path))
            throw new FileNotFoundException($"{path} is a file. Name the directory of a run, as runs/latest.");
        if (!Directory.Exists(path))
            throw new FileNotFoundException($"{path} does not exist. Name the directory of a run, as runs/latest.");
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true) is { } target)
            full = System.IO.Path.TrimEndingDirectorySeparator(target.FullName);
        if (!File.Exists(System.IO.Path.Combine(full, RunDirectory.SettingsName)))
            throw new FileNotFoundException($"{path} is no run: it holds no {RunDirectory.SettingsName}. Name the directory of a run, as runs/latest.");
        return new RunRecord(full);
    }

    /// <summary>Whether a directory is a run: whether it holds <c>run.json</c>, and is not what a process has left that was killed while it made one.</summary>
    public static bool IsRun(string path) => !AtomicFile.IsTemporary(path) && File.Exists(System.IO.Path.Combine(path, RunDirectory.SettingsName));

    private static JsonObject ReadSettings(string path)
    {
        if (new FileInfo(path).Length > MostSettings)
            throw new FileFormatException(path, null, $"the file has more than {MostSettings:N0} bytes; expected the settings of a run. Look at what wrote it.");
        try
        {
            JsonNode? node = JsonNode.Parse(File.ReadAllBytes(path), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            return node as JsonObject ?? throw new FileFormatException(path, 0, "the file holds no JSON object; expected the settings of a run, as {\"name\":…}. Restore the file, or take the run away.");
        }
        catch (JsonException fault)
        {
            string problem = fault is { LineNumber: { } line, BytePositionInLine: { } at } ? $"line {line + 1}, byte {at + 1}: the file is damaged: this is no JSON." : $"the file is damaged: {fault.Message}";
            throw new FileFormatException(path, null, $"{problem} Restore the file, or take the run away.", fault);
        }
    }

    private RunStatus StatusOf(string events) => EndReason switch
    {
        null => EventLog.IsBeingWritten(events) ? RunStatus.Running : RunStatus.Killed,
        "all epochs done" or "early stopping" => RunStatus.Finished,
        "cancelled" => RunStatus.Cancelled,
        "loss not finite" or "loss ran away" or "interrupted" => RunStatus.Failed,
        _ => RunStatus.Stopped,
    };

    private JsonValue? Value(string[] path)
    {
        JsonNode? node = Settings;
        foreach (string name in path)
            node = (node as JsonObject)?[name];
        return node as JsonValue;
    }

    private string? Text(params string[] path) => Value(path) is { } value && value.TryGetValue(out string? text) ? text : null;

    private double? Number(params string[] path) => Value(path) is { } value && value.TryGetValue(out double number) ? number : null;

    private int? Whole(params string[] path) => Number(path) is { } number and >= 0 and <= int.MaxValue ? (int)number : null;
}
