using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom generate</c>: a trained language model goes on with a text, character by character.</summary>
internal sealed class GenerateCommand : CliCommand
{
    private const int UsualLength = 500;
    private const int MostLength = 10_000_000;

    private readonly Argument<string?> _model;
    private readonly Option<string?> _prompt, _length, _temperature, _topK, _topP, _seed;
    private readonly Option<bool> _greedy;

    public GenerateCommand()
        : base("generate", "let a language model go on with a text")
    {
        _model = Word("MODEL_OR_RUN", "a run of fathom train text, such as runs/latest, or its model file");
        _prompt = Text("--prompt", "TEXT", "what to go on from, in characters of the training text; a new line when left out");
        _length = Text("--length", "N", $"how many characters to write ({UsualLength})");
        _temperature = Text("--temperature", "T", "below 1 for safer choices, above 1 for bolder ones (1)");
        _topK = Text("--top-k", "K", "choose among the K likeliest characters; all by default");
        _topP = Text("--top-p", "P", "choose among the likeliest characters that reach this probability together (1)");
        _greedy = Flag("--greedy", "always the likeliest character; no chance is left");
        _seed = Text("--seed", "N", $"the same seed gives the same text ({RunOptions.DefaultSeed})");
    }

    public override string Usage => "generate MODEL_OR_RUN [--prompt TEXT] [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom generate runs/latest --prompt \"ROMEO:\"", "500 characters more"),
        ("fathom generate runs/latest --temperature 0.8 --top-k 20 --seed 7", "safer choices, another text"),
        ("fathom generate runs/latest --greedy --length 100 --json", "without chance; a line for programs at the end"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        string shown = parsed.GetValue(_model)!;
        TokenSampling sampling = ReadSampling(parsed);
        int length = OptionText.Whole("--length", parsed.GetValue(_length), 0, MostLength) ?? UsualLength;
        ulong seed = OptionText.Seed("--seed", parsed.GetValue(_seed)) ?? RunOptions.DefaultSeed;
        string path = TrainedModel.FindFile(shown, shell);
        TextModel model = TextModel.Of(path, ModelFile.Load(path))
            ?? throw new FileFormatException(path, null, "this is no language model with its characters, so it cannot write. Train one with fathom train text.");
        string? asked = parsed.GetValue(_prompt);
        if (asked?.Length == 0)
            throw new UsageException("--prompt is empty; expected at least one character to go on from, or no --prompt at all.");
        string prompt = asked ?? "";
        long[] tokens = asked is null ? [Math.Max(0, model.Vocabulary.Characters.IndexOf('\n'))] : model.Encode(asked, "--prompt");

        using Interrupts interrupts = shell.CatchInterrupts();
        var text = new StringBuilder();
        shell.Out.Write(prompt);
        foreach (long token in new Predictor(model.Network).Generate(tokens, length, sampling, new Rng(seed)))
        {
            string character = model.Vocabulary.Decode(token);
            text.Append(character);
            shell.Out.Write(character);
            if (interrupts.Token.IsCancellationRequested)
                break;
        }

        shell.Out.WriteLine();
        if (parsed.GetValue(Json))
            shell.Out.WriteLine(Fathom.Cli.Json.Line(new JsonObject { ["model"] = shown, ["prompt"] = prompt, ["text"] = text.ToString(), ["sampling"] = sampling.ToString(), ["seed"] = seed }));
        return interrupts.Token.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
    }

    private TokenSampling ReadSampling(ParseResult parsed)
    {
        double? temperature = OptionText.Number("--temperature", parsed.GetValue(_temperature), t => t >= 0, "a number of at least 0", "0.8");
        int? topK = OptionText.Whole("--top-k", parsed.GetValue(_topK), 1);
        double? topP = OptionText.Number("--top-p", parsed.GetValue(_topP), p => p is > 0 and <= 1, "a probability above 0 and at most 1", "0.9");
        if (!parsed.GetValue(_greedy))
            return new TokenSampling(temperature ?? 1, topK, topP ?? 1);
        return temperature is null && topK is null && topP is null
            ? TokenSampling.Greedy
            : throw new UsageException("--greedy takes the likeliest character, so --temperature, --top-k and --top-p mean nothing. Leave them or --greedy out.");
    }
}
