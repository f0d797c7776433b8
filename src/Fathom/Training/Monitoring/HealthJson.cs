using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>Writes and reads <c>health</c> events. What is absent or no finite number is null; measured numbers have six digits, so that a line stays small.</summary>
internal static class HealthJson
{
    /// <summary>The sample of an event.</summary>
    public static Health Read(JsonElement json) => new()
    {
        Step = json.Whole("step") ?? 0,
        Epoch = (int)(json.Whole("epoch") ?? 0),
        Loss = json.Number("loss") ?? double.NaN,
        LearningRate = json.Number("learning_rate") ?? double.NaN,
        GradientNorm = json.Number("gradient_norm") ?? double.NaN,
        ClippedShare = json.Number("clipped_share"),
        RowsPerSecond = json.Number("rows_per_second") ?? double.NaN,
        DataWait = json.Number("data_wait") ?? double.NaN,
        Layers = EventJson.Find(json, "layers") is { ValueKind: JsonValueKind.Array } layers ? [.. layers.EnumerateArray().Select(ReadLayer)] : [],
    };

    /// <summary>The values of an event.</summary>
    public static JsonObject Write(Health health) => new()
    {
        ["step"] = health.Step,
        ["epoch"] = health.Epoch,
        ["loss"] = double.IsFinite(health.Loss) ? health.Loss : null,
        ["learning_rate"] = double.IsFinite(health.LearningRate) ? health.LearningRate : null,
        ["gradient_norm"] = Short(health.GradientNorm),
        ["clipped_share"] = Short(health.ClippedShare),
        ["rows_per_second"] = Short(health.RowsPerSecond),
        ["data_wait"] = Short(health.DataWait),
        ["layers"] = new JsonArray([.. health.Layers.Select(WriteLayer)]),
    };

    private static JsonObject WriteLayer(LayerHealth layer)
    {
        var json = new JsonObject { ["name"] = layer.Name, ["kind"] = layer.Kind };
        Add("gradient_norm", Short(layer.GradientNorm));
        Add("weight_norm", Short(layer.WeightNorm));
        Add("update_ratio", Short(layer.UpdateRatio));
        Add("activation_mean", Short(layer.ActivationMean));
        Add("activation_deviation", Short(layer.ActivationDeviation));
        Add("dead_share", Short(layer.DeadShare));
        Add("saturated_share", Short(layer.SaturatedShare));
        Add("activations", WriteHistogram(layer.Activations));
        Add("weights", WriteHistogram(layer.Weights));
        Add("gradients", WriteHistogram(layer.Gradients));
        return json;

        // What a layer has none of is left out: most have half of it.
        void Add(string name, JsonNode? value)
        {
            if (value is not null)
                json[name] = value;
        }
    }

    private static JsonObject? WriteHistogram(Histogram? histogram)
    {
        if (histogram is null)
            return null;
        var json = new JsonObject { ["min"] = Short(histogram.Minimum), ["max"] = Short(histogram.Maximum), ["counts"] = new JsonArray([.. histogram.Counts.Select(count => JsonValue.Create(count))]) };
        if (histogram.NotFinite > 0)
            json["not_finite"] = histogram.NotFinite;
        return json;
    }

    private static JsonValue? Short(double? value) =>
        value is { } number && double.IsFinite(number) ? JsonValue.Create(double.Parse(number.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) : null;

    private static LayerHealth ReadLayer(JsonElement json) => new()
    {
        Name = json.Text("name") ?? "",
        Kind = json.Text("kind") ?? "",
        GradientNorm = json.Number("gradient_norm"),
        WeightNorm = json.Number("weight_norm"),
        UpdateRatio = json.Number("update_ratio"),
        ActivationMean = json.Number("activation_mean"),
        ActivationDeviation = json.Number("activation_deviation"),
        DeadShare = json.Number("dead_share"),
        SaturatedShare = json.Number("saturated_share"),
        Activations = ReadHistogram(json, "activations"),
        Weights = ReadHistogram(json, "weights"),
        Gradients = ReadHistogram(json, "gradients"),
    };

    private static Histogram? ReadHistogram(JsonElement layer, string name) =>
        EventJson.Find(layer, name) is { ValueKind: JsonValueKind.Object } json && EventJson.Find(json, "counts") is { ValueKind: JsonValueKind.Array } counts
            ? new Histogram(json.Number("min") ?? double.NaN, json.Number("max") ?? double.NaN, [.. counts.EnumerateArray().Select(count => count.TryGetInt64(out long value) ? value : 0)]) { NotFinite = json.Whole("not_finite") ?? 0 }
            : null;
}
