using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>The run directory while it is written. Until a checkpoint or the model is saved, anything that goes wrong takes a new directory away again.</summary>
internal sealed class RunFolder : IDisposable
{
    /// <summary>Stands in <c>run.json</c> when nothing is left to do: the time.</summary>
    public const string FinishedKey = "finished";

    private readonly RunDirectory _run;
    private readonly string? _made;
    private readonly JsonObject _settings;
    private readonly EventWriter _events;
    private readonly IDisposable? _lock;
    private readonly bool _created, _removesCheckpoints;
    private string? _latestBefore;
    private bool _kept, _hasModel;

    private RunFolder(TrainJob job)
    {
        _made = FirstToMake(job.RunPath);
        _settings = Describe(job);
        try
        {
            _run = RunDirectory.Create(job.RunPath, _settings);
            _created = true;
            _lock = _run.Lock();
            _events = new EventWriter(_run.Events, job);
            if (job.Options.Out is null)
                _latestBefore = _run.MarkLatest();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _lock?.Dispose();
            Remove(job.RunPath);
            throw Unwritable("Nothing was trained.", job.RunPath, fault);
        }

        _removesCheckpoints = !job.Options.WantsCheckpoints;
        Checkpoints = NewCheckpoints(job);
    }

    private RunFolder(TrainJob job, Resumption from)
    {
        _run = RunDirectory.Open(job.RunPath);
        _settings = from.Run.Settings;
        _kept = true;
        try
        {
            _events = new EventWriter(_run.Events, job, from);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable("It is as it was.", job.RunPath, fault);
        }

        _removesCheckpoints = !job.Options.WantsCheckpoints;
        Checkpoints = NewCheckpoints(job);
    }

    /// <summary>Writes checkpoints while training.</summary>
    public ModelCheckpoint Checkpoints { get; }

    /// <summary>Writes <c>events.jsonl</c> while training.</summary>
    public EventWriter Events => _events;

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

    /// <summary>Goes on in a directory that stands and that this process has locked.</summary>
    public static RunFolder Continue(TrainJob job, Resumption from) => new(job, from);

    /// <summary>Saves model, report and results.</summary>
    public void Finish(TrainJob job, TrainResult result)
    {
        var file = new ModelFile(job.Model, job.Objective);
        foreach ((string key, string text) in job.Texts)
            file.Texts[key] = text;
        file.Texts[TrainJob.TrainingKey] = Json.Line(job.DescribeTraining(result));
        file.Save(_run.Model);
        (_kept, _hasModel) = (true, true);
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
        RunReport.Evaluation(job, result).Save(Path.Combine(_run.Path, RunEvaluation.FileName));
        RunReport.Write(TrainingReport.Load(_run.Path), _run.Path);
        if (result.History.StopReason is StopReason.Finished or StopReason.EarlyStopping or StopReason.LossNotFinite or StopReason.Diverged)
            End();
    }

    /// <summary>What a fault of the file system means for the run.</summary>
    public IOException Explain(Exception fault) =>
        Unwritable(_hasModel ? "The model is saved there; some of the rest is not." : _kept ? $"What was saved before is whole: {ResumeCommand(_run.Path)} goes on from there." : "Nothing is left of the run.", _run.Path, fault);

    /// <summary>The command that goes on with a run.</summary>
    public static string ResumeCommand(string run) => $"fathom train {ResumeWords.Name} {RepeatCommand.Quoted(run)}";

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

        _lock?.Dispose();
        if (!_kept)
            Remove(_run.Path);
    }

    /// <summary>Nothing is left to do: says so last of all, so that a run without that word is finished by resuming it.</summary>
    private void End()
    {
        _settings[FinishedKey] = DateTime.UtcNow.ToString("O");
        _run.WriteSettings(_settings);
        if (_removesCheckpoints && Directory.Exists(_run.Checkpoints))
            Directory.Delete(_run.Checkpoints, recursive: true);
    }

    private ModelCheckpoint NewCheckpoints(TrainJob job) => new(_run.Checkpoints)
    {
        EverySteps = job.Options.CheckpointSteps,
        EveryTime = job.Options.CheckpointTime ?? (job.Options.CheckpointSteps is null ? RunOptions.UsualCheckpointTime : null),
        KeepLast = job.Options.KeepCheckpoints ?? RunOptions.FewestCheckpoints,
        Saved = (state, path) =>
        {
            _kept = true;
            _events.Checkpoint(state, path);
        },
    };

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
        ["threads"] = job.Options.UsedThreads,
        ["settings"] = job.DescribeSettings(),
        ["reasons"] = RunReport.Reasons(job),
        ["subtitle"] = job.Subtitle,
        ["headline"] = job.Headline,
        ["parameters"] = job.Summary.Parameters,
        ["network"] = RunReport.Network(job.Summary),
        ["notices"] = Json.Array(job.Notices.Select(notice => notice.ToString())),
        ["versions"] = new JsonObject
        {
            ["fathom"] = FathomApp.Version,
            ["dotnet"] = Environment.Version.ToString(),
            ["os"] = RuntimeInformation.OSDescription,
            ["machine"] = RuntimeInformation.ProcessArchitecture.ToString(),
            ["cores"] = Environment.ProcessorCount,
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
            _run?.UnmarkLatest(_latestBefore);
            if (_made is not null && Directory.Exists(_made))
                Directory.Delete(_made, recursive: true);
            else if (_made is null && _created)
            {
                Array.ForEach(Directory.GetFiles(path), File.Delete);
                Array.ForEach(Directory.GetDirectories(path), folder => Directory.Delete(folder, recursive: true));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
        }
    }
}
