using System.CommandLine;
using System.Text.Json.Nodes;
using Fathom.Handbook;

namespace Fathom.Cli;

/// <summary><c>fathom show</c>: lists the experiments of the handbook; each is a command of its own below it.</summary>
internal sealed class ShowCommand : CliCommand
{
    private readonly Argument<string?> _name;

    /// <param name="isMeant">Whether it is to be called; for an overview its experiments are not made.</param>
    public ShowCommand(bool isMeant = true)
        : base("show", "show one thing about neural networks with numbers and pictures")
    {
        _name = Word("EXPERIMENT", isMeant ? $"one of {string.Join(", ", Names)}; without it, a list" : "", optional: true);
        if (!isMeant)
            return;
        foreach (Experiment experiment in Experiments.All)
            Add(new ExperimentCommand(experiment));
        Add(new AugmentCommand());
        SetAction(_ => ExitCode.Done);                          // without it the parser demands an experiment
    }

    public override string Usage => "show [EXPERIMENT] [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom show", "the list of experiments"),
        ("fathom show activations --which relu,gelu", "two activations and their slopes"),
        ("fathom show activations --svg picture.svg", "the same as a picture"),
        ("fathom show activations --help", "its options"),
        ("fathom show augment cat.png", "an image and what augmentation makes of it"),
    ];

    private static IEnumerable<string> Names => Experiments.All.Select(experiment => experiment.Name);

    /// <summary>What can stand behind show.</summary>
    private IEnumerable<string> Known => Subcommands.Select(command => command.Name);

    /// <summary>Only words that are no experiment arrive here: the parser takes the others to their own commands.</summary>
    public override UsageException? Misuse(ParseResult parsed) => parsed.GetValue(_name) is { } name && !name.StartsWith('-')
        ? new UsageException($"there is no experiment '{name}'.{Nearest.Hint(name, Known)} The experiments are {string.Join(", ", Names)}, and augment shows images augmented; fathom show lists them with what they show.")
        : null;

    public override int Run(ParseResult parsed, Shell shell)
    {
        var table = new TextTable("experiment", "row", "question") { MaxCellWidth = 200 };
        int before = Names.Max(name => name.Length) + "  row  ".Length;
        foreach (Experiment experiment in Experiments.All)
        {
            IReadOnlyList<string> lines = Paragraph.Wrap(experiment.Question, shell.Width - before);
            table.Add(experiment.Name, experiment.Row, lines[0]);
            foreach (string line in lines.Skip(1))
                table.Add("", "", line);
        }

        shell.Out.WriteLine(table);
        shell.Out.WriteLine("\nfathom show NAME runs one; --svg FILE writes the picture, --help says more.\nfathom show augment IMAGE shows what augmentation makes of an image.");
        if (parsed.GetValue(Json))
        {
            var experiments = new JsonArray();
            foreach (Experiment experiment in Experiments.All)
                experiments.Add((JsonNode)ExperimentJson.Of(experiment));
            shell.Out.WriteLine(Fathom.Cli.Json.Line(new JsonObject { ["experiments"] = experiments }));
        }

        return ExitCode.Done;
    }
}
