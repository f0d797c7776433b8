using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A run directory read back: what it was asked for, and the same training made again from it, of any kind.</summary>
internal sealed class SavedRun
{
    private const int MaxDepth = 64;

    private readonly TrainingCommand _command;
    private readonly ParseResult _parsed;

    private SavedRun(string shown, string path, JsonObject settings, string[] arguments, string folder)
    {
        Shown = shown;
        Path = path;
        Settings = settings;
        Arguments = arguments;
        Folder = folder;
        try
        {
            (_command, _parsed) = FathomApp.ParseTraining(arguments);
        }
        catch (UsageException fault)
        {
            throw new UsageException($"{shown}: this version of Fathom ({FathomApp.Version}) does not understand the run's command any more: {fault.Message}");
        }
    }

    /// <summary>The directory as the user named it.</summary>
    public string Shown { get; }

    /// <summary>The directory as the file system needs it; links as <c>runs/latest</c> followed.</summary>
    public string Path { get; }

    /// <summary><c>run.json</c>.</summary>
    public JsonObject Settings { get; }

    /// <summary>The words after <c>fathom</c>.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Where the relative paths among them begin: the folder of that time, or the present one where it is gone.</summary>
    public string Folder { get; }

    /// <summary>Whether training came to its end and all of its results are saved; false for one that was stopped by its user or killed.</summary>
    public bool IsFinished => Settings[RunFolder.FinishedKey] is not null;

    /// <summary>The command that the words mean.</summary>
    public TrainingCommand Command => _command;

    /// <summary>The words as they were understood.</summary>
    public ParseResult Parsed => _parsed;

    /// <summary>What was asked for.</summary>
    public RunOptions Options => _command.Read(_parsed);

    /// <summary>Reads a run.</summary>
    /// <param name="run">The directory, as the user named it.</param>
    /// <param name="shell">Where relative paths begin.</param>
    /// <exception cref="UsageException">It is no run, or one of an older Fathom that kept too little.</exception>
    /// <exception cref="FileFormatException"><c>run.json</c> is damaged.</exception>
    public static SavedRun Open(string run, Shell shell)
    {
        string path = System.IO.Path.GetFullPath(shell.Resolve(run));
        if (!Directory.Exists(path))
            throw new UsageException(File.Exists(path) ? $"{run} is a file; expected the directory of a run, such as runs/latest." : $"{run} does not exist; expected the directory of a run. fathom train makes one in runs/.");
        path = new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        string file = System.IO.Path.Combine(path, "run.json");
        if (!File.Exists(file))
            throw new UsageException($"{run} is no run: it holds no run.json. Name a directory that fathom train made, such as runs/latest.");
        JsonObject settings = Read(file);
        if (settings["arguments"] is not JsonArray words || Text(settings["folder"]) is not { } folder || words.Count == 0 || words.Any(word => Text(word) is null))
            throw new UsageException($"{run} was made by an older Fathom{(Text(settings["versions"]?["fathom"]) is { } version ? $" ({version})" : "")}, whose run.json does not hold the words of its command (\"arguments\") and their folder (\"folder\"). Train it again{(Text(settings["command"]) is { } command ? $": {command}" : "")}.");
        return new SavedRun(run, path, settings, [.. words.Select(word => Text(word)!)], Directory.Exists(folder) ? folder : System.IO.Path.GetFullPath(shell.Resolve(".")));
    }

    /// <summary>Makes the training again: reads the data, splits them and builds the network as the run did. Nothing is written.</summary>
    /// <param name="shell">Where it prints; relative paths of the run begin in its own folder.</param>
    /// <param name="cancel">Stops between parts of the work.</param>
    /// <param name="change">Changes the options, as another seed; a run of its own needs <see cref="RunOptions.Again"/> = null and a full path for <see cref="RunOptions.Out"/>.</param>
    public TrainJob Prepare(Shell shell, CancellationToken cancel, Func<RunOptions, RunOptions>? change = null)
    {
        RunOptions options = Options with { Out = Shown, Again = Path };
        return _command.Prepare(change?.Invoke(options) ?? options, shell with { Folder = Folder }, cancel);
    }

    private static JsonObject Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file), null, new JsonDocumentOptions { MaxDepth = MaxDepth }) as JsonObject
                ?? throw new FileFormatException(file, null, "expected a JSON object. The file was altered; restore it, or train again.");
        }
        catch (JsonException fault)
        {
            throw new FileFormatException(file, null, $"no valid JSON: {fault.Message} The file was altered or damaged; restore it, or train again.", fault);
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
