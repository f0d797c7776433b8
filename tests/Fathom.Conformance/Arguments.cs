using System.Globalization;
using System.Text.Json;

namespace Fathom.Conformance;

/// <summary>A case's settings under PyTorch's names. Reading is strict: a setting that nobody read is reported as not known, never ignored.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, JsonElement> _values = [];
    private readonly HashSet<string> _read = ["note"];

    public Arguments(JsonElement args)
    {
        if (args.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty setting in args.EnumerateObject())
                _values[setting.Name] = setting.Value;
        }
    }

    private Arguments()
    {
    }

    /// <summary>Settings written as a line of text: <c>adam lr=1e-2 amsgrad=true</c>. Gives the name that comes first.</summary>
    public static (string Name, Arguments Arguments) Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var arguments = new Arguments();
        foreach (string word in words.Skip(1))
        {
            (string key, string text) = word.Split('=', 2) is [var left, var right] ? (left, right) : (word, "true");
            arguments._values[key] = bool.TryParse(text, out bool flag)
                ? JsonSerializer.SerializeToElement(flag)
                : double.TryParse(text, CultureInfo.InvariantCulture, out double number) ? JsonSerializer.SerializeToElement(number) : JsonSerializer.SerializeToElement(text);
        }

        return (words.FirstOrDefault(""), arguments);
    }

    /// <summary>Whether the setting is there and not null.</summary>
    public bool Has(string name) => Read(name) is not null;

    /// <summary>Whether the setting is there and null, which for some means more than its absence.</summary>
    public bool IsNull(string name)
    {
        _read.Add(name);
        return _values.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.Null;
    }

    /// <summary>A number; without a default it must be there.</summary>
    public double Number(string name, double? standard = null) =>
        Read(name) is { } value ? ReferenceArray.Number(value, name) : standard ?? throw Missing(name);

    /// <summary>A whole number.</summary>
    public int Whole(string name, int? standard = null) =>
        Number(name, standard) is var number && number == Math.Floor(number) ? (int)number : throw new NotKnownException($"{name}={number}, no whole number");

    /// <summary>A flag.</summary>
    public bool Flag(string name, bool? standard = null) => Read(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        null => standard ?? throw Missing(name),
        { } value => throw new NotKnownException($"{name}={value}, no flag"),
    };

    /// <summary>A text.</summary>
    public string Text(string name, string? standard = null) => Read(name) is { } value ? value.ToString() : standard ?? throw Missing(name);

    /// <summary>One of the texts that are known; the first is the default.</summary>
    public string OneOf(string name, params ReadOnlySpan<string> known)
    {
        string text = Text(name, known[0]);
        return known.Contains(text) ? text : throw new NotKnownException($"{name}={text}");
    }

    /// <summary>Refuses any value but PyTorch's default, where the library knows no other.</summary>
    public void Only(string name, string standard) => OneOf(name, standard);

    /// <summary>Whole numbers: a list, or one number alone.</summary>
    public int[] Wholes(string name)
    {
        JsonElement value = Read(name) ?? throw Missing(name);
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => (int)ReferenceArray.Number(item, name))] : [(int)ReferenceArray.Number(value, name)];
    }

    /// <summary>Axes: one, a list, or null for all.</summary>
    public int[] Axes(string name) => Has(name) ? Wholes(name) : [];

    /// <summary>Numbers; null when the setting is absent.</summary>
    public double[]? Numbers(string name) => Read(name) is { } value ? [.. value.EnumerateArray().Select(item => ReferenceArray.Number(item, name))] : null;

    /// <summary>A setting of any form.</summary>
    public JsonElement Any(string name) => Read(name) ?? throw Missing(name);

    /// <summary>Reports settings that nobody read.</summary>
    public void DemandAllRead()
    {
        string[] left = [.. _values.Keys.Where(key => !_read.Contains(key))];
        if (left.Length > 0)
            throw new NotKnownException($"with {string.Join(", ", left)}");
    }

    public override string ToString() => $"{{{string.Join(", ", _values.Select(setting => $"{setting.Key}={Shorten(setting.Value.ToString())}"))}}}";

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "…";

    private static InvalidDataException Missing(string name) => new($"the setting \"{name}\" is missing");

    private JsonElement? Read(string name)
    {
        _read.Add(name);
        return _values.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
