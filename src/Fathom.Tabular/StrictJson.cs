using System.Text.Json;

namespace Fathom;

/// <summary>Reads one JSON object member by member: every member must be there, of its type, and none may be left over.</summary>
internal sealed class StrictJson
{
    // Far above any real table (16,384 columns), far below what would hurt.
    private const int MostItems = 100_000;
    private const int LongestText = 100_000;

    private readonly JsonElement _object;
    private readonly string _file, _path;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public StrictJson(JsonElement element, string file, string path)
    {
        (_object, _file, _path) = (element, file, path);
        if (element.ValueKind != JsonValueKind.Object) throw Bad($"{path} is {Kind(element)}; expected an object");
    }

    public string Text(string name) => Member(name) is { ValueKind: JsonValueKind.String } e && e.GetString() is { Length: <= LongestText } text ? text : throw Wrong(name, "a text");

    public bool Flag(string name) => Member(name).ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => throw Wrong(name, "true or false") };

    public double Number(string name) => Member(name) is { ValueKind: JsonValueKind.Number } e && e.TryGetDouble(out double v) && double.IsFinite(v) ? v : throw Wrong(name, "a finite number");

    public string[] Texts(string name) => Items(name, e => e.ValueKind == JsonValueKind.String && e.GetString() is { Length: <= LongestText } text ? text : throw Wrong(name, "a list of texts"));

    public StrictJson Object(string name) => new(Member(name), _file, $"{_path}.{name}");

    public StrictJson[] Objects(string name)
    {
        int i = 0;
        return Items(name, e => new StrictJson(e, _file, $"{_path}.{name}[{i++}]"));
    }

    /// <summary>Refuses members that nobody asked for.</summary>
    public void End()
    {
        foreach (var member in _object.EnumerateObject())
            if (!_read.Contains(member.Name)) throw Bad($"{_path} has the unknown member {Fault.Show(member.Name)}; it was written by another version");
    }

    public FileFormatException Wrong(string name, string expected) => Bad($"{_path}.{name} is {(_object.TryGetProperty(name, out var e) ? Kind(e) : "absent")}; expected {expected}");

    private FileFormatException Bad(string what) => new(_file, null, $"the table's preprocessing cannot be read: {what}.");

    private T[] Items<T>(string name, Func<JsonElement, T> item)
    {
        var list = Member(name);
        if (list.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list");
        if (list.GetArrayLength() > MostItems) throw Wrong(name, $"at most {MostItems:N0} items");
        return [.. list.EnumerateArray().Select(item)];
    }

    private JsonElement Member(string name)
    {
        _read.Add(name);
        return _object.TryGetProperty(name, out var element) ? element : throw Wrong(name, "it to be there");
    }

    private static string Kind(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => e.GetRawText() is { Length: <= 40 } raw ? raw : e.GetRawText()[..40] + "…",
    };

    public static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
