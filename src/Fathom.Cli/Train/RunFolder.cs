using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>The run directory while it is written. Until the model is saved, anything that goes wrong takes the directory away again.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly RunDirectory _run;
    private readonly string? _made;
    private readonly JsonObject _settings;
    private readonly EventWriter _events;
    private readonly bool _created;
    private bool _kept;

    private RunFolder(TrainJob job)
    {
        _made = FirstToMake(job.RunPath);
        _settings = Describe(job);
        try
        {
            _run = RunDirectory.Create(job.RunPath);
            _created = true;
            _run.WriteSettings(_settings);
            _events = new EventWriter(_run.Events, job);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Remove(job.RunPath);
            throw Unwritable("Nothing was trained.", job.RunPath, fault);
        }
    }

    /// <summary>Writes <c>events.jsonl</c> while training.</summary>
    public Callback Events => _events;

    /// <summary>Refuses a directory that could not become a run's, before any work is done.</summary>
    public static void Check(string shown, string path)
    {
        if (File.Exists(path))
            throw new UsageException($"--out {shown} is a file; a run needs a directory of its own. Name another, or remove the file.");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new UsageException($"--out {shown} exists and is not empty; a run never overwrites another. Name another directory, or remove this one.");
    }

    /// <summary>Makes the directory with <c>run.json</c> and an empty event log, which also proves that it can be written.</summary>
    public static RunFolder Create(TrainJob job) => new(job);

    /// <summary>Saves model, report and results.</summary>
    public void Finish(TrainJob job, TrainResult result)
    {
        var file = new ModelFile(job.Model, job.Objective);
        foreach ((string key, string text) in job.Texts)
            file.Texts[key] = text;
        file.Texts[TrainJob.TrainingKey] = Json.Line(job.DescribeTraining(result));
        file.Save(_run.Model);
        _kept = true;
        _events.Finish(result);
        _settings["results"] = new JsonObject
        {
            ["stopped"] = result.Fault ?? StopText.Of(result.History.StopReason),
            ["epochs"] = result.History.Epochs.Count,
            ["best_epoch"] = result.BestEpoch,
            ["seconds"] = Math.Round(result.History.Time.TotalSeconds, 3),
            ["parameters"] = job.Summary.Parameters,
            ["validation"] = result.Validation?.ToJson(),
            ["test"] = result.Test?.ToJson(),
        };
        _run.WriteSettings(_settings);
        AtomicFile.WriteAllText(_run.Report, TrainReport.Write(job, result));
        if (job.Options.Out is null)
            _run.MarkLatest();
    }

    /// <summary>What a fault of the file system means for the run.</summary>
    public IOException Explain(Exception fault) =>
        Unwritable(_kept ? "The model is saved there; some of the rest is not." : "Nothing is left of the run.", _run.Path, fault);

    public void Dispose()
    {
        try
        {
            _events.Dispose();
        }
        catch (IOException)
        {
            // A full disk was reported when the line was written.
        }

        if (!_kept)
            Remove(_run.Path);
    }

    private static IOException Unwritable(string outcome, string path, Exception fault) =>
        new($"the run directory {path} cannot be written: {fault.Message.TrimEnd('.')}. {outcome} Name a directory that can be written with --out, or make room.", fault);

    private static JsonObject Describe(TrainJob job) => new()
    {
        ["name"] = job.Name,
        ["created"] = DateTime.UtcNow.ToString("O"),
        ["command"] = job.Command,
        ["arguments"] = Json.Array(job.Options.Arguments),
        ["folder"] = job.Folder,
        ["data"] = job.DescribeData(),
        ["task"] = job.Task,
        ["seed"] = job.Options.Seed,
        ["threads"] = Compute.Threads,
        ["settings"] = job.DescribeSettings(),
        ["notices"] = Json.Array(job.Notices.Select(notice => notice.ToString())),
        ["versions"] = new JsonObject
        {
            ["fathom"] = FathomApp.Version,
            ["dotnet"] = Environment.Version.ToString(),
            ["os"] = RuntimeInformation.OSDescription,
            ["machine"] = RuntimeInformation.ProcessArchitecture.ToString(),
        },
    };

    /// <summary>The uppermost folder of a path that does not exist yet: what must be taken away if the run fails.</summary>
    private static string? FirstToMake(string path)
    {
        string? missing = null;
        for (string? folder = Path.GetFullPath(path); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            missing = folder;
        return missing;
    }

    /// <summary>Removes what was made and nothing else: of a directory that was there, empty, its new files. What cannot be removed stays: the fault that led here matters more.</summary>
    private void Remove(string path)
    {
        try
        {
            if (_made is not null && Directory.Exists(_made))
                Directory.Delete(_made, recursive: true);
            else if (_made is null && _created)
                Array.ForEach(Directory.GetFiles(path), File.Delete);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
        }
    }
}
