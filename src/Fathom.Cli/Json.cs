using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>JSON as we write it: one line, letters of any language as they are, no NaN.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A number; null where it is none, as JSON has no NaN.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    public static JsonArray Array(IEnumerable<string> texts)
    {
        var array = new JsonArray();
        foreach (string text in texts)
            array.Add((JsonNode?)JsonValue.Create(text));
        return array;
    }

    public static string Line(JsonObject json) => json.ToJsonString(Relaxed);
}
