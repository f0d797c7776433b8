using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom train</c>: a table goes in; a trained, tested and saved network with its curves comes out.</summary>
internal sealed class TrainCommand : TrainingCommand
{
    private readonly DataWords _data;
    private readonly TableNetworkWords _network;
    private readonly OptimizerWords _optimizer;
    private readonly HeadWords _head;
    private readonly StepWords _steps;
    private readonly RunWords _run;
    private readonly OutWords _out;
    private readonly FileWords _file;

    public TrainCommand()
        : base("train", "train a network on a table, on images, a text or a series; report, draw and save what came out")
    {
        _data = new DataWords(this);
        _network = new TableNetworkWords(this);
        _optimizer = new OptimizerWords(this);
        _head = new HeadWords(this);
        _steps = new StepWords(this, ofTables: true);
        _run = new RunWords(this);
        AddRepeats();
        _out = new OutWords(this);
        _file = new FileWords(this);
        AddCheckpoints();
    }

    public override string Usage => "train [DATA] [--target COLUMN] [options]";

    public override IReadOnlyList<CliCommand> Kinds => TrainKinds.All;

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom train", "the built-in breast-cancer task, end to end"),
        ("fathom train houses.csv --target price", "your table"),
        ("fathom train films.csv --target comedy,drama --task multilabel", "several labels at once"),
        ("fathom train digits --hidden 128 --epochs 50", "another built-in set"),
        ("fathom train a.csv --target y --test b.csv --json", "judged by a second file; a line for programs at the end"),
    ];

    public override TrainJob Prepare(RunOptions options, Shell shell, CancellationToken cancel) => TableJob.Prepare((TrainOptions)options, shell, cancel);

    /// <summary>A table has one network; asking for another one gets an answer that says where it is.</summary>
    public override UsageException? Misuse(ParseResult parsed)
    {
        int at = parsed.UnmatchedTokens.ToList().FindIndex(word => word == "--model" || word.StartsWith("--model=", StringComparison.Ordinal));
        string? model = at < 0 ? null : parsed.UnmatchedTokens[at].Split('=') is [_, var value] ? value : at + 1 < parsed.UnmatchedTokens.Count ? parsed.UnmatchedTokens[at + 1] : "NAME";
        return model is null ? null : new UsageException($"--model {model} is for images and texts: {string.Join(", ", TrainKinds.All.Select(kind => $"fathom {kind.Words}"))}. A table is learned by a multi-layer perceptron; leave --model out.");
    }

    public override RunOptions Read(ParseResult parsed)
    {
        TrainOptions options = _head.Read(parsed, _optimizer.Read(parsed, _network.Read(parsed, _data.Read(parsed))));
        return Common(parsed, _file.Read(parsed, _out.Read(parsed, _run.Read(parsed, _steps.Read(parsed, options))))).Checked();
    }
}
