using System.CommandLine;

namespace Fathom.Cli;

/// <summary>A command that trains: shows the plan, trains, shows and saves what came out.</summary>
internal abstract class TrainingCommand : CliCommand
{
    private readonly TrialWords _trial;

    protected TrainingCommand(string name, string description)
        : base(name, description) => _trial = new TrialWords(this);

    /// <summary>Whether these words mean this command, where a table has the same name.</summary>
    public virtual bool IsMeant(string[] args) => true;

    /// <summary>What the words ask for, checked word by word.</summary>
    public abstract RunOptions Read(ParseResult parsed);

    /// <summary>The training that options of this kind ask for, checked against its data; nothing is written.</summary>
    public abstract TrainJob Prepare(RunOptions options, Shell shell, CancellationToken cancel);

    public override int Run(ParseResult parsed, Shell shell) => Train(Read(parsed), shell);

    /// <summary>What every kind of training reads off the command line beside its options.</summary>
    protected T Common<T>(ParseResult parsed, T options)
        where T : RunOptions => _trial.Read(parsed, options) with
        {
            Json = parsed.GetValue(Json),
            Arguments = [.. parsed.Tokens.Select(token => token.Value)],
        };

    /// <summary>Prepares a job, trains it, and says with what code to end.</summary>
    private int Train(RunOptions options, Shell shell)
    {
        using Interrupts interrupts = shell.CatchInterrupts();
        options.UseThreads();
        var view = new TrainView(shell);
        TrainJob job = Prepare(options, shell, interrupts.Token);
        view.ShowPlan(job);
        if (options.IsTrial)
            return new TrialRun(job, shell, interrupts.Token).Run();
        TrainResult result = job.Run(new TrainProgress(shell, job), interrupts.Token);
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
