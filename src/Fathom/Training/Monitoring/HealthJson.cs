using System.Text.Json;

namespace Fathom;

/// <summary>Reads <c>health</c> events.</summary>
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
