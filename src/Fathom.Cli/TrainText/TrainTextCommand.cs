using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom train text</c>: a text goes in; a language model of its characters comes out.</summary>
internal sealed class TrainTextCommand : TrainingCommand
{
    private const int MostLayers = 200;
    private const int MostWidth = 100_000;

    private readonly Argument<string?> _data;
    private readonly Option<string?> _model, _layers, _heads, _width, _embedding, _context, _trainSteps, _validation, _dropout, _leastRate, _warmup, _betas;
    private readonly OptimizerWords _optimizer;
    private readonly StepWords _steps;
    private readonly RunWords _run;
    private readonly OutWords _out;

    public TrainTextCommand()
        : base("text", "train a language model on the characters of a text; fathom generate lets it write")
    {
        _data = Word("FILE", $"a text file in UTF-8, or a built-in text: {string.Join(", ", Datasets.Texts.Keys)}");
        _model = Text("--model", "gpt|lstm", "a transformer, or a recurrent network (gpt)");
        _layers = Text("--layers", "N", "blocks of the gpt (4), or layers of the lstm (1)");
        _heads = Text("--heads", "N", "heads of each attention, a divisor of the width (4)");
        _width = Text("--width", "N", "length of a character's vector in the gpt (128), units of an lstm layer (256)");
        _embedding = Text("--embedding", "N", "length of a character's vector in the lstm (64)");
        _context = Text("--context", "N", "characters of a window: how far back the network sees, or is trained to (64)");
        _trainSteps = Text("--steps", "N", "steps on random windows (2,000 of a gpt); --epochs goes through the text instead (3 of an lstm)");
        _validation = Text("--validation", "SHARE", "the share of the text to judge by, its end (0.1)");
        _dropout = Text("--dropout", "P", "the probability of dropping a unit (0)");
        _warmup = Text("--warmup", "STEPS", "the rate rises for so many steps (100 of a gpt)");
        _leastRate = Text("--min-lr", "RATE", "then falls as a cosine to this rate (a tenth of --lr)");
        _betas = Text("--betas", "B1,B2", "Adam's memory of gradients and of their squares (0.9,0.99 of a gpt)");
        _optimizer = new OptimizerWords(this);
        _steps = new StepWords(this);
        _run = new RunWords(this);
        AddRepeats();
        _out = new OutWords(this);
        AddCheckpoints();
    }

    public override string Words => "train text";

    public override string? NoFolds => "a text is split by position, to be judged by what comes after what was learned";

    public override string Usage => "train text FILE [--model gpt|lstm] [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom train text shakespeare", "a small GPT on the built-in plays"),
        ("fathom train text book.txt --model lstm --epochs 5", "your text"),
        ("fathom generate runs/latest --prompt \"ROMEO:\"", "then: let it write"),
    ];

    public override TrainJob Prepare(RunOptions options, Shell shell, CancellationToken cancel) => new TextJob((TextOptions)options, shell, cancel);

    public override RunOptions Read(ParseResult parsed) => Common(parsed, _out.Read(parsed, _run.Read(parsed, _steps.Read(parsed, _optimizer.Read(parsed, new TextOptions
    {
        Data = parsed.GetValue(_data)!,
        Model = OptionText.OneOf("--model", parsed.GetValue(_model), TextOptions.Models) ?? TextOptions.Gpt,
        Layers = OptionText.Whole("--layers", parsed.GetValue(_layers), 1, MostLayers),
        Heads = OptionText.Whole("--heads", parsed.GetValue(_heads), 1, MostWidth),
        Width = OptionText.Whole("--width", parsed.GetValue(_width), 1, MostWidth),
        Embedding = OptionText.Whole("--embedding", parsed.GetValue(_embedding), 1, MostWidth),
        Context = OptionText.Whole("--context", parsed.GetValue(_context), 1, MostWidth),
        Steps = OptionText.Whole("--steps", parsed.GetValue(_trainSteps), 1, 10_000_000),
        Validation = OptionText.Number("--validation", parsed.GetValue(_validation), share => share is >= 0 and < 1, "a share of at least 0 and below 1", "0.1"),
        Dropout = OptionText.Number("--dropout", parsed.GetValue(_dropout), p => p is >= 0 and < 1, "a probability of at least 0 and below 1", "0.1"),
        Warmup = OptionText.Whole("--warmup", parsed.GetValue(_warmup), 0),
        LeastRate = OptionText.Number("--min-lr", parsed.GetValue(_leastRate), lr => lr >= 0, "a number of at least 0", "1e-4"),
        Betas = parsed.GetValue(_betas) is { } betas ? TextSettings.ReadBetas(betas) : null,
    }))))).Checked();
}
