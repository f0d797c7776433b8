using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>What <c>fathom summary</c> says of a model of images, of a text or of a series.</summary>
/// <param name="Path">The model file.</param>
/// <param name="Task">What it is for.</param>
/// <param name="Row">The shape of one row.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Input">What the input is called in a graph.</param>
/// <param name="Facts">What people are told.</param>
/// <param name="Json">What programs are told.</param>
/// <param name="Training">What is known about its training.</param>
internal sealed record SummarySheet(string Path, string Task, Shape Row, DType Type, string Input, IReadOnlyList<(string Name, string Value)> Facts, JsonObject Json, JsonObject Training)
{
    private const int MostNames = 40;

    /// <summary>The sheet of a file; null where it holds a model of tables.</summary>
    /// <exception cref="FileFormatException">What the file says about its inputs is damaged.</exception>
    public static SummarySheet? Of(string path, ModelFile file) =>
        ImageModel.Of(path, file) is { } images ? OfImages(images)
        : TextModel.Of(path, file) is { } text ? OfText(text)
        : SeriesModel.Of(file, path) is { } series ? OfSeries(series, path, file)
        : null;

    /// <summary>Names between commas, the first of many.</summary>
    public static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames:N0} more" : "");

    private static SummarySheet OfImages(ImageModel model)
    {
        ImageInput input = model.Input;
        return new SummarySheet(
            model.Path,
            ImageJob.TaskWord,
            input.Shape,
            DType.Float32,
            "images",
            [("inputs", input.Words), ("normalized by", $"mean {ImageInput.Numbers(input.Mean)}, deviation {ImageInput.Numbers(input.Deviation)}"), ("classes", List(input.Classes))],
            new JsonObject { ["shape"] = input.ShapeJson(), ["classes"] = Fathom.Cli.Json.Array(input.Classes) },
            model.Training);
    }

    private static SummarySheet OfText(TextModel model)
    {
        string characters = model.Vocabulary.Characters;
        return new SummarySheet(
            model.Path,
            TextJob.TaskWord,
            [model.Window],
            DType.Int64,
            "tokens",
            [("inputs", $"windows of {model.Window} characters"), ("characters", $"{model.Vocabulary.Count}: {characters.Replace('\n', '⏎').Replace('\r', '␍').Replace('\t', '⇥')}")],
            new JsonObject { ["context"] = model.Window, ["vocabulary"] = characters },
            model.Training);
    }

    private static SummarySheet OfSeries(SeriesModel model, string path, ModelFile file)
    {
        (Forecaster forecaster, TimeSeries known) = (model.Forecaster, model.Known);
        int period = forecaster.Scaler.Period;
        string last = known.Axis.Label(known.Count - 1);
        return new SummarySheet(
            path,
            SeriesJob.TaskWord,
            [forecaster.Window],
            DType.Float32,
            "changes",
            [
                ("target", $"{known.Name}, one each {known.Axis.StepName}, known up to {last}"),
                ("inputs", $"{Plural.Of(forecaster.Window, "change")} since {(period > 1 ? $"a season of {period}" : "the value")} before{(forecaster.Scaler.IsLog ? ", of the logarithm" : "")}"),
                ("forecasts", $"{Plural.Of(model.Horizon, "value")} unless asked otherwise"),
            ],
            new JsonObject { ["target"] = known.Name, ["window"] = forecaster.Window, ["period"] = period, ["horizon"] = model.Horizon, ["until"] = last },
            TrainedModel.ReadTraining(file, path));
    }
}
