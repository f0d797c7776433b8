using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>Reads a <see cref="TrainingReport"/> out of a run's files. What is missing, as in runs of an earlier Fathom, is left out.</summary>
internal static class RunFacts
{
    private const string EarlyStopping = "early stopping";

    public static TrainingReport Of(RunRecord run, RunEvaluation? evaluation)
    {
        ArgumentNullException.ThrowIfNull(run);
        JsonObject settings = run.Settings;
        return new TrainingReport
        {
            Title = run.Name,
            Subtitle = Text(settings["subtitle"]) ?? Text(settings["data"]?["source"]) ?? "",
            Task = Text(settings["task"]) ?? "",
            Started = run.Started,
            Time = run.Time,
            Ending = Ending(run),
            Fault = Fault(run),
            Epochs = run.Epochs,
            BestEpoch = run.Best?.Epoch ?? 0,
            Headline = Text(settings["headline"]),
            Health = run.Health,
            Findings = [.. new Examination(run.Findings)],
            IsExamined = run.Findings.Count > 0 || (settings["arguments"] is JsonArray words && words.Any(word => Text(word) == "--doctor")),
            Evaluation = evaluation ?? new RunEvaluation(),
            Notices = [.. Texts(settings["notices"])],
            Network = Network(settings["network"] as JsonArray),
            Parameters = (long)(Number(settings["parameters"]) ?? Number(run.Results?["parameters"]) ?? 0),
            Settings = Settings(settings),
            Seed = Number(settings["seed"]) is { } seed ? (long)seed : null,
            Source = [.. Source(settings["data"] as JsonObject)],
            Environment = [.. Environment(run)],
            Command = Text(settings["command"]) ?? "",
        };
    }

    private static string Ending(RunRecord run)
    {
        int asked = (int)(Number(run.Settings["settings"]?["epochs"]) ?? 0);
        string epochs = $"{Counted(run.Epochs.Count == 0 ? 0 : run.Epochs[^1].Epoch, "epoch")}{(asked > 0 ? $" of {(run.EndReason == EarlyStopping ? "at most " : "")}{asked}" : "")}";
        string how = run.Status switch
        {
            RunStatus.Finished when run.EndReason == EarlyStopping => $"Stopped after {epochs}, as the validation loss was no lower for long.",
            RunStatus.Finished => $"All epochs done: {Counted(run.Epochs.Count == 0 ? 0 : run.Epochs[^1].Epoch, "epoch")}.",
            RunStatus.Running => $"Still training: {epochs} so far.",
            RunStatus.Killed => $"Interrupted after {epochs}.",
            RunStatus.Cancelled => $"Stopped by its user after {epochs}.",
            _ => $"Stopped after {epochs}: {(run.EndReason ?? "no reason is known").TrimEnd('.')}.",
        };
        return run.Best is { } best && run.Status is not RunStatus.Killed and not RunStatus.Running
            ? $"{how} The weights are those of epoch {best.Epoch}. Training took {Display.Duration(run.Time)}."
            : $"{how} Training took {Display.Duration(run.Time)}.";
    }

    private static string? Fault(RunRecord run) => run.Status switch
    {
        RunStatus.Killed => "This run did not come to its end: its process was killed, or the machine went down. The report shows what was written until then.",
        RunStatus.Running => "This run is still going on. The report shows what was written so far.",
        RunStatus.Failed => $"Training failed: {Text(run.Results?["stopped"]) ?? run.EndReason}",
        _ => null,
    };

    private static ReportTable? Network(JsonArray? layers)
    {
        if (layers is null)
            return null;
        bool works = layers.Any(layer => Number(layer?["multiply_adds"]) > 0), sees = layers.Any(layer => Text(layer?["sees"]) is { Length: > 0 });
        string[] columns = ["", "layer", "output", .. sees ? ["sees"] : (string[])[], "parameters", .. works ? ["multiply-adds"] : (string[])[]];
        return new ReportTable("The network, layer by layer; N is the number of rows of a batch.", columns, [.. layers.Select(layer => (IReadOnlyList<string>)
        [
            Text(layer?["path"]) ?? "",
            Text(layer?["layer"]) ?? "",
            Text(layer?["output"]) ?? "",
            .. sees ? [Text(layer?["sees"]) ?? ""] : (string[])[],
            Display.Count((long)(Number(layer?["parameters"]) ?? 0)),
            .. works ? [Number(layer?["multiply_adds"]) is { } work and > 0 ? Display.Count((long)work) : ""] : (string[])[],
        ])])
        { Figures = [.. Enumerable.Range(3, columns.Length - 3)] };
    }

    private static ReportTable? Settings(JsonObject run)
    {
        if (run["settings"] is not JsonObject settings)
            return null;
        JsonNode? reasons = run["reasons"];
        IEnumerable<IReadOnlyList<string>> rows = settings.Select(setting => (IReadOnlyList<string>)[setting.Key, Text(setting.Value) ?? "", Text(reasons?[setting.Key]) ?? ""]);
        if (Text(run["seed"]) is { } seed)
            rows = rows.Append(["seed", seed, "fixes split, weights, order and dropout"]);
        return new ReportTable("Every setting, and why it has its value.", ["setting", "value", "why"], [.. rows]);
    }

    private static IEnumerable<ReportFact> Source(JsonObject? data)
    {
        foreach ((string name, JsonNode? value) in data ?? [])
        {
            if (value is JsonValue && name != "task")
                yield return new ReportFact(name == "sha256" ? "SHA-256" : name.Replace('_', ' '), Number(value) is { } count ? Display.Count((long)count) : value.ToString());
            else if (value is JsonArray { Count: > 0 and <= 12 } list && name is "classes" or "shape")
                yield return new ReportFact(name, string.Join(", ", Texts(value)));
        }
    }

    private static IEnumerable<ReportFact> Environment(RunRecord run)
    {
        JsonNode? versions = run.Settings["versions"];
        foreach ((string name, string? value) in new[]
        {
            ("Fathom", Text(versions?["fathom"])),
            (".NET", Text(versions?["dotnet"])),
            ("operating system", Text(versions?["os"])),
            ("architecture", Text(versions?["machine"])),
            ("cores", Text(versions?["cores"])),
            ("threads", Text(run.Settings["threads"])),
            ("begun (UTC)", run.Started?.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)),
            ("training time", Display.Duration(run.Time)),
        })
        {
            if (value is not null)
                yield return new ReportFact(name, value);
        }
    }

    private static string Counted(int count, string noun) => $"{Display.Count(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string? Text(JsonNode? node) => node is JsonValue value ? value.ToString() : null;

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && (value.TryGetValue(out double number) || double.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out number)) ? number : null;

    private static IEnumerable<string> Texts(JsonNode? node) => node is JsonArray array ? array.Select(item => item?.ToString() ?? "") : [];
}
