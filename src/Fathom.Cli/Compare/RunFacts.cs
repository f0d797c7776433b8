using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>What tables of runs say of one: settings by name, figures by part, and the one figure that sums it up.</summary>
internal sealed class RunFacts
{
    public const string Test = "test", Validation = "validation", Best = "best", Last = "last";

    // What is said of every run on its own, or tells nothing about how it differs.
    private static readonly string[] s_own = ["name", "created", "command", "arguments", "folder", "headline", "notices", "reasons", "finished", "results", "subtitle", "parameters", "network"];

    // What stands among figures and says how many.
    private static readonly string[] s_counts = ["steps", "tokens", "rows"];

    private readonly Dictionary<string, IReadOnlyDictionary<string, double>> _figures;

    public RunFacts(RunRecord record, string? label = null)
    {
        Record = record;
        Label = label ?? record.DirectoryName;
        _figures = new Dictionary<string, IReadOnlyDictionary<string, double>>
        {
            [Test] = Results(Test),
            [Validation] = Results(Validation),
            [Best] = OfEpoch(record.Best),
            [Last] = OfEpoch(record.Epochs.Count > 0 ? record.Epochs[^1] : null),
        };
        var settings = new OrderedDictionary<string, string>();
        foreach ((string name, JsonNode? value) in record.Settings.Where(pair => !s_own.Contains(pair.Key)))
            Flatten(settings, name == "settings" ? "" : name, value);
        if (settings.GetValueOrDefault("data.targets") == settings.GetValueOrDefault("data.target"))
            settings.Remove("data.targets");
        Settings = settings;
    }

    public RunRecord Record { get; }

    /// <summary>What it is called beside others.</summary>
    public string Label { get; init; }

    /// <summary>Settings, data, seed and versions: <c>lr</c>, <c>data.sha256</c>, <c>versions.fathom</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    public string Task => Text("task");

    /// <summary>What it learned from: the file or set, without folder.</summary>
    public string Data => Text("data.source") is { Length: > 0 } source ? Path.GetFileName(source) : "";

    /// <summary>The network in a word or two.</summary>
    public string Network => string.Join(' ', new[] { Text("model") is { Length: > 0 } model ? model : Text("hidden").Length > 0 ? "mlp" : "", Text("hidden") }.Where(word => word.Length > 0));

    /// <summary>The part its figures are those of: the test, else what training stopped by, else the best epoch.</summary>
    public string MainPart => new[] { Test, Validation }.FirstOrDefault(part => _figures[part].Count > 0) ?? Best;

    /// <summary>The figure that sums it up, by name: what its training showed.</summary>
    public string Headline
    {
        get
        {
            string usual = Record.Settings["headline"] is JsonValue value && value.TryGetValue(out string? name) ? name
                : Task switch { "regression" => "r2", "multilabel" => "f1_micro", "series" => "rmse", _ => "accuracy" };
            IEnumerable<string> known = this[MainPart].Keys;
            return known.FirstOrDefault(figure => figure == usual) ?? known.FirstOrDefault(figure => figure.EndsWith($".{usual}", StringComparison.Ordinal)) ?? known.FirstOrDefault(figure => figure != "train_loss") ?? "loss";
        }
    }

    /// <summary>Its value; NaN where there is none.</summary>
    public double Main => this[MainPart].GetValueOrDefault(Headline, double.NaN);

    /// <summary>The figures of a part by name.</summary>
    public IReadOnlyDictionary<string, double> this[string part] => _figures[part];

    public string Status => Record.Status.ToString().ToLowerInvariant();

    public string When => Record.Started?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Everything to filter and sort by: settings, figures (<c>accuracy</c> of the main part, <c>best.loss</c>), and how it went.</summary>
    public IReadOnlyDictionary<string, string> Keys
    {
        get
        {
            var keys = new OrderedDictionary<string, string>(Settings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)))
            {
                ["name"] = Record.Name,
                ["run"] = Label,
                ["status"] = Status,
                ["data"] = Data,
                ["created"] = Record.Started?.ToString("O", CultureInfo.InvariantCulture) ?? "",
                ["epochs_done"] = Record.Epochs.Count == 0 ? "0" : $"{Record.Epochs[^1].Epoch}",
                ["seconds"] = Record.Time.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
            };
            if (Record.Best is { } best)
                keys["best_epoch"] = $"{best.Epoch}";
            if ((Record.Results?["parameters"] ?? Record.Settings["parameters"]) is JsonValue parameters)
                keys["parameters"] = parameters.ToString();
            foreach ((string part, IReadOnlyDictionary<string, double> figures) in _figures)
            {
                foreach ((string name, double value) in figures)
                {
                    keys[$"{part}.{name}"] = value.ToString("R", CultureInfo.InvariantCulture);
                    if (part == MainPart)
                        keys[name] = value.ToString("R", CultureInfo.InvariantCulture);
                }
            }

            return keys;
        }
    }

    /// <summary>Whether larger is better; null where nobody knows.</summary>
    public static bool? HigherIsBetter(string figure) =>
        figure is "loss" or "train_loss" || figure.EndsWith("_loss", StringComparison.Ordinal) ? false : Metrics.Find(figure[(figure.LastIndexOf('.') + 1)..])?.HigherIsBetter;

    public string Text(string setting) => Settings.GetValueOrDefault(setting, "");

    private static void Flatten(OrderedDictionary<string, string> flat, string name, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                foreach ((string key, JsonNode? value) in json)
                    Flatten(flat, name.Length == 0 ? key : $"{name}.{key}", value);
                break;
            case JsonArray array:
                flat[name] = string.Join(',', array.Select(value => value?.ToString() ?? ""));
                break;
            case not null:
                flat[name] = node.ToString();
                break;
        }
    }

    /// <summary>The figures of the results; those of labels, outputs and ways of forecasting under their names, as <c>networks.rmse</c>.</summary>
    private Dictionary<string, double> Results(string part)
    {
        var figures = new Dictionary<string, double>();
        Take(Record.Results?[part], "");
        return figures;

        void Take(JsonNode? node, string prefix)
        {
            foreach ((string name, JsonNode? value) in node as JsonObject ?? [])
            {
                if (value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && !s_counts.Contains(name))
                    figures[prefix + name] = number.GetValue<double>();
                Take(value, $"{prefix}{name}.");
            }
        }
    }

    private static Dictionary<string, double> OfEpoch(EpochRecord? epoch)
    {
        if (epoch is null)
            return [];
        var figures = new Dictionary<string, double> { ["train_loss"] = epoch.TrainLoss };
        if (epoch.ValidationLoss is { } loss)
            figures["loss"] = loss;
        foreach ((string name, double value) in epoch.Metrics.Where(metric => metric.Key != "log_loss"))
            figures[name] = value;
        return figures;
    }
}
