using System.Text.Json;

namespace Fathom.Conformance;

/// <summary>One reference case as it stands in its file.</summary>
internal sealed class Case
{
    public Case(string file, int index, JsonElement json)
    {
        File = file;
        Index = index;
        Json = json;
        Name = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()!
            : throw new WrongUseException($"{file}: case {index} has no \"name\". Expected a list of cases as the format's README describes.");
    }

    /// <summary>The file's name, which says what kind of case this is.</summary>
    public string File { get; }

    /// <summary>Its place in the file, from 0.</summary>
    public int Index { get; }

    /// <summary>What is tested.</summary>
    public string Name { get; }

    /// <summary>The whole case.</summary>
    public JsonElement Json { get; }

    /// <summary>The settings; every trial reads them afresh, so that each can tell which it did not use.</summary>
    public Arguments Arguments() => new(Json.TryGetProperty("args", out JsonElement args) ? args : default);

    /// <summary>A field that the kind demands.</summary>
    public JsonElement this[string field] => Find(field) ?? throw new InvalidDataException($"the case has no \"{field}\"");

    /// <summary>A field, or null.</summary>
    public JsonElement? Find(string field) => Json.TryGetProperty(field, out JsonElement value) ? value : null;

    /// <summary>A field that maps names to arrays; empty when the case has none.</summary>
    public IEnumerable<(string Name, Tensor Values)> Arrays(string field)
    {
        if (Find(field) is not { ValueKind: JsonValueKind.Object } map)
            yield break;
        foreach (JsonProperty entry in map.EnumerateObject())
            yield return (entry.Name, ReferenceArray.Read(entry.Value, entry.Name));
    }

    /// <summary>A field that lists arrays.</summary>
    public Tensor[] List(string field) => [.. this[field].EnumerateArray().Select((entry, i) => ReferenceArray.Read(entry, $"{field}[{i}]"))];

    public override string ToString() => $"{File}[{Index}] {Name} {Arguments()}";
}
