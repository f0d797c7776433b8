using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>An objective's options as a file holds them. Reading is strict: nothing is missing, unknown, or out of range.</summary>
internal sealed class ObjectiveOptions(string objective, JsonObject values, string file)
{
    private readonly HashSet<string> _read = [Objective.KindKey];

    /// <summary>Reads a number for which <paramref name="allowed"/> holds, as <paramref name="expected"/> says in words.</summary>
    public double Number(string name, Func<double, bool> allowed, string expected)
    {
        _read.Add(name);
        return values[name] is JsonValue value && value.TryGetValue(out double number) && allowed(number)
            ? number
            : throw new FileFormatException(file, null, $"The objective {objective}: option \"{name}\" is {values[name]?.ToJsonString() ?? "missing"}; expected {expected}. The file was written by another version or altered.");
    }

    /// <summary>Refuses options that nobody read: a misspelt or newer option must not be dropped silently.</summary>
    public void DemandAllRead()
    {
        string[] left = [.. values.Select(pair => pair.Key).Where(key => !_read.Contains(key))];
        if (left.Length > 0)
            throw new FileFormatException(file, null, $"The objective {objective} has options it does not know: {string.Join(", ", left)}; expected {string.Join(", ", _read)}. The file was written by a newer version or altered.");
    }
}
