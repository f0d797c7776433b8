using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom evaluate</c> of a series run: the last values of a series forecast from those before them, beside the naive way.</summary>
/// <param name="model">The forecaster.</param>
/// <param name="file">Its file.</param>
/// <param name="path">Where that is.</param>
/// <param name="shown">As the user named it.</param>
internal sealed class SeriesEvaluation(SeriesModel model, ModelFile file, string path, string shown)
{
    /// <summary>Judges by the last values of a file, as many as the training tested.</summary>
    /// <param name="given">A file, or a built-in series; null for the one the model was trained on.</param>
    /// <param name="json">Whether to end with a line for programs.</param>
    /// <param name="shell">Where to write.</param>
    /// <exception cref="UsageException">The series is missing or too short.</exception>
    public int Run(string? given, bool json, Shell shell)
    {
        JsonObject training = TrainedModel.ReadTraining(file, path);
        string? learned = (string?)training["dataset"];
        if (given is null && (learned is null || !Datasets.Series.ContainsKey(learned)))
            throw new UsageException($"the model was trained on {(learned is null ? "a series" : $"'{learned}'")}, which is not kept with it. Name the file: fathom evaluate {shown} FILE.");
        string name = given ?? learned!;
        TimeSeries series = Datasets.Series.TryGetValue(name, out Func<TimeSeries>? builtIn) ? builtIn() : SeriesForecast.Read(model, shell.Resolve(name), shell);
        if (series.Name != model.Known.Name)
            throw new UsageException($"{name} is a series of {series.Name}, but {shown} forecasts {model.Known.Name}. Name a file with that column.");
        int test = training["rows"] is JsonObject rows && (int?)rows["test"] is > 0 and var asTested ? asTested : model.Horizon;
        int before = series.Count - test;
        if (before < model.Forecaster.Needs)
            throw new UsageException($"{name} has {Plural.Of(series.Count, "value")}; the last {test} are forecast, for which {model.Forecaster.Needs} before them are needed. Bring a longer series.");
        var outcome = new SeriesOutcome(model.Forecaster, series, before);
        shell.Out.WriteLine($"{name}: the last {Plural.Of(test, "value")}, {series.Axis.Label(before)} to {series.Axis.Label(series.Count - 1)}, forecast by {shown}");
        shell.Out.WriteLine();
        outcome.Write(shell.Out);
        if (json)
        {
            shell.Out.WriteLine(Json.Line(new JsonObject
            {
                ["task"] = SeriesJob.TaskWord,
                ["dataset"] = Path.GetFileName(name),
                ["rows"] = test,
                ["test"] = outcome.ToJson(),
                ["model"] = shown,
            }));
        }

        return ExitCode.Done;
    }
}
