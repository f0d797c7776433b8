using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A layer's settings as a file holds them: names with numbers, flags, texts, or further layers. Reading is strict.</summary>
public sealed class Settings
{
    private readonly string _file;
    private readonly JsonObject _values;
    private readonly HashSet<string> _read = [];

    internal Settings(string layer, JsonObject values, Catalogue catalogue, string file)
    {
        Layer = layer;
        _values = values;
        Catalogue = catalogue;
        _file = file;
    }

    /// <summary>The layer's name, for errors.</summary>
    public string Layer { get; }

    internal Catalogue Catalogue { get; }

    /// <summary>Writes a whole number.</summary>
    public void Set(string name, int value) => _values[name] = value;

    /// <summary>Writes a number.</summary>
    public void Set(string name, double value) => _values[name] = value;

    /// <summary>Writes a flag.</summary>
    public void Set(string name, bool value) => _values[name] = value;

    /// <summary>Writes a text.</summary>
    public void Set(string name, string value) => _values[name] = value;

    /// <summary>Writes a list of whole numbers.</summary>
    public void Set(string name, ReadOnlySpan<int> values)
    {
        var list = new JsonArray();
        foreach (int value in values)
            list.Add((JsonNode)value);
        _values[name] = list;
    }

    /// <summary>Writes layers.</summary>
    public void Set(string name, IEnumerable<Layer> layers)
    {
        var list = new JsonArray();
        foreach (Layer layer in layers)
            list.Add((JsonNode)Catalogue.Describe(layer));
        _values[name] = list;
    }

    /// <summary>Writes one layer.</summary>
    public void Set(string name, Layer layer) => _values[name] = Catalogue.Describe(layer);

    /// <summary>Reads a whole number of at least <paramref name="minimum"/>.</summary>
    public int Int(string name, int minimum = int.MinValue) =>
        Read(name) is JsonValue value && value.TryGetValue(out int number) && number >= minimum
            ? number
            : throw Wrong(name, minimum == int.MinValue ? "a whole number" : $"a whole number of at least {minimum}");

    /// <summary>Reads a finite number.</summary>
    public double Double(string name) =>
        Read(name) is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) ? number : throw Wrong(name, "a number");

    /// <summary>Reads a flag.</summary>
    public bool Bool(string name) =>
        Read(name) is JsonValue value && value.TryGetValue(out bool flag) ? flag : throw Wrong(name, "true or false");

    /// <summary>Reads a text.</summary>
    public string Text(string name) =>
        Read(name) is JsonValue value && value.TryGetValue(out string? text) ? text : throw Wrong(name, "a text");

    /// <summary>Reads a list of whole numbers.</summary>
    public int[] Ints(string name)
    {
        if (Read(name) is not JsonArray list)
            throw Wrong(name, "a list of whole numbers");
        int[] numbers = new int[list.Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = list[i] is JsonValue value && value.TryGetValue(out int number) ? number : throw Wrong(name, "a list of whole numbers");
        return numbers;
    }

    /// <summary>Reads height and width, a list of two whole numbers.</summary>
    public Size2 Size(string name) => Ints(name) is [var height, var width] ? (height, width) : throw Wrong(name, "two whole numbers, [height, width]");

    /// <summary>Reads layers and builds them.</summary>
    public Layer[] Layers(string name) =>
        Read(name) is JsonArray list ? [.. list.Select(layer => Catalogue.Build(layer, _file))] : throw Wrong(name, "a list of layers");

    /// <summary>Reads one layer and builds it.</summary>
    public Layer OneLayer(string name) => Catalogue.Build(Read(name), _file);

    /// <summary>Refuses settings that nobody read: a misspelt or newer option must not be dropped silently.</summary>
    internal void DemandAllRead()
    {
        string[] left = [.. _values.Select(pair => pair.Key).Where(key => key != Catalogue.KindKey && !_read.Contains(key))];
        if (left.Length > 0)
            throw new FileFormatException(_file, null, $"The layer {Layer} has settings it does not know: {string.Join(", ", left)}. The file was written by a newer version or altered.");
    }

    private JsonNode? Read(string name)
    {
        _read.Add(name);
        return _values[name];
    }

    private FileFormatException Wrong(string name, string expected) =>
        new(_file, null, $"The layer {Layer}: setting \"{name}\" is {_values[name]?.ToJsonString() ?? "missing"}; expected {expected}.");
}
