using System.CommandLine;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom summary</c>: what a model file holds: layers, parameters, task, inputs, and how it was trained.</summary>
internal sealed class SummaryCommand : CliCommand
{
    private const int MostFeatures = 40;
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
        if (ImageModel.Of(path, loaded) is { } images)
            return ShowImages(images, picture, shown, parsed.GetValue(Json), shell);
        TrainedModel model = TrainedModel.Of(path, loaded);

        // The file first: when it cannot be written nothing else is said either.
        string? drawn = picture is null ? null : Draw(model.File.Model, [model.Preprocessor.FeatureCount], "features", picture, shell);
        ModelSummary summary = model.Summary;
        TablePreprocessor preprocessor = model.Preprocessor;
        shell.Out.WriteLine(TrainView.NetworkTable(summary));
        shell.Out.WriteLine();
        shell.Out.WriteLine(Facts(model));
        shell.Out.WriteLine();
        shell.Out.WriteLine($"features: {List(preprocessor.FeatureNames)}");
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

    private static int ShowImages(ImageModel model, string? picture, string shown, bool json, Shell shell)
    {
        ImageInput input = model.Input;
        string? drawn = picture is null ? null : Draw(model.File.Model, input.Shape, "images", picture, shell);
        ModelSummary summary = model.Summary;
        shell.Out.WriteLine(TrainView.NetworkTable(summary));
        shell.Out.WriteLine();
        var table = new TextTable("", "") { MaxCellWidth = 200 };
        table.Add("file", $"{model.Path} ({Display.Bytes(new FileInfo(model.Path).Length)})").Add("task", ImageJob.TaskWord).Add("inputs", input.Words)
            .Add("normalized by", $"mean {ImageInput.Numbers(input.Mean)}, deviation {ImageInput.Numbers(input.Deviation)}")
            .Add("classes", List(input.Classes));
        shell.Out.WriteLine(Trained(table, model.Training));
        if (drawn is not null)
            shell.Out.WriteLine($"\n{drawn}");
        if (json)
        {
            shell.Out.WriteLine(Fathom.Cli.Json.Line(new JsonObject
            {
                ["task"] = ImageJob.TaskWord,
                ["parameters"] = summary.Parameters,
                ["shape"] = input.ShapeJson(),
                ["classes"] = Fathom.Cli.Json.Array(input.Classes),
                ["training"] = model.Training.DeepClone(),
                ["model"] = shown,
            }));
        }

        return ExitCode.Done;
    }

    /// <summary>Writes or prints the graph of one row's forward pass; returns what to tell of it.</summary>
    private static string Draw(Layer model, Shape row, string name, string file, Shell shell)
    {
        var x = Tensor.Zeros(row.Insert(0, 1));
        var graph = Graph.Of(model.Forward(x), model, (name, x));
        if (file == PrintGraph)
            return graph.ToString();
        AtomicFile.WriteAllText(shell.Resolve(file), Path.GetExtension(file).Equals(".svg", StringComparison.OrdinalIgnoreCase) ? GraphSvg.Render(graph) + "\n" : GraphDot.Render(graph));
        return $"graph: {file}";
    }

    private static TextTable Facts(TrainedModel model)
    {
        TablePreprocessor preprocessor = model.Preprocessor;
        var table = new TextTable("", "") { MaxCellWidth = 200 };
        table.Add("file", $"{model.Path} ({Display.Bytes(new FileInfo(model.Path).Length)})");
        table.Add("task", model.Task).Add("target", preprocessor.Target);
        if (preprocessor.Task == TableTask.MultiLabel)
            table.Add("labels (0, 1)", List([.. preprocessor.Targets.Select(target => $"{target.Name} ({target.Words[0]}, {target.Words[1]})")]));
        else if (preprocessor.Classes.Count > 0)
            table.Add("classes", List(preprocessor.Classes));
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
        JsonObject members => string.Join(", ", members.Where(m => m.Key is not ("labels" or "outputs")).Select(m => $"{JudgementView.NameOf(m.Key)} {(m.Value is null ? "none" : Shown(m.Value))}")),
        JsonValue number when number.TryGetValue(out double figure) && figure != Math.Floor(figure) => Display.Number(figure),
        _ => value.ToString(),
    };

    private static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostFeatures)) + (names.Count > MostFeatures ? $" and {names.Count - MostFeatures:N0} more" : "");
}
