using System.Text;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom predict</c> of a series run: the values to come, each beside its date.</summary>
/// <param name="Shown">The run or file as the user named it.</param>
/// <param name="Path">The model file.</param>
/// <param name="Model">What it holds.</param>
internal sealed record SeriesForecast(string Shown, string Path, SeriesModel Model)
{
    private const int Digits = 7;

    /// <summary>Forecasts and writes.</summary>
    /// <param name="file">A newer file of the series; null to go on from the values the training knew.</param>
    /// <param name="steps">How many values; null for the horizon of the training.</param>
    /// <param name="output">A file for the values; null for standard output.</param>
    /// <param name="json">Whether to end with a line for programs.</param>
    /// <param name="shell">Where to write.</param>
    public int Run(string? file, int? steps, string? output, bool json, Shell shell)
    {
        TimeSeries known = file is null ? Model.Known : Read(Model, shell.Resolve(file), shell);
        double[] values = Model.Forecaster.Forecast(known.Values, steps ?? Model.Horizon);
        string[] labels = [.. Enumerable.Range(known.Count, values.Length).Select(known.Axis.Label)];
        if (output is null)
        {
            Write(shell.Out, known, labels, values);
        }
        else
        {
            AtomicFile.Write(shell.Resolve(output), stream =>
            {
                using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                Write(text, known, labels, values);
            });
            shell.Error.WriteLine($"{Plural.Of(values.Length, "value")} of {known.Name}, {labels[0]} to {labels[^1]}, are in {output}.");
        }

        if (json)
        {
            var forecast = new JsonArray();
            for (int i = 0; i < values.Length; i++)
                forecast.Add((JsonNode)new JsonObject { ["at"] = labels[i], ["value"] = values[i] });
            shell.Out.WriteLine(Json.Line(new JsonObject { ["task"] = SeriesJob.TaskWord, ["target"] = known.Name, ["after"] = known.Axis.Label(known.Count - 1), ["forecast"] = forecast, ["model"] = Shown, ["output"] = output }));
        }

        return ExitCode.Done;
    }

    /// <summary>Reads a file of the series a model was trained on.</summary>
    /// <exception cref="DatasetException">Its values come in other steps.</exception>
    public static TimeSeries Read(SeriesModel model, string file, Shell shell)
    {
        Table table = Table.ReadCsv(file);
        var notices = new List<Notice>(table.Notices);
        TimeSeries series = SeriesTable.Read(table, model.Known.Name, model.Known.Axis.Unit == TimeUnit.None ? SeriesTable.NoDate : null, notices);
        foreach (Notice notice in notices)
            shell.Error.WriteLine(notice.Kind == NoticeKind.Warning ? notice.ToString() : $"note: {notice.Text}");
        if (series.Axis.StepName != model.Known.Axis.StepName)
            throw new DatasetException($"{file} has a value each {series.Axis.StepName}, but the networks were trained on one each {model.Known.Axis.StepName}. Bring the file to the same steps, or train on it.");
        return series;
    }

    private static void Write(TextWriter text, TimeSeries known, string[] labels, double[] values)
    {
        text.WriteLine($"{known.Axis.StepName},{CsvCell.Text(known.Name)}");
        for (int i = 0; i < values.Length; i++)
            text.WriteLine($"{labels[i]},{CsvCell.Number(values[i], Digits)}");
    }
}
