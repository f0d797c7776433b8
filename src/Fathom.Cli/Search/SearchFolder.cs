using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>The directory of a search: <c>search.json</c> with all that was decided, and a run directory for each training.</summary>
internal sealed class SearchFolder
{
    public const string FileName = "search.json";

    private readonly JsonArray _results = [];

    private SearchFolder(string shown, string path)
    {
        Shown = shown;
        Path = path;
    }

    /// <summary>The directory as the user sees it.</summary>
    public string Shown { get; }

    public string Path { get; }

    /// <summary>The results so far, in the order they were reported.</summary>
    public IEnumerable<JsonObject> Results => _results.OfType<JsonObject>();

    /// <summary>SHA-256 of the data; null before the first training.</summary>
    public string? Fingerprint { get; private set; }

    /// <summary>The seconds worked so far.</summary>
    public double Seconds { get; set; }

    /// <summary>A new directory.</summary>
    public static SearchFolder New(string shown, string path)
    {
        RunFolder.Check(shown, path);
        Directory.CreateDirectory(path);
        return new SearchFolder(shown, path);
    }

    /// <summary>One that stands, with what was asked for.</summary>
    /// <exception cref="UsageException">It holds no search.</exception>
    /// <exception cref="FileFormatException">Its file is damaged.</exception>
    public static (SearchFolder Folder, SearchRequest Request) Open(string shown, string path)
    {
        string file = System.IO.Path.Combine(path, FileName);
        if (!File.Exists(file))
            throw new UsageException($"--resume {shown} is no search: it holds no {FileName}. Name the directory that fathom search made.");
        JsonObject json;
        try
        {
            json = JsonNode.Parse(File.ReadAllBytes(file), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new FileFormatException(file, 0, "expected a JSON object. Restore the file, or begin a new search.");
        }
        catch (JsonException fault)
        {
            string place = fault is { LineNumber: { } line, BytePositionInLine: { } at } ? $"line {line + 1}, byte {at + 1}: " : "";
            throw new FileFormatException(file, null, $"{place}the file is damaged: this is no JSON. Restore it, or begin a new search.", fault);
        }

        var folder = new SearchFolder(shown, path)
        {
            Fingerprint = json["sha256"] is JsonValue text && text.TryGetValue(out string? sha) ? sha : null,
            Seconds = json["seconds"] is JsonValue number && number.TryGetValue(out double seconds) ? seconds : 0,
        };
        foreach (JsonNode? result in json["results"] as JsonArray ?? [])
            folder._results.Add(result?.DeepClone());
        return (folder, SearchRequest.Read(json, file));
    }

    /// <summary>The directory of a training as the user sees it.</summary>
    public string RunOf(SearchStep step) => System.IO.Path.Combine(Shown, NameOf(step));

    public string NameOf(SearchStep step) => NameOf(step.Trial.Number, step.Resource);

    public static string NameOf(int trial, int epochs) => $"trial-{trial:000}-epochs-{epochs}";

    /// <summary>Tells the search all that was found before, in order, so that it stands where it stood.</summary>
    public void Replay(SuccessiveHalving search)
    {
        int number = 0;
        foreach (JsonNode? node in _results)
        {
            number++;
            if (search.Next() is not { } step || node is not JsonObject result || !JsonNode.DeepEquals(result["settings"], Settings(step.Trial.Point))
                || !JsonNode.DeepEquals(result["trial"], step.Trial.Number) || !JsonNode.DeepEquals(result["epochs"], step.Resource))
                throw new FileFormatException(System.IO.Path.Combine(Path, FileName), null, $"result {number} is not the one that this search would ask for: the file was altered, or belongs to another version of Fathom. Restore it, or begin a new search.");
            search.Report(step, result["loss"] is JsonValue value && value.TryGetValue(out double loss) ? loss : double.NaN);
        }
    }

    /// <summary>Takes away what is left of a training that was not reported: it is done again, to the same bits.</summary>
    public void Clear(SearchStep step)
    {
        string run = System.IO.Path.Combine(Path, NameOf(step));
        if (RunRecord.IsRun(run))
            Directory.Delete(run, recursive: true);
    }

    /// <summary>Adds a result.</summary>
    public void Add(SearchStep step, double loss, double figure) => _results.Add((JsonNode)new JsonObject
    {
        ["trial"] = step.Trial.Number,
        ["epochs"] = step.Resource,
        ["settings"] = Settings(step.Trial.Point),
        ["loss"] = Json.Number(loss),
        ["figure"] = Json.Number(figure),
        ["run"] = NameOf(step),
    });

    /// <summary>Writes <c>search.json</c>, as a whole or not at all; gives what stands in it.</summary>
    public JsonObject Save(SearchRequest request, string fingerprint, SuccessiveHalving search)
    {
        Fingerprint = fingerprint;
        JsonObject json = request.ToJson();
        json["sha256"] = fingerprint;
        json["seconds"] = Math.Round(Seconds, 3);
        json["best"] = search.Best is { } best ? NameOf(best.Number, best.Resource) : null;
        json["results"] = _results.DeepClone();
        AtomicFile.WriteAllText(System.IO.Path.Combine(Path, FileName), Json.Line(json) + "\n");
        return json;
    }

    private static JsonObject Settings(SearchPoint point) => new(point.Values.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
