using System.CommandLine;

namespace Fathom.Cli;

/// <summary>A command that trains: shows the plan, trains, shows and saves what came out.</summary>
internal abstract class TrainingCommand(string name, string description) : CliCommand(name, description)
{
    private CheckpointWords? _checkpoints;
    private TrialWords? _trial;
    private RepeatWords? _repeats;
    private Option<bool>? _doctor;

    /// <summary>Whether these words mean this command, where a table has the same name.</summary>
    public virtual bool IsMeant(string[] args) => true;

    /// <summary>What the words ask for, checked word by word.</summary>
    public abstract RunOptions Read(ParseResult parsed);

    /// <summary>The training that options of this kind ask for, checked against its data; nothing is written.</summary>
    public abstract TrainJob Prepare(RunOptions options, Shell shell, CancellationToken cancel);

    public override int Run(ParseResult parsed, Shell shell)
    {
        RunOptions options = Read(parsed);
        if (RepeatPlan.Of(options) is { } plan)
            return new RepeatedTraining(this, plan, shell).Run();
        return Train(options, shell, null, cancel => (Prepare(options, shell, cancel), null));
    }

    /// <summary>Lets a run go on that was stopped or killed, to the result that it would have come to.</summary>
    public static int Resume(ResumeWords words, Shell shell)
    {
        SavedRun run = SavedRun.Open(words.Run, shell);
        RunOptions options = words.Options(run);
        if (run.IsFinished)
        {
            Tidy(run);
            shell.Out.WriteLine($"{run.Shown} is finished ({run.Settings["results"]?["stopped"]}); there is nothing to resume.");
            return ExitCode.Done;
        }

        return Train(options, shell, run, cancel =>
        {
            TrainJob job = run.Prepare(shell, cancel, _ => options with { Out = run.Shown, Again = run.Path });
            return (job, Resumption.Of(run, job, shell));
        });
    }

    /// <summary>Takes away what a process left that was killed when its run was finished: taking the lock and giving it back does.</summary>
    private static void Tidy(SavedRun run)
    {
        try
        {
            RunDirectory.Open(run.Path).Lock().Dispose();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It is finished all the same: another process is about to end, or the directory cannot be written.
        }
    }

    /// <summary>Adds the options of trials and checkpoints: last, as help lists options in their order.</summary>
    protected void AddCheckpoints()
    {
        _trial = new TrialWords(this);
        _checkpoints = new CheckpointWords(this);
        _doctor = Flag("--doctor", "examine data and network first and watch the training: what is wrong, why, and what to change; changes nothing itself");
        if (this is TrainCommand)
            Text(ResumeWords.Name, "RUN", "go on with a run that was stopped or killed, of any kind, to the same result: fathom train --resume runs/latest");
    }

    /// <summary>Why rows cannot be cross-validated by <c>--folds</c>; null where they can.</summary>
    public virtual string? NoFolds => null;

    /// <summary>Adds the options of repeated training; to be called where they are to stand in the help.</summary>
    protected void AddRepeats() => _repeats = new RepeatWords(this);

    /// <summary>What every kind of training reads off the command line beside its options.</summary>
    protected T Common<T>(ParseResult parsed, T options)
        where T : RunOptions => _repeats!.Read(parsed, Last(parsed, options)) with
        {
            Json = parsed.GetValue(Json),
            Doctor = _doctor is not null && parsed.GetValue(_doctor),
            Arguments = [.. parsed.Tokens.Select(token => token.Value)],
        };

    private T Last<T>(ParseResult parsed, T options)
        where T : RunOptions
    {
        T tried = _trial?.Read(parsed, options) ?? options;
        return _checkpoints?.Read(parsed, tried) ?? tried;
    }

    /// <summary>Prepares a job, trains it, and says with what code to end.</summary>
    /// <param name="saved">The run that goes on; its directory is locked before anything is read. Null for a new one.</param>
    private static int Train(RunOptions options, Shell shell, SavedRun? saved, Func<CancellationToken, (TrainJob Job, Resumption? From)> prepare)
    {
        using Interrupts interrupts = shell.CatchInterrupts();
        using IDisposable? alone = saved is null ? null : RunDirectory.Open(saved.Path).Lock();
        options.UseThreads();
        ReportAhead.Begin();
        var view = new TrainView(shell);
        (TrainJob job, Resumption? from) = prepare(interrupts.Token);
        view.ShowPlan(job);
        if (from is not null)
            shell.Out.WriteLine(from);
        if (options.IsTrial)
            return new TrialRun(job, shell, interrupts.Token).Run();
        TrainResult result = job.Run(new TrainProgress(shell, job), interrupts.Token, from);
        view.ShowResult(job, result);
        if (options.Json)
            shell.Out.WriteLine(result.ToJson(job));
        if (result.Fault is { } fault)
        {
            shell.Error.WriteLine($"fathom: {fault} Those weights are in {result.Run}.");
            return ExitCode.Failed;
        }

        return result.History.StopReason == StopReason.Cancelled ? ExitCode.Interrupted : ExitCode.Done;
    }
}
