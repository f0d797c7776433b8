using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom check</c>: are the gradients of a network right, and its inputs and labels sound? Changes and saves nothing.</summary>
internal sealed class CheckCommand : CliCommand
{
    private const int MostRows = 1000;

    private readonly Argument<string?> _model, _data;
    private readonly Option<bool> _random;
    private readonly Option<string?> _rows, _elements, _input, _seed, _delimiter;

    public CheckCommand()
        : base("check", "check the gradients of a network by central differences, and its inputs and labels")
    {
        _model = Word("MODEL_OR_RUN", $"a run directory, such as runs/latest, or a model file. Without it: a new network for {TrainOptions.DefaultData}", optional: true);
        _data = Word("FILE", "rows for it: a CSV file with its columns, or a built-in set; the set it was trained on when left out", optional: true);
        _random = Flag("--random", "take random rows instead; inputs and labels are not checked then");
        _rows = Text("--rows", "N", $"rows for the gradients ({CheckSettings.DefaultRows}); inputs and labels are checked in all");
        _elements = Text("--elements", "N", $"elements of each tensor to check ({CheckSettings.DefaultElements}); smaller tensors are checked in full");
        _input = Text("--input", "3,8", "with --random: the shape of one row, where a model does not tell");
        _seed = Text("--seed", "N", "fixes random rows and which elements are checked (0)");
        _delimiter = Text("--delimiter", "CHAR", "what stands between the fields of FILE; found by itself");
    }

    public override string Usage => "check [MODEL_OR_RUN] [FILE] [options]";

    public override IReadOnlyList<(int Code, string What)> MoreExitCodes => [(ExitCode.Found, "something wrong was found")];

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom check", "a new network for the built-in breast-cancer task"),
        ("fathom check runs/latest", "a trained network, on rows of the set it was trained on"),
        ("fathom check model.safetensors houses.csv", "on rows of a file"),
        ("fathom check model.safetensors --random --json", "on random rows; a line for programs"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        var settings = new CheckSettings(
            OptionText.Whole("--rows", parsed.GetValue(_rows), 2, MostRows) ?? CheckSettings.DefaultRows,
            OptionText.Whole("--elements", parsed.GetValue(_elements), 1) ?? CheckSettings.DefaultElements,
            OptionText.Seed("--seed", parsed.GetValue(_seed)) ?? 0);
        bool random = parsed.GetValue(_random);
        IReadOnlyList<int>? input = OptionText.Sizes("--input", parsed.GetValue(_input));
        string? model = parsed.GetValue(_model), data = parsed.GetValue(_data);
        if (random && data is not null)
            throw new UsageException($"--random and {data} both say which rows to take. Leave one of them out.");
        if (input is not null && (!random || model is null))
            throw new UsageException("--input is the shape of random rows for a saved model: it goes with --random and a model.");
        using Interrupts interrupts = shell.CatchInterrupts();
        var options = new TrainOptions { Seed = settings.Seed, Delimiter = OptionText.Delimiter("--delimiter", parsed.GetValue(_delimiter)) };
        CheckJob job = model is null
            ? CheckJob.OfNew(random, settings, shell, interrupts.Token)
            : random ? CheckJob.OfRandom(model, input, settings, shell) : CheckJob.OfSaved(model, data, options, shell);
        return new CheckView(job, settings).Write(shell, parsed.GetValue(Json), interrupts.Token);
    }
}
