using System.CommandLine;
using Fathom.Handbook;

namespace Fathom.Cli;

/// <summary><c>fathom show NAME</c>: runs one experiment; its options come from the experiment itself.</summary>
internal sealed class ExperimentCommand : CliCommand
{
    private readonly Experiment _experiment;
    private readonly List<(ExperimentOption Option, Option<string?> Text)> _options = [];
    private readonly Option<string?> _seed, _svg;

    public ExperimentCommand(Experiment experiment)
        : base(experiment.Name, experiment.Question)
    {
        _experiment = experiment;
        foreach (ExperimentOption option in experiment.Options)
            _options.Add((option, Text($"--{option.Name}", ValueName(option), $"{option.Meaning}: {option.Expected}; {option.DefaultText} by default")));
        _seed = Text("--seed", "N", "seed of everything random; 0 by default");
        _svg = Text("--svg", "FILE", "write the pictures to this SVG file");
    }

    public override string Words => $"show {Name}";

    public override string Usage => $"{Words} [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ($"fathom {Words}", "as the handbook has it"),
        .. _experiment.Options.Take(1).Select(option => ($"fathom {Words} --{option.Name} {option.DefaultText}", option.Meaning)),
        ($"fathom {Words} --svg {Name}.svg --json", "the picture, and the numbers for programs"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        string? svg = OptionText.Picture("--svg", parsed.GetValue(_svg), $"{Name}.svg", shell);
        ExperimentResult result = Measure(parsed, OptionText.Seed("--seed", parsed.GetValue(_seed)) ?? 0);
        // The file first: when it cannot be written nothing else is said either.
        if (svg is not null)
            AtomicFile.WriteAllText(svg, result.ToSvg() + "\n");
        ExperimentView.Write(_experiment, result, shell);
        if (svg is not null)
            shell.Out.WriteLine($"\npicture: {parsed.GetValue(_svg)}");
        if (parsed.GetValue(Json))
            shell.Out.WriteLine(Fathom.Cli.Json.Line(ExperimentJson.Of(_experiment, result)));
        return ExitCode.Done;
    }

    private ExperimentResult Measure(ParseResult parsed, ulong seed)
    {
        var texts = new Dictionary<string, string>();
        foreach ((ExperimentOption option, Option<string?> text) in _options)
        {
            if (parsed.GetValue(text) is { } value)
                texts[option.Name] = CheckNames(option, value);
        }

        try
        {
            return _experiment.Run(texts, seed);
        }
        catch (ExperimentOptionException fault)
        {
            throw new UsageException($"--{fault.Message}");
        }
    }

    /// <summary>Names get hints of what was meant, which the experiments themselves do not give.</summary>
    private static string CheckNames(ExperimentOption option, string text)
    {
        string name = $"--{option.Name}";
        return option switch
        {
            ChoiceOption choice => OptionText.OneOf(name, text, choice.Choices)!,
            ChoicesOption choices => string.Join(',', text.Split(',', StringSplitOptions.TrimEntries)
                .Select(word => word == ChoicesOption.All ? word : OptionText.OneOf(name, word, choices.Choices))),
            _ => text,
        };
    }

    private static string ValueName(ExperimentOption option) => option switch
    {
        NumberOption { IsWhole: true } => "N",
        NumberOption => "NUMBER",
        NumbersOption => "NUMBERS",
        ChoiceOption => "NAME",
        _ => "NAMES",
    };
}
