using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>What a search was asked for: everything that its decisions depend on, as <c>search.json</c> keeps it.</summary>
internal sealed record SearchRequest
{
    public const int DefaultFactor = 3;

    /// <summary>The words of the training after <c>fathom</c>, without what is searched and without epochs.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Where relative paths among them begin.</summary>
    public required string Folder { get; init; }

    /// <summary>The ranges as they were written.</summary>
    public required IReadOnlyList<string> Ranges { get; init; }

    /// <summary>Points to try; null where time is the budget.</summary>
    public required int? Runs { get; init; }

    /// <summary>Minutes to work; null where runs are the budget.</summary>
    public required double? Minutes { get; init; }

    public required int Factor { get; init; }

    /// <summary>The figure of the validation part that decides.</summary>
    public required string By { get; init; }

    /// <summary>The most epochs of a trial; 0 for those of the training's own settings.</summary>
    public required int Most { get; init; }

    public JsonObject ToJson() => new()
    {
        ["words"] = Json.Array(Words),
        ["folder"] = Folder,
        ["ranges"] = Json.Array(Ranges),
        ["runs"] = Runs,
        ["minutes"] = Minutes,
        ["factor"] = Factor,
        ["by"] = By,
        ["most"] = Most,
    };

    /// <summary>Reads it back.</summary>
    /// <exception cref="FileFormatException">Something is missing or of another type.</exception>
    public static SearchRequest Read(JsonObject json, string file)
    {
        try
        {
            return new SearchRequest
            {
                Words = Texts(json["words"]),
                Folder = (string)json["folder"]!,
                Ranges = Texts(json["ranges"]),
                Runs = (int?)json["runs"],
                Minutes = (double?)json["minutes"],
                Factor = (int)json["factor"]!,
                By = (string)json["by"]!,
                Most = (int)json["most"]!,
            };
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException or NullReferenceException or JsonException or ArgumentNullException)
        {
            throw new FileFormatException(file, null, "the file is damaged: what the search was asked for is not whole. Restore it, or begin a new search.", fault);
        }
    }

    private static string[] Texts(JsonNode? node) => [.. node!.AsArray().Select(text => (string)text!)];
}
