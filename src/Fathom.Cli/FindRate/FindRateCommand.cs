using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom find-lr</c>: looks for a learning rate by a range test; changes and saves nothing.</summary>
internal sealed class FindRateCommand : CliCommand
{
    private const int MostSteps = 100_000;

    private readonly DataWords _data;
    private readonly TableNetworkWords _network;
    private readonly OptimizerWords _optimizer;
    private readonly HeadWords _head;
    private readonly RunWords _run;
    private readonly FileWords _file;
    private readonly Option<string?> _model, _from, _to, _steps, _svg;

    public FindRateCommand()
        : base("find-lr", "look for a learning rate: train briefly while the rate grows, and see where the loss falls fastest")
    {
        _data = new DataWords(this);
        _model = Text("--model", "MODEL_OR_RUN", "begin with a saved network, which stays as it is; without it, with a new one");
        _network = new TableNetworkWords(this);
        _optimizer = new OptimizerWords(this);
        _head = new HeadWords(this);
        _from = Text("--from", "RATE", "the first learning rate (1e-7)");
        _to = Text("--to", "RATE", "the last learning rate (10)");
        _steps = Text("--steps", "N", "how many rates, one step each (100)");
        _svg = Text("--svg", "FILE", "write the picture there, too");
        _run = new RunWords(this);
        _file = new FileWords(this);
    }

    public override string Usage => "find-lr [DATA] [--target COLUMN] [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom find-lr", "a rate for the built-in breast-cancer task"),
        ("fathom find-lr houses.csv --target price --svg rates.svg", "for your table, with a picture"),
        ("fathom find-lr digits --optimizer sgd --batch 64", "for another optimizer and batch"),
        ("fathom find-lr new.csv --model runs/latest", "to train a saved network further"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        TrainOptions options = _file.Read(parsed, _run.Read(parsed, _head.Read(parsed, _optimizer.Read(parsed, _network.Read(parsed, _data.Read(parsed)))))) with { Arguments = [.. parsed.Tokens.Select(token => token.Value)] };
        (double from, double to, int steps) = Range(parsed);
        string? svg = OptionText.Picture("--svg", parsed.GetValue(_svg), "rates.svg", shell);
        using Interrupts interrupts = shell.CatchInterrupts();
        options.UseThreads();
        FindRateJob job = parsed.GetValue(_model) is { } model
            ? FindRateJob.OfSaved(model, _data.IsGiven(parsed), RefuseTheModelsOwn(parsed, options), shell)
            : FindRateJob.OfNew(options.Checked(), shell, interrupts.Token);
        LearningRateSearch search = job.Find(from, to, steps, interrupts.Token);
        var view = new FindRateView(job, search);
        view.Write(shell);
        if (svg is not null)
        {
            WritePicture(svg, parsed.GetValue(_svg)!, view.Chart);
            shell.Out.WriteLine($"picture: {parsed.GetValue(_svg)}");
        }

        if (parsed.GetValue(Json))
            shell.Out.WriteLine(Fathom.Cli.Json.Line(view.ToJson()));
        return ExitCode.Done;
    }

    private (double From, double To, int Steps) Range(ParseResult parsed)
    {
        double from = Rate(_from, parsed.GetValue(_from)) ?? 1e-7, to = Rate(_to, parsed.GetValue(_to)) ?? 10;
        if (to <= from)
            throw new UsageException(FormattableString.Invariant($"--from {from} is not below --to {to}; the rates grow from the first to the last, for example --from 1e-6 --to 1."));
        return (from, to, OptionText.Whole("--steps", parsed.GetValue(_steps), 10, MostSteps) ?? 100);
    }

    private static double? Rate(Option option, string? text) => OptionText.Number(option.Name, text, rate => rate > 0, "a number above 0", "1e-5");

    private static void WritePicture(string path, string shown, LineChart chart)
    {
        try
        {
            AtomicFile.WriteAllText(path, SvgChart.Render(chart) + "\n");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--svg {shown} cannot be written: {fault.Message.TrimEnd('.')}. Name a file where you may write.", fault);
        }
    }

    /// <summary>A saved model brings its network, target and columns along; asking for others would be passed over silently.</summary>
    private TrainOptions RefuseTheModelsOwn(ParseResult parsed, TrainOptions options)
    {
        foreach (Option option in (Option[])[.. _data.OfTheTask, .. _network.All, .. _head.All])
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UsageException($"{option.Name} does not go with --model: the saved model has its own. Leave one of them out.");
        }

        return options;
    }
}
