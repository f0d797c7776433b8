using System.Text.Json;

namespace Fathom;

/// <summary>Reads the values of events without trust: what is missing or of another type is as if absent.</summary>
internal static class EventJson
{
    /// <summary>A number; null where it is absent or null.</summary>
    public static double? Number(this JsonElement json, string name) =>
        Find(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number) ? number : null;

    /// <summary>A whole number; null where it is absent.</summary>
    public static long? Whole(this JsonElement json, string name) =>
        Find(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) ? number : null;

    /// <summary>A text; null where it is absent.</summary>
    public static string? Text(this JsonElement json, string name) => Find(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A property; null where there is none.</summary>
    public static JsonElement? Find(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value : null;

    /// <summary>The epoch of an <c>epoch</c> event.</summary>
    public static EpochRecord ReadEpoch(JsonElement json)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        if (Find(json, "metrics") is { ValueKind: JsonValueKind.Object } all)
        {
            foreach (JsonProperty metric in all.EnumerateObject())
                metrics[metric.Name] = metric.Value.ValueKind == JsonValueKind.Number ? metric.Value.GetDouble() : double.NaN;
        }

        return new EpochRecord(
            (int)(json.Whole("epoch") ?? 0),
            json.Number("train_loss") ?? double.NaN,
            json.Number("validation_loss"),
            metrics,
            json.Number("learning_rate") ?? double.NaN,
            TimeSpan.FromSeconds(Math.Clamp(json.Number("seconds") ?? 0, 0, TimeSpan.MaxValue.TotalSeconds / 2)));
    }

    /// <summary>The finding of a <c>finding</c> event.</summary>
    public static Finding ReadFinding(JsonElement json) => new(
        json.Text("id") ?? "",
        Enum.TryParse(json.Text("weight"), ignoreCase: true, out FindingWeight weight) ? weight : FindingWeight.Note,
        json.Text("what") ?? "",
        json.Text("evidence") ?? "",
        json.Text("why") ?? "",
        json.Text("page") ?? "",
        json.Text("change") ?? "",
        json.Text("effect") ?? "")
    { Place = json.Text("place") ?? "" };
}
