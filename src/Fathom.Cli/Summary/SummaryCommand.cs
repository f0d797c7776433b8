using System.CommandLine;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom summary</c>: what a model file holds: layers, parameters, task, inputs, and how it was trained.</summary>
internal sealed class SummaryCommand : CliCommand
{
    private const int MostText = 400;
    private const string PrintGraph = "text";

    private readonly Argument<string?> _model;
    private readonly Option<string?> _graph;

    public SummaryCommand()
        : base("summary", "show what a trained model is made of and how it was trained")
    {
        _model = Word("MODEL_OR_RUN", "a run directory, such as runs/latest, or a model file");
        _graph = Text("--graph", "FILE", "draw the operations of a forward pass to FILE.svg or FILE.dot; 'text' prints them");
    }

    public override string Usage => "summary MODEL_OR_RUN";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom summary runs/latest", "layers, parameters, inputs, training"),
        ("fathom summary runs/latest --graph network.svg", "a picture of its operations"),
        ("fathom summary model.safetensors --json", "the same for programs"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        string? picture = parsed.GetValue(_graph);
        if (picture is not PrintGraph)
            OptionText.Picture("--graph", picture, "network.svg", shell, isGraph: true);
        string shown = parsed.GetValue(_model)!, path = TrainedModel.FindFile(shown, shell);
        var loaded = ModelFile.Load(path);
        if (SummarySheet.Of(path, loaded) is { } sheet)
            return Show(sheet, loaded.Model, picture, shown, parsed.GetValue(Json), shell);
        TrainedModel model = TrainedModel.Of(path, loaded);

        // The file first: when it cannot be written nothing else is said either.
        string? drawn = picture is null ? null : Draw(model.File.Model, [model.Preprocessor.FeatureCount], "features", picture, shell);
        ModelSummary summary = model.Summary;
        TablePreprocessor preprocessor = model.Preprocessor;
        shell.Out.WriteLine(TrainView.NetworkTable(summary));
        shell.Out.WriteLine();
        shell.Out.WriteLine(Facts(model));
        shell.Out.WriteLine();
        shell.Out.WriteLine($"features: {SummarySheet.List(preprocessor.FeatureNames)}");
        if (drawn is not null)
            shell.Out.WriteLine($"\n{drawn}");
        if (parsed.GetValue(Json))
        {
            shell.Out.WriteLine(Fathom.Cli.Json.Line(new JsonObject
            {
                ["task"] = model.Task,
                ["target"] = preprocessor.Target,
                ["targets"] = Fathom.Cli.Json.Array(preprocessor.Targets.Select(target => target.Name)),
                ["parameters"] = summary.Parameters,
                ["columns"] = Fathom.Cli.Json.Array(preprocessor.ColumnNames),
                ["features"] = preprocessor.FeatureCount,
                ["classes"] = Fathom.Cli.Json.Array(preprocessor.Classes),
                ["training"] = model.Training.DeepClone(),
                ["model"] = parsed.GetValue(_model),
            }));
        }

        return ExitCode.Done;
    }

    /// <summary>A model of anything but tables.</summary>
    private static int Show(SummarySheet sheet, Layer network, string? picture, string shown, bool json, Shell shell)
    {
        string? drawn = picture is null ? null : Draw(network, sheet.Row, sheet.Input, picture, shell, sheet.Type);
        ModelSummary summary = ModelSummary.Of(network, sheet.Row.Insert(0, 1), sheet.Type);
        shell.Out.WriteLine(TrainView.NetworkTable(summary));
        shell.Out.WriteLine();
        var table = new TextTable("", "") { MaxCellWidth = MostText };
        table.Add("file", $"{sheet.Path} ({Display.Bytes(new FileInfo(sheet.Path).Length)})").Add("task", sheet.Task);
        foreach ((string name, string value) in sheet.Facts)
            table.Add(name, value);
        shell.Out.WriteLine(Trained(table, sheet.Training));
        if (drawn is not null)
            shell.Out.WriteLine($"\n{drawn}");
        if (json)
        {
            var line = new JsonObject { ["task"] = sheet.Task, ["parameters"] = summary.Parameters };
            foreach ((string name, JsonNode? value) in sheet.Json)
                line[name] = value?.DeepClone();
            line["training"] = sheet.Training.DeepClone();
            line["model"] = shown;
            shell.Out.WriteLine(Fathom.Cli.Json.Line(line));
        }

        return ExitCode.Done;
    }

    /// <summary>Writes or prints the graph of one row's forward pass; returns what to tell of it.</summary>
    private static string Draw(Layer model, Shape row, string name, string file, Shell shell, DType type = DType.Float32)
    {
        var x = Tensor.Zeros(row.Insert(0, 1), type);
        var graph = Graph.Of(model.Forward(x), model, (name, x));
        if (file == PrintGraph)
            return graph.ToString();
        AtomicFile.WriteAllText(shell.Resolve(file), Path.GetExtension(file).Equals(".svg", StringComparison.OrdinalIgnoreCase) ? GraphSvg.Render(graph) + "\n" : GraphDot.Render(graph));
        return $"graph: {file}";
    }

    private static TextTable Facts(TrainedModel model)
    {
        TablePreprocessor preprocessor = model.Preprocessor;
        var table = new TextTable("", "") { MaxCellWidth = MostText };
        table.Add("file", $"{model.Path} ({Display.Bytes(new FileInfo(model.Path).Length)})");
        table.Add("task", model.Task).Add("target", preprocessor.Target);
        if (preprocessor.Task == TableTask.MultiLabel)
            table.Add("labels (0, 1)", SummarySheet.List([.. preprocessor.Targets.Select(target => $"{target.Name} ({target.Words[0]}, {target.Words[1]})")]));
        else if (preprocessor.Classes.Count > 0)
            table.Add("classes", SummarySheet.List(preprocessor.Classes));
        foreach (TableTarget target in preprocessor.Task == TableTask.Regression ? preprocessor.Targets : [])
            table.Add($"{(preprocessor.Targets.Count == 1 ? "target" : target.Name)}'s mean, deviation", $"{Display.Number(target.Mean)}, {Display.Number(target.Scale)} in training");
        table.Add("inputs", $"{preprocessor.ColumnNames.Count:N0} columns, {preprocessor.FeatureCount:N0} features");
        return Trained(table, model.Training);
    }

    private static TextTable Trained(TextTable table, JsonObject training)
    {
        foreach ((string name, JsonNode? value) in training)
        {
            if (name is not ("task" or "target") && value is not null)
                table.Add($"trained: {name.Replace('_', ' ')}", Shown(value));
        }

        return table;
    }

    private static string Shown(JsonNode value) => value switch
    {
        JsonObject members => string.Join(", ", members.Where(m => m.Key is not ("labels" or "outputs")).Select(m => $"{JudgementView.NameOf(m.Key).Replace('_', ' ')} {(m.Value is null ? "none" : Shown(m.Value))}")),
        JsonValue number when number.TryGetValue(out double figure) && figure != Math.Floor(figure) => Display.Number(figure),
        _ => value.ToString(),
    };
}
