using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom predict</c>: a trained model and new rows go in; a line of predictions for each row comes out.</summary>
internal sealed class PredictCommand : CliCommand
{
    private readonly Argument<string?> _model, _file;
    private readonly Option<string?> _output, _delimiter, _steps;
    private readonly Option<string[]> _with;

    public PredictCommand()
        : base("predict", "predict rows of a table, images, or how a series goes on, with a trained model")
    {
        _model = Word("MODEL_OR_RUN", "a run directory, such as runs/latest, or a model file");
        _file = Word("FILE", "a CSV file with the columns the model was trained on; the target may be absent. For images, a PNG file, a folder of them, or an IDX file. Of a series, newer values to go on from; those it was trained on when left out", optional: true);
        _output = Text("--output", "FILE", "where the predictions go, written as a whole or not at all; standard output when left out");
        _with = Texts("--with", "A,B", "columns of the table to repeat before the predictions, such as a name or a number");
        _delimiter = Text("--delimiter", "CHAR", "what stands between the fields of FILE; found by itself");
        _steps = Text("--steps", "N", "of a series: how many values to forecast; the --horizon of the training when left out");
    }

    public override string Usage => "predict MODEL_OR_RUN FILE [--output FILE]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom predict runs/latest new.csv", "predictions on standard output"),
        ("fathom predict runs/latest new.csv --output predicted.csv", "into a file"),
        ("fathom predict model.safetensors new.csv --with name", "each beside its name"),
        ("fathom predict runs/latest seven.png", "an image"),
        ("fathom predict runs/latest --steps 6", "the next values of a series"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        string shown = parsed.GetValue(_model)!;
        string? output = parsed.GetValue(_output);
        using Interrupts interrupts = shell.CatchInterrupts();
        string? given = parsed.GetValue(_file);
        if (given is null && !IsModel(shown, shell))
            throw NeedsFile();
        string path = TrainedModel.FindFile(shown, shell);
        ModelFile loaded = ModelFile.Load(path);
        int? steps = OptionText.Whole("--steps", parsed.GetValue(_steps), 1, 100_000);
        if (SeriesModel.Of(loaded, path) is { } series)
            return new SeriesForecast(shown, path, series).Run(given, steps, output, parsed.GetValue(Json), shell);
        if (steps is not null)
            throw new UsageException($"--steps is for series, but {shown} was trained on something else. Leave it out.");
        if (ImageModel.Of(path, loaded) is { } images)
            return new ImagePrediction(images, shown, [.. Given(parsed, _with, _delimiter)]).Run(given ?? throw NeedsFile(), output, parsed.GetValue(Json), shell, interrupts.Token);
        TrainedModel model = TrainedModel.Of(path, loaded);
        string file = shell.Resolve(given ?? throw NeedsFile());
        if (output is not null && (IsSame(output, file, shell) || IsSame(output, model.Path, shell)))
            throw new UsageException($"--output {output} is the {(IsSame(output, file, shell) ? "table" : "model")} itself, which predictions would overwrite. Name another file, for example --output predicted.csv.");
        var options = new CsvOptions { Delimiter = OptionText.Delimiter("--delimiter", parsed.GetValue(_delimiter)) };
        Table table = model.Preprocessor.ReadCsv(file, options);
        var with = OptionText.Names("--with", parsed.GetValue(_with)).Select(name => table[name]).ToList();
        TableFeatures features = model.Preprocessor.Transform(table);
        foreach (Notice notice in table.Notices.Concat(features.Notices))
            shell.Error.WriteLine(notice.Kind == NoticeKind.Warning ? notice.ToString() : $"note: {notice.Text}");

        var rows = new PredictionWriter(model, with);
        if (output is null)
        {
            rows.Write(features, shell.Out, interrupts.Token);
        }
        else
        {
            AtomicFile.Write(shell.Resolve(output), stream =>
            {
                using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                rows.Write(features, text, interrupts.Token);
            });
            shell.Error.WriteLine($"{features.Rows:N0} predictions of {model.Preprocessor.Target} are in {output}.");
        }

        if (parsed.GetValue(Json))
        {
            shell.Out.WriteLine(Fathom.Cli.Json.Line(new JsonObject
            {
                ["task"] = model.Task,
                ["target"] = model.Preprocessor.Target,
                ["targets"] = Fathom.Cli.Json.Array(model.Preprocessor.Targets.Select(target => target.Name)),
                ["rows"] = features.Rows,
                ["model"] = shown,
                ["output"] = output,
            }));
        }

        return ExitCode.Done;
    }

    private static bool IsSame(string path, string other, Shell shell) => Path.GetFullPath(shell.Resolve(path)) == Path.GetFullPath(other);
}
