using System.CommandLine;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom export-tensorboard</c>: a run's curves and histograms as files that TensorBoard reads.</summary>
internal sealed class ExportTensorBoardCommand : CliCommand
{
    private readonly Argument<string?> _run;
    private readonly Option<string?> _out;

    public ExportTensorBoardCommand()
        : base("export-tensorboard", "write a run's curves and histograms as event files that TensorBoard reads")
    {
        _run = Word("RUN", "a run's directory, as runs/latest", optional: true);
        _out = Text("--out", "DIR", "where train/ and validation/ go; tensorboard in the run's directory when left out");
    }

    public override string Usage => "export-tensorboard RUN [--out DIR]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom export-tensorboard runs/latest", "then: tensorboard --logdir runs/latest/tensorboard"),
        ("fathom export-tensorboard runs/latest --out boards/first", "several runs beside each other: tensorboard --logdir boards"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        string run = parsed.GetValue(_run) ?? throw new UsageException($"fathom {Words} needs a run: fathom {Usage}. fathom {Words} --help has an example.");
        string? folder = parsed.GetValue(_out);
        if (folder is { Length: 0 })
            throw new UsageException("--out is empty; expected a directory, for example --out boards/first.");
        TensorBoardExport export;
        try
        {
            export = TensorBoardExport.Write(shell.Resolve(run), folder is null ? null : shell.Resolve(folder));
        }
        catch (FileNotFoundException fault)
        {
            throw new UsageException(fault.Message.Replace(shell.Resolve(run), run, StringComparison.Ordinal));
        }

        string shown = folder ?? Path.Combine(run, "tensorboard");
        shell.Out.WriteLine($"{Plural.Of(export.Epochs, "epoch")} and {Plural.Of(export.Samples, "sample")} of the monitor are in {shown}");
        shell.Out.WriteLine($"look at them: tensorboard --logdir {RepeatCommand.Quoted(shown)}");
        if (parsed.GetValue(Json))
            shell.Out.WriteLine(Cli.Json.Line(new JsonObject { ["train"] = export.Train, ["validation"] = export.Validation, ["epochs"] = export.Epochs, ["samples"] = export.Samples }));
        return ExitCode.Done;
    }
}
