using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom train</c>: a table goes in; a trained, tested and saved network with its curves comes out.</summary>
internal sealed class TrainCommand : CliCommand
{
    private readonly DataWords _data;
    private readonly NetworkWords _network;
    private readonly HeadWords _head;
    private readonly StepWords _steps;
    private readonly RunWords _run;
    private readonly FileWords _file;
    private readonly Option<string?> _lr, _epochs, _patience, _name, _out;

    public TrainCommand()
        : base("train", "train a network on a table; report, draw and save what came out")
    {
        _data = new DataWords(this);
        _network = new NetworkWords(this);
        _head = new HeadWords(this);
        _lr = Text("--lr", "RATE", "learning rate, such as 1e-3; fathom find-lr looks for one");
        _steps = new StepWords(this);
        _epochs = Text("--epochs", "N", "times every row is seen, at most");
        _patience = Text("--patience", "N", "epochs without improvement on the validation part before stopping; 0 for never");
        _run = new RunWords(this);
        _name = Text("--name", "NAME", "a name for the run");
        _out = Text("--out", "DIR", "the run's directory; runs/<time>-<name> when left out");
        _file = new FileWords(this);
    }

    public override string Usage => "train [DATA] [--target COLUMN] [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom train", "the built-in breast-cancer task, end to end"),
        ("fathom train houses.csv --target price", "your table"),
        ("fathom train films.csv --target comedy,drama --task multilabel", "several labels at once"),
        ("fathom train digits --hidden 128 --epochs 50", "another built-in set"),
        ("fathom train a.csv --target y --test b.csv --json", "judged by a second file; a line for programs at the end"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        TrainOptions options = Read(parsed);
        using Interrupts interrupts = shell.CatchInterrupts();
        options.UseThreads();
        var view = new TrainView(shell);
        TrainJob job = TrainJob.Prepare(options, shell, interrupts.Token);
        view.ShowPlan(job);
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

    private TrainOptions Read(ParseResult parsed) => (_file.Read(parsed, _run.Read(parsed, _steps.Read(parsed, _head.Read(parsed, _network.Read(parsed, _data.Read(parsed)))))) with
    {
        LearningRate = OptionText.Number("--lr", parsed.GetValue(_lr), lr => lr > 0, "a number above 0", "1e-3"),
        Epochs = OptionText.Whole("--epochs", parsed.GetValue(_epochs), 1, 1_000_000),
        Patience = OptionText.Whole("--patience", parsed.GetValue(_patience), 0),
        Name = parsed.GetValue(_name),
        Out = parsed.GetValue(_out),
        Json = parsed.GetValue(Json),
        Arguments = [.. parsed.Tokens.Select(token => token.Value)],
    }).Checked();
}
