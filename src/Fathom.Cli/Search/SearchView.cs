namespace Fathom.Cli;

/// <summary>Shows what a search is going to do and what it found.</summary>
internal sealed class SearchView(SearchJob job, Shell shell)
{
    private const int MostTrials = 10, MostCurves = 6, PlotHeight = 15;

    public void ShowPlan(string folder)
    {
        SearchRequest request = job.Request;
        shell.Out.WriteLine($"fathom {string.Join(' ', request.Words.Select(RepeatCommand.Quoted))}");
        shell.Out.WriteLine($"searched: {string.Join(", ", request.Ranges)}; the least {job.By} wins".Replace("the least", RunFacts.HigherIsBetter(request.By) == true ? "the largest" : "the least", StringComparison.Ordinal));
        shell.Out.WriteLine($"{(request.Minutes is { } minutes ? $"{Display.Number(minutes)} minutes, again and again: " : "")}{string.Join(", then ", job.Search.Rungs.Select(rung => $"{Plural.Of(rung.Trials, "trial")} of {Plural.Of(rung.Resource, "epoch")}"))}");
        if (job.Search.Rungs.Count == 1)
            shell.Out.WriteLine($"note: nothing is halved, as {(request.Runs < request.Factor ? $"--runs {request.Runs} are" : $"{Plural.Of(request.Most, "epoch")} are")} fewer than the factor {request.Factor}: this is a random search.");
        shell.Out.WriteLine($"each training is a run of its own in {folder}");
    }

    public void ShowResult(SearchFolder folder)
    {
        SearchTrial[] trials = [.. job.Search.Trials.Where(trial => trial.Results.Count > 0).OrderByDescending(trial => trial.Resource).ThenBy(trial => double.IsNaN(trial.Loss) ? double.PositiveInfinity : trial.Loss)];
        shell.Out.WriteLine();
        if (trials.Length == 0)
        {
            shell.Out.WriteLine("No training came to its end, so there is nothing to choose from.");
            ShowMore(folder);
            return;
        }

        shell.Out.WriteLine(Table(trials.Take(MostTrials)));
        if (trials.Length > MostTrials)
            shell.Out.WriteLine($"and {trials.Length - MostTrials} others, in {Path.Combine(folder.Shown, SearchFolder.FileName)}");
        ShowCurves(folder, trials);
        ShowImportance();
        ShowMore(folder);
        ShowBest(folder, trials[0]);
    }

    private TextTable Table(IEnumerable<SearchTrial> trials)
    {
        int sign = RunFacts.HigherIsBetter(job.Request.By) == true ? -1 : 1;
        var table = new TextTable([TextColumn.Right("trial"), TextColumn.Right("epochs"), TextColumn.Right(job.By), .. job.Space.Ranges.Select(range => TextColumn.Right(range.Name))]);
        foreach (SearchTrial trial in trials)
            table.Add([$"{trial.Number}", Display.Count(trial.Resource), double.IsNaN(trial.Loss) ? "failed" : Display.Number(sign * trial.Loss), .. trial.Point.Values.Select(pair => pair.Value)]);
        return table;
    }

    private void ShowCurves(SearchFolder folder, SearchTrial[] trials)
    {
        RunFacts[] runs = [.. trials.Take(MostCurves).Select(trial => Load(folder, trial)).OfType<RunFacts>()];
        if (!runs.Any(run => run.Record.Epochs.Count > 1))
            return;
        shell.Out.WriteLine();
        shell.Out.WriteLine(TerminalPlot.Render(CompareView.Curves(runs, null), shell.Width, PlotHeight, color: shell.IsLive));
    }

    private void ShowImportance()
    {
        IReadOnlyList<SearchImportance> shares = SearchImportance.Of(job.Search);
        if (shares.Count == 0)
            return;
        shell.Out.WriteLine();
        shell.Out.WriteLine($"hint: by {Plural.Of(job.Search.Trials.Count(trial => trial.Results.Count > 0), "trial")} of {Plural.Of(job.Search.Rungs[0].Resource, "epoch")}, {string.Join("; ", shares.Select(one => one.Share < 0.05 ? $"{one.Name} hardly mattered" : $"{one.Name} had to do with {Display.Percent(one.Share, 0)} of the order (best: {one.Best})"))}");
    }

    private void ShowMore(SearchFolder folder)
    {
        if (!job.IsDone || job.Request.Minutes is not null)
            shell.Out.WriteLine($"{(job.IsDone ? "more time" : "to go on")}: fathom search --resume {RepeatCommand.Quoted(folder.Shown)}{(job.IsDone ? $" --minutes {job.Request.Minutes}" : "")}");
    }

    private void ShowBest(SearchFolder folder, SearchTrial best)
    {
        shell.Out.WriteLine();
        string run = Path.Combine(folder.Shown, SearchFolder.NameOf(best.Number, best.Resource));
        shell.Out.WriteLine($"best: trial {best.Number} ({best.Point}), in {run}");
        if (Load(folder, best) is not { } facts)
            return;
        if (facts.MainPart == RunFacts.Test)
            shell.Out.WriteLine($"test {JudgementView.NameOf(facts.Headline)} {Display.Number(facts.Main)}: of rows that chose nothing");
        if (best.Resource < job.Request.Most)
            shell.Out.WriteLine($"it was trained for {Plural.Of(best.Resource, "epoch")} of {job.Request.Most} so far");
        if (facts.Record.Settings["command"]?.ToString() is { } command)
            shell.Out.WriteLine(command);
    }

    /// <summary>A trial's last run; null where it was taken away.</summary>
    private static RunFacts? Load(SearchFolder folder, SearchTrial trial)
    {
        string path = Path.Combine(folder.Path, SearchFolder.NameOf(trial.Number, trial.Resource));
        return RunRecord.IsRun(path) ? new RunFacts(RunRecord.Load(path), $"trial {trial.Number}") : null;
    }
}
