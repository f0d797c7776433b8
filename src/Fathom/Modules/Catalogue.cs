using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>The layers that files may name. A closed list: nothing in a file can reach a type that is not in it. The library's own are <c>StandardLayers.Catalogue</c>.</summary>
public sealed class Catalogue
{
    internal const string KindKey = "layer";
    private readonly Dictionary<string, Entry> _byName = [];
    private readonly Dictionary<Type, Entry> _byType = [];

    /// <summary>The names files may use.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>Adds a layer of your own, so that files can name it.</summary>
    /// <exception cref="ArgumentException">The name is taken by another layer.</exception>
    public Catalogue Add<T>()
        where T : Layer, ILayer<T>
    {
        var entry = new Entry(T.Name, T.Create, (layer, settings) => ((T)layer).Describe(settings));
        if (!_byName.TryAdd(T.Name, entry))
            throw new ArgumentException($"A layer named {T.Name} is in the catalogue already. Give {typeof(T).Name} another name.");
        _byType[typeof(T)] = entry;
        return this;
    }

    /// <summary>A layer and all below as JSON, without its weights.</summary>
    /// <exception cref="ArgumentException">A layer is not in the catalogue.</exception>
    public JsonObject Describe(Layer layer)
    {
        if (!_byType.TryGetValue(layer.GetType(), out Entry? entry))
            throw new ArgumentException($"The layer {layer.GetType().Name} cannot be written to a file: it is not in the catalogue. Implement ILayer<{layer.GetType().Name}> and call catalogue.Add<{layer.GetType().Name}>().");
        var json = new JsonObject { [KindKey] = entry.Name };
        entry.Describe(layer, new Settings(entry.Name, json, this, ""));
        return json;
    }

    /// <summary>Builds the layer that JSON describes, with fresh weights.</summary>
    /// <param name="json">What <see cref="Describe"/> gave.</param>
    /// <param name="file">Where the description stands, for errors.</param>
    /// <exception cref="FileFormatException">The description is damaged or names a layer that is not in the catalogue.</exception>
    public Layer Build(JsonNode? json, string file)
    {
        if (json is not JsonObject values || values[KindKey] is not JsonValue kind || !kind.TryGetValue(out string? name))
            throw new FileFormatException(file, null, $"A layer's description must be an object with \"{KindKey}\"; got {Shorten(json)}.");
        if (!_byName.TryGetValue(name, out Entry? entry))
            throw new FileFormatException(file, null, $"The file names the layer \"{name}\", which is not in the catalogue. Known: {string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal))}. If it is yours, call catalogue.Add<…>() before loading.");
        var settings = new Settings(name, values, this, file);
        Layer layer;
        try
        {
            layer = entry.Create(settings);
        }
        catch (ArgumentException error)
        {
            throw new FileFormatException(file, null, $"The layer {name} cannot be built from its settings: {error.Message}", error);
        }

        settings.DemandAllRead();
        return layer;
    }

    private static string Shorten(JsonNode? json)
    {
        string text = json?.ToJsonString() ?? "null";
        return text.Length <= 60 ? text : text[..60] + "…";
    }

    private sealed record Entry(string Name, Func<Settings, Layer> Create, Action<Layer, Settings> Describe);
}
