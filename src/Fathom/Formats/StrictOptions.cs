using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>The options of something a file describes, as an objective or a schedule. Reading is strict: nothing is missing, unknown, or out of range.</summary>
/// <param name="subject">What has the options, for errors: "objective binary".</param>
/// <param name="kindKey">The key that says what it is, read already.</param>
/// <param name="values">The options.</param>
/// <param name="file">Where they stand, for errors.</param>
internal sealed class StrictOptions(string subject, string kindKey, JsonObject values, string file)
{
    private const int MostNumbers = 1_000_000;

    private readonly HashSet<string> _read = [kindKey];

    /// <summary>Where the options stand, for what is nested in them.</summary>
    public string File => file;

    /// <summary>Reads a finite number.</summary>
    public double Number(string name) => Number(name, double.IsFinite, "a finite number");

    /// <summary>Reads a whole number.</summary>
    public long Whole(string name) => Node(name) is JsonValue value && value.TryGetValue(out long number) ? number : throw Refuse(name, "a whole number");

    /// <summary>Reads a whole number within bounds.</summary>
    public long Whole(string name, long least, long most) => Whole(name) is var number && number >= least && number <= most ? number : throw Refuse(name, $"a whole number from {least} to {most}");

    /// <summary>Reads a list of whole numbers.</summary>
    public long[] Wholes(string name)
    {
        const string expected = "a list of whole numbers";
        if (Node(name) is not JsonArray { Count: <= MostNumbers } list)
            throw Refuse(name, expected);
        return [.. list.Select(item => item is JsonValue value && value.TryGetValue(out long number) ? number : throw Refuse(name, expected))];
    }

    /// <summary>Reads a flag.</summary>
    public bool Flag(string name) => Node(name) is JsonValue value && value.TryGetValue(out bool flag) ? flag : throw Refuse(name, "true or false");

    /// <summary>Reads a list of whatever.</summary>
    public JsonArray List(string name) => Node(name) as JsonArray ?? throw Refuse(name, "a list");

    /// <summary>Reads whatever stands there; null when nothing does.</summary>
    public JsonNode? Node(string name)
    {
        _read.Add(name);
        return values[name];
    }

    /// <summary>Reads a number for which <paramref name="allowed"/> holds, as <paramref name="expected"/> says in words.</summary>
    public double Number(string name, Func<double, bool> allowed, string expected)
    {
        _read.Add(name);
        return values[name] is JsonValue value && value.TryGetValue(out double number) && allowed(number)
            ? number
            : throw Refuse(name, expected);
    }

    /// <summary>Reads a number that is left out where it has its usual value.</summary>
    public double Number(string name, double usual, Func<double, bool> allowed, string expected)
    {
        _read.Add(name);
        return values.ContainsKey(name) ? Number(name, allowed, expected) : usual;
    }

    /// <summary>Reads a word that is left out where it is the first of <paramref name="known"/>; gives its place there.</summary>
    public int Word(string name, params ReadOnlySpan<string> known)
    {
        _read.Add(name);
        if (!values.ContainsKey(name))
            return 0;
        int place = values[name] is JsonValue value && value.TryGetValue(out string? word) ? known.IndexOf(word) : -1;
        return place >= 0 ? place : throw Refuse(name, $"one of {string.Join(", ", known)}");
    }

    /// <summary>Reads a list of numbers that is left out where it is empty.</summary>
    public double[] Numbers(string name, Func<double, bool> allowed, string expected)
    {
        _read.Add(name);
        if (!values.ContainsKey(name))
            return [];
        string all = $"a list of numbers, each {expected}";
        if (values[name] is not JsonArray { Count: > 0 and <= MostNumbers } list)
            throw Refuse(name, all);
        return [.. list.Select(item => item is JsonValue value && value.TryGetValue(out double number) && allowed(number) ? number : throw Refuse(name, all))];
    }

    /// <summary>Refuses options that nobody read: a misspelt or newer option must not be dropped silently.</summary>
    public void DemandAllRead()
    {
        string[] left = [.. values.Select(pair => pair.Key).Where(key => !_read.Contains(key))];
        if (left.Length > 0)
            throw new FileFormatException(file, null, $"The {subject} has options it does not know: {string.Join(", ", left)}; expected {string.Join(", ", _read)}. The file was written by a newer version or altered.");
    }

    private FileFormatException Refuse(string name, string expected) =>
        new(file, null, $"The {subject}: option \"{name}\" is {Shown(values[name])}; expected {expected}. The file was written by another version or altered.");

    private static string Shown(JsonNode? value) => value?.ToJsonString() switch { null => "missing", { Length: > 80 } text => text[..80] + "…", var text => text };
}
