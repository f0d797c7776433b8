using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A run for programs.</summary>
internal static class RunJson
{
    public static JsonObject Of(RunFacts run) => new()
    {
        ["run"] = run.Label,
        ["path"] = run.Record.Path,
        ["name"] = run.Record.Name,
        ["status"] = run.Status,
        ["created"] = run.Record.Started?.ToString("O"),
        ["task"] = run.Task,
        ["data"] = run.Data,
        ["epochs"] = run.Record.Epochs.Count == 0 ? 0 : run.Record.Epochs[^1].Epoch,
        ["best_epoch"] = run.Record.Best?.Epoch,
        ["seconds"] = Math.Round(run.Record.Time.TotalSeconds, 3),
        ["headline"] = run.Headline,
        ["value"] = Json.Number(run.Main),
        ["settings"] = new JsonObject(run.Settings.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        [RunFacts.Test] = Figures(run[RunFacts.Test]),
        [RunFacts.Validation] = Figures(run[RunFacts.Validation]),
        [RunFacts.Best] = Figures(run[RunFacts.Best]),
        [RunFacts.Last] = Figures(run[RunFacts.Last]),
    };

    private static JsonObject? Figures(IReadOnlyDictionary<string, double> figures) =>
        figures.Count == 0 ? null : new JsonObject(figures.Select(pair => KeyValuePair.Create(pair.Key, Json.Number(pair.Value))));
}
