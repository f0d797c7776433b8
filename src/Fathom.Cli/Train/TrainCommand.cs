using System.CommandLine;
using Fathom.Kernels;

namespace Fathom.Cli;

/// <summary><c>fathom train</c>: a table goes in; a trained, tested and saved network with its curves comes out.</summary>
internal sealed class TrainCommand : CliCommand
{
    private const int MostThreads = 256;

    private readonly Argument<string?> _data;
    private readonly Option<string?> _target, _task, _test, _validation, _hidden, _activation, _dropout, _optimizer, _lr, _decay, _batch, _epochs, _patience, _seed, _threads, _name, _out, _delimiter;
    private readonly Option<string[]> _keep, _drop, _columns;
    private readonly Option<bool> _noHeader;

    public TrainCommand()
        : base("train", "train a network on a table; report, draw and save what came out")
    {
        _data = Word("DATA", $"a CSV file, or a built-in set: {string.Join(", ", Datasets.All.Select(set => set.Name))}. Without it: {TrainOptions.DefaultData}. A file with such a name is written ./iris", optional: true);
        _target = Text("--target", "COLUMN", "the column to predict (of a file without header: the last one)");
        _task = Text("--task", "TASK", "classification, binary or regression; read off the target when left out");
        _test = Text("--test", "SHARE|FILE", "rows to judge by: a share of the data (0.2), or another file");
        _validation = Text("--validation", "SHARE", "share of the rows to stop by (0.1); 0 for none");
        _keep = Texts("--keep", "A,B", "columns to use although they look useless or give the target away");
        _drop = Texts("--drop", "A,B", "columns to leave out");
        _hidden = Text("--hidden", "64,32", "sizes of the hidden layers; none for a linear model");
        _activation = Text("--activation", "NAME", $"one of {string.Join(", ", Mlp.Activations)}");
        _dropout = Text("--dropout", "P", "probability of dropping a hidden unit, one for all layers or one each (0.3,0.2)");
        _optimizer = Text("--optimizer", "NAME", $"one of {string.Join(", ", Recommendation.Optimizers)}");
        _lr = Text("--lr", "RATE", "learning rate, such as 1e-3");
        _decay = Text("--weight-decay", "L", "how much weights shrink towards 0, such as 1e-2");
        _batch = Text("--batch", "ROWS|all", "rows of a training step");
        _epochs = Text("--epochs", "N", "times every row is seen, at most");
        _patience = Text("--patience", "N", "epochs without improvement on the validation part before stopping; 0 for never");
        _seed = Text("--seed", "N", $"fixes split, weights, order and dropout ({TrainOptions.DefaultSeed})");
        _threads = Text("--threads", "N", "threads to work with; changes the time, never the result");
        _name = Text("--name", "NAME", "a name for the run");
        _out = Text("--out", "DIR", "the run's directory; runs/<time>-<name> when left out");
        _noHeader = Flag("--no-header", "the first line is data, not column names");
        _columns = Texts("--columns", "A,B,C", "names for the columns, in file order");
        _delimiter = Text("--delimiter", "CHAR", "what stands between fields; found by itself among comma, semicolon, tab and bar");
    }

    public override string Usage => "train [DATA] [--target COLUMN] [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom train", "the built-in breast-cancer task, end to end"),
        ("fathom train houses.csv --target price", "your table"),
        ("fathom train digits --hidden 128 --epochs 50", "another built-in set"),
        ("fathom train a.csv --target y --test b.csv --json", "judged by a second file; a line for programs at the end"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        TrainOptions options = Read(parsed);
        using Interrupts interrupts = shell.CatchInterrupts();
        ForkJoin.Threads = options.Threads ?? Math.Min(MostThreads, Environment.ProcessorCount);
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

    internal TrainOptions Read(ParseResult parsed)
    {
        string? test = parsed.GetValue(_test);
        double? testShare = test is not null && OptionText.TryNumber(test, out _) ? Share(_test, test) : null;
        return new TrainOptions
        {
            Data = parsed.GetValue(_data) ?? TrainOptions.DefaultData,
            Target = parsed.GetValue(_target),
            Task = OptionText.OneOf("--task", parsed.GetValue(_task), ["classification", "binary", "regression"]) switch
            {
                null => null,
                "binary" => TableTask.Binary,
                "regression" => TableTask.Regression,
                _ => TableTask.Classification,
            },
            Test = testShare,
            TestFile = testShare is null ? test : null,
            Validation = parsed.GetValue(_validation) is { } validation ? Share(_validation, validation) : null,
            Keep = OptionText.Names("--keep", parsed.GetValue(_keep)),
            Drop = OptionText.Names("--drop", parsed.GetValue(_drop)),
            Hidden = OptionText.Sizes("--hidden", parsed.GetValue(_hidden)),
            Activation = OptionText.OneOf("--activation", parsed.GetValue(_activation), Mlp.Activations),
            Dropout = OptionText.Probabilities("--dropout", parsed.GetValue(_dropout)),
            Optimizer = OptionText.OneOf("--optimizer", parsed.GetValue(_optimizer), Recommendation.Optimizers),
            LearningRate = OptionText.Number("--lr", parsed.GetValue(_lr), lr => lr > 0, "a number above 0", "1e-3"),
            WeightDecay = OptionText.Number("--weight-decay", parsed.GetValue(_decay), decay => decay >= 0, "a number of at least 0", "1e-2"),
            Batch = parsed.GetValue(_batch) is { } batch ? ReadBatch(batch) : null,
            Epochs = OptionText.Whole("--epochs", parsed.GetValue(_epochs), 1, 1_000_000),
            Patience = OptionText.Whole("--patience", parsed.GetValue(_patience), 0),
            Seed = OptionText.Seed("--seed", parsed.GetValue(_seed)) ?? TrainOptions.DefaultSeed,
            Threads = OptionText.Whole("--threads", parsed.GetValue(_threads), 1, MostThreads),
            Name = parsed.GetValue(_name),
            Out = parsed.GetValue(_out),
            NoHeader = parsed.GetValue(_noHeader),
            Columns = OptionText.Names("--columns", parsed.GetValue(_columns)),
            Delimiter = OptionText.Delimiter("--delimiter", parsed.GetValue(_delimiter)),
            Json = parsed.GetValue(Json),
            Arguments = [.. parsed.Tokens.Select(token => token.Value)],
        }.Checked();
    }

    private static double Share(Option option, string text) =>
        OptionText.Number(option.Name, text, share => share is >= 0 and < 1, "a share of at least 0 and below 1", "0.2")!.Value;

    private static int ReadBatch(string text) => text.Equals("all", StringComparison.OrdinalIgnoreCase)
        ? int.MaxValue
        : OptionText.TryNumber(text, out _)
            ? OptionText.Whole("--batch", text, 1)!.Value
            : throw OptionText.Refuse("--batch", text, "a number of rows, or all", "32");
}
