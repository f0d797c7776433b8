using System.Diagnostics.CodeAnalysis;

namespace Fathom;

/// <summary>Builds the sentences of <see cref="DatasetException"/>: place first, then what is wrong.</summary>
internal static class Fault
{
    public static DatasetException Data(string what, string? file = null, long? line = null, string? column = null, Exception? inner = null)
    {
        string place = file ?? "";
        if (line is { } l) place += (place.Length > 0 ? ", " : "") + $"line {l}";
        if (column is not null) place += (place.Length > 0 ? ", " : "") + $"column '{column}'";
        return new DatasetException(place.Length > 0 ? $"{place}: {what}" : what, file, line, column, inner);
    }

    [DoesNotReturn]
    public static void Throw(string what, string? file = null, long? line = null, string? column = null) => throw Data(what, file, line, column);

    /// <summary>A cell shortened for a sentence, control characters made visible.</summary>
    public static string Show(string text)
    {
        string cut = text.Length > 40 ? text[..40] + "…" : text;
        return "'" + string.Concat(cut.Select(c => char.IsControl(c) ? '·' : c)) + "'";
    }

    /// <summary>'a', 'b' and 'c'; at most <paramref name="most"/> of them, then how many more.</summary>
    public static string List(IEnumerable<string> names, int most = 12)
    {
        var all = names.Select(Show).ToList();
        return all.Count <= most ? string.Join(", ", all) : string.Join(", ", all.Take(most)) + $" and {all.Count - most:N0} more";
    }

    /// <summary>Names between commas, those that hold a comma in double quotes: as they are written on a command line. One name stands as it is.</summary>
    public static string Names(IReadOnlyList<string> names) => names.Count == 1 ? names[0] : string.Join(", ", names.Select(name => name.Contains(',') ? $"\"{name}\"" : name));

    /// <summary>"1 row", "2 rows".</summary>
    public static string Count(long n, string noun, string? plural = null) => FormattableString.Invariant($"{n:N0} ") + (n == 1 ? noun : plural ?? noun + "s");
}
