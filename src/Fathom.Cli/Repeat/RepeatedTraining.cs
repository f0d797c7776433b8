namespace Fathom.Cli;

/// <summary>Trains the runs of a <see cref="RepeatPlan"/> one after another and says what they come to. Each is the run that one with its seed or fold would be, bit for bit.</summary>
internal sealed class RepeatedTraining(TrainingCommand command, RepeatPlan plan, Shell shell)
{
    public int Run()
    {
        using Interrupts interrupts = shell.CatchInterrupts();
        CancellationToken cancel = interrupts.Token;
        plan.Options.UseThreads();
        TrainJob first = command.Prepare(plan.Members[0].Options with { Out = null }, shell, cancel);
        string shown = plan.Options.Out ?? RunDirectory.NewPath($"{first.Name}-{plan.Kind}", "runs");
        var folder = new RepeatFolder(plan, shown, shell.Resolve(shown));
        new TrainView(shell).ShowPlan(first);
        shell.Out.WriteLine($"{plan.Words}, each a run of its own in {shown}");
        var members = new List<RunFacts>();
        var faults = new List<string>();
        folder.Save(new RepeatSummary(plan, members));
        bool cancelled = false;
        foreach ((string name, RunOptions options) in plan.Members)
        {
            if (folder.Finished(name) is { } finished)
            {
                DemandSameData(finished, first, shown);
                members.Add(finished);
                shell.Out.WriteLine($"{name}: kept from before");
            }
            else
            {
                TrainResult result = Train(RepeatPlan.At(options, folder.Member(name)), cancel);
                members.Add(folder.Load(name)!);
                if (result.Fault is { } fault)
                    faults.Add($"{name}: {fault}");
                cancelled = result.History.StopReason == StopReason.Cancelled;
                RunFacts run = members[^1];
                shell.Out.WriteLine($"{name}: {(cancelled ? "stopped by you" : result.Fault is null ? $"{Plural.Of(result.History.Epochs.Count, "epoch")}, {JudgementView.NameOf(run.Headline)} {Display.Number(run.Main)}" : "the loss was no longer a number")} ({Display.Duration(result.History.Time)})");
            }

            folder.Save(new RepeatSummary(plan, members));
            if (cancelled || cancel.IsCancellationRequested)
                break;
        }

        if (plan.Options.Out is null)
            folder.MarkLatest();
        var summary = new RepeatSummary(plan, members);
        Write(summary, shown, first);
        foreach (string fault in faults)
            shell.Error.WriteLine($"fathom: {fault}");
        bool stopped = members.Count < plan.Members.Count || cancelled;
        if (plan.Options.Json)
        {
            var json = summary.ToJson();
            json["run"] = shown;
            shell.Out.WriteLine(Json.Line(json));
        }

        return stopped ? ExitCode.Interrupted : faults.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    /// <summary>A live terminal sees each run's progress; elsewhere a line a run is enough.</summary>
    private TrainResult Train(RunOptions options, CancellationToken cancel)
    {
        TrainJob job = command.Prepare(options, shell, cancel);
        return job.Run(new TrainProgress(shell.IsLive ? shell : shell with { Out = TextWriter.Null }, job), cancel);
    }

    private static void DemandSameData(RunFacts member, TrainJob job, string shown)
    {
        if (member.Text("data.sha256") != job.Fingerprint)
            throw new UsageException($"{shown}: the data have changed since {member.Label} was trained, so its figures do not go with new ones. Name another directory with --out.");
    }

    private void Write(RepeatSummary summary, string shown, TrainJob job)
    {
        shell.Out.WriteLine();
        shell.Out.WriteLine(summary.MemberTable());
        if (summary.Figures.Count > 0)
        {
            shell.Out.WriteLine();
            shell.Out.WriteLine($"Figures of the {summary.Part} part");
            shell.Out.WriteLine(summary.FigureTable());
            shell.Out.WriteLine(summary.Note);
        }

        shell.Out.WriteLine();
        shell.Out.WriteLine(summary.Headline ?? "No run came to its end, so there are no figures.");
        shell.Out.WriteLine($"{shown}: summary.json, report.html, {string.Join(", ", summary.Members.Select(run => run.Label))}");
        if (summary.Members.Count(RepeatSummary.Counts) < plan.Members.Count)
            shell.Out.WriteLine($"the same words with --out {RepeatCommand.Quoted(shown)} keep what is finished and train the rest");
        if (summary.Best is { } best)
            shell.Out.WriteLine($"none of the runs is chosen for use; the least validation loss has {best.Label}: {job.NextCommand.Replace(RepeatCommand.Quoted(job.Options.Out ?? "runs/latest"), RepeatCommand.Quoted(Path.Combine(shown, best.Label)))}");
    }
}
