using System.CommandLine;

namespace Fathom.Cli;

/// <summary><c>fathom compare</c>: how runs differ in settings, course and figures. Changes nothing.</summary>
internal sealed class CompareCommand : CliCommand
{
    private readonly Argument<string[]> _runs;
    private readonly Option<string?> _metric, _svg;

    public CompareCommand()
        : base("compare", "how runs differ: settings, curves laid over each other, figures")
    {
        _runs = new Argument<string[]>("RUN") { Description = "run directories, two or more; differences are from the first. A directory that holds several runs, as --seeds makes, means all of them", Arity = ArgumentArity.ZeroOrMore };
        Add(_runs);
        _metric = Text("--metric", "NAME", "draw this metric of the validation part instead of the loss");
        _svg = Text("--svg", "FILE", "also draw the curves as a picture");
    }

    public override string Usage => "compare RUN RUN… [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom compare runs/a runs/b", "settings that differ, curves, figures"),
        ("fathom compare runs/* --metric accuracy --svg curves.svg", "all runs; accuracy by epoch as a picture"),
        ("fathom compare runs/a runs/b --json", "a line for programs"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        string[] words = parsed.GetValue(_runs) ?? [];
        string? svg = OptionText.Picture("--svg", parsed.GetValue(_svg), "curves.svg", shell);
        if (words.Length == 0)
            throw new UsageException($"fathom compare needs runs: fathom {Usage}. fathom runs lists them.");
        IReadOnlyList<RunRecord> runs = [.. RunFinder.Named(words, shell).DistinctBy(run => run.Path)];
        if (runs.Count < 2)
            throw new UsageException($"fathom compare needs two runs or more, got one: {runs[0].DirectoryName}. Name another beside it; fathom runs lists them.");
        string? metric = parsed.GetValue(_metric);
        string[] known = [.. runs.SelectMany(run => run.Epochs.Count > 0 ? run.Epochs[^1].Metrics.Keys : []).Distinct()];
        if (metric is not null && !known.Contains(metric))
            throw new UsageException($"--metric: no run has '{metric}' for its epochs.{Nearest.Hint(metric, known)} {(known.Length == 0 ? "They were trained without a validation part." : $"Known are {string.Join(", ", known)}.")}");
        var view = new CompareView(new RunComparison(runs), metric);
        view.Write(shell);
        if (svg is not null)
        {
            AtomicFile.WriteAllText(svg, view.Chart().ToSvg());
            shell.Out.WriteLine($"curves: {parsed.GetValue(_svg)}");
        }

        if (parsed.GetValue(Json))
            shell.Out.WriteLine(Fathom.Cli.Json.Line(view.ToJson()));
        return ExitCode.Done;
    }
}
