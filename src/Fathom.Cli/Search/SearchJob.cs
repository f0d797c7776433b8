using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>
/// Carries a search out: trains what <see cref="SuccessiveHalving"/> asks for, each as the run that its words alone would be. A trial that goes on to the next rung is
/// trained anew for longer, which costs half as much again at most and keeps schedules whole, so that the best run is the one its command gives.
/// </summary>
internal sealed class SearchJob
{
    private const int MostRungsByTime = 3;

    private readonly SearchRequest _request;
    private readonly Shell _shell;
    private readonly TrainJob _first;

    /// <summary>Checks ranges and words against each other and the data; nothing is written.</summary>
    public SearchJob(SearchRequest request, Shell shell, CancellationToken cancel)
    {
        _shell = shell with { Folder = request.Folder };
        SearchRange[] ranges = [.. request.Ranges.Select(RangeText.Read)];
        if (ranges.GroupBy(range => range.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UsageException($"--range: the setting {twice.Key} has two ranges; give it one.");
        Space = new SearchSpace(ranges);
        foreach (SearchRange range in Space.Ranges)
        {
            if (request.Words.Any(word => word == $"--{range.Name}" || word.StartsWith($"--{range.Name}=", StringComparison.Ordinal)))
                throw new UsageException($"--{range.Name} is fixed and searched at once. Leave one of them out.");
            foreach (string value in range.Ends)
                Options([.. request.Words, $"--{range.Name}", value]);
        }

        RunOptions options = Options([.. request.Words, .. Space.Ranges.SelectMany(range => new[] { $"--{range.Name}", range.Ends[0] })]);
        if (options.Seeds is not null || options.Folds is not null)
            throw new UsageException($"fathom search trains each trial once: --{(options.Seeds is null ? "folds" : "seeds")} has no place in it. Repeat the best one afterwards.");
        _first = Prepare(request.Words, Space.Ranges.SelectMany(range => new[] { $"--{range.Name}", range.Ends[0] }), cancel);
        if (_first.ValidationData is null)
            throw new UsageException("a search chooses by the validation part, but there is none. Leave --validation 0 out.");
        _request = request with { Most = request.Most > 0 ? request.Most : _first.Settings.Epochs };
        int rungs = 0;
        for (long epochs = request.Factor; epochs <= _request.Most && rungs < MostRungsByTime; epochs *= request.Factor)
            rungs++;
        int trials = request.Runs ?? (int)Math.Pow(request.Factor, Math.Max(1, rungs));
        Search = new SuccessiveHalving(Space, trials, _request.Most, request.Factor, options.Seed, request.Runs is null ? int.MaxValue : 1);
    }

    public SearchSpace Space { get; }

    public SuccessiveHalving Search { get; }

    /// <summary>The name of what is trained, for the directory.</summary>
    public string Name => _first.Name;

    /// <summary>SHA-256 of the data.</summary>
    public string Fingerprint => _first.Fingerprint;

    public SearchRequest Request => _request;

    /// <summary>Whether the budget is spent or nothing is left to ask; false where the user stopped it.</summary>
    public bool IsDone { get; private set; }

    /// <summary>What was spent and found, as saved last.</summary>
    public JsonObject Saved { get; private set; } = [];

    /// <summary>Trains until the search is over, the time is up, or the user stops it.</summary>
    public void Run(SearchFolder folder, CancellationToken cancel)
    {
        double before = folder.Seconds;
        long start = Stopwatch.GetTimestamp();
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (_request.Minutes is { } minutes)
            time.CancelAfter(TimeSpan.FromSeconds(Math.Clamp((minutes * 60) - before, 0, int.MaxValue / 1000)));
        Saved = folder.Save(_request, Fingerprint, Search);
        while (!time.IsCancellationRequested && Search.Next() is { } step)
        {
            folder.Clear(step);
            RunFacts? run = Train(folder, step, time.Token);
            if (run is null)
                break;
            double figure = Figure(run);
            double loss = RunFacts.HigherIsBetter(_request.By) == true ? -figure : figure;
            Search.Report(step, loss);
            folder.Add(step, loss, figure);
            folder.Seconds = before + Stopwatch.GetElapsedTime(start).TotalSeconds;
            Saved = folder.Save(_request, Fingerprint, Search);
            _shell.Out.WriteLine($"trial {step.Trial.Number}, {Plural.Of(step.Resource, "epoch")}: {By} {(double.IsNaN(figure) ? "none, the training failed" : Display.Number(figure))} ({step.Trial.Point})");
        }

        IsDone = !cancel.IsCancellationRequested;
        folder.Seconds = before + Stopwatch.GetElapsedTime(start).TotalSeconds;
        Saved = folder.Save(_request, Fingerprint, Search);
    }

    /// <summary>The figure that decides, in words.</summary>
    public string By => _request.By == "loss" ? "validation loss" : $"validation {JudgementView.NameOf(_request.By)}";

    /// <summary>Trains one step; null where it was stopped, so that nothing of it counts.</summary>
    private RunFacts? Train(SearchFolder folder, SearchStep step, CancellationToken cancel)
    {
        string shown = Path.GetFullPath(Path.Combine(folder.Path, folder.NameOf(step)));
        TrainJob job = Prepare(_request.Words, [.. step.Trial.Point.Values.SelectMany(pair => new[] { $"--{pair.Key}", pair.Value }), "--epochs", $"{step.Resource}", "--out", shown], cancel);
        TrainResult result = job.Run(new TrainProgress(_shell.IsLive ? _shell : _shell with { Out = TextWriter.Null }, job), cancel);
        if (result.History.StopReason == StopReason.Cancelled)
        {
            folder.Clear(step);
            return null;
        }

        return new RunFacts(RunRecord.Load(shown), folder.NameOf(step));
    }

    private double Figure(RunFacts run)
    {
        if (run.Record.Status == RunStatus.Failed)
            return double.NaN;
        IReadOnlyDictionary<string, double> figures = run[RunFacts.Best];
        if (!figures.TryGetValue(_request.By, out double figure) && figures.Count > 0)
            throw new UsageException($"--by: trials have no figure '{_request.By}' for their epochs.{Nearest.Hint(_request.By, figures.Keys)} Known are {string.Join(", ", figures.Keys)}.");
        return figures.Count == 0 ? double.NaN : figure;
    }

    private TrainJob Prepare(IReadOnlyList<string> words, IEnumerable<string> more, CancellationToken cancel)
    {
        (TrainingCommand command, System.CommandLine.ParseResult parsed) = FathomApp.ParseTraining([.. words, .. more]);
        RunOptions options = command.Read(parsed);
        options.UseThreads();
        return command.Prepare(options, _shell, cancel);
    }

    private static RunOptions Options(string[] words)
    {
        (TrainingCommand command, System.CommandLine.ParseResult parsed) = FathomApp.ParseTraining(words);
        return command.Read(parsed);
    }
}
