using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Fathom.Cli;

/// <summary>Reads the values of options; every refusal names the option, what was given, what is expected and an example.</summary>
internal static partial class OptionText
{
    public static int? Whole(string option, string? text, int least, int most = int.MaxValue)
    {
        if (text is null)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            return value;
        throw Refuse(option, text, most == int.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}", least > 1 ? $"{least}" : "10");
    }

    public static ulong? Seed(string option, string? text)
    {
        if (text is null)
            return null;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : throw Refuse(option, text, "a whole number of at least 0", "42");
    }

    /// <summary>A finite number that passes a test.</summary>
    public static double? Number(string option, string? text, Predicate<double> fits, string expected, string example)
    {
        if (text is null)
            return null;
        return TryNumber(text, out double value) && double.IsFinite(value) && fits(value) ? value : throw Refuse(option, text, expected, example);
    }

    /// <summary>A time above 0: 90s, 10m, 1h30m, 2d.</summary>
    public static TimeSpan? Time(string option, string? text)
    {
        if (text is null)
            return null;
        Match match = TimeText().Match(text);
        TimeSpan time = TimeSpan.Zero;
        foreach ((string unit, double seconds) in (ReadOnlySpan<(string, double)>)[("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)])
        {
            if (match.Groups[unit].Success && TryNumber(match.Groups[unit].Value, out double value) && value < 1e6)
                time += TimeSpan.FromSeconds(value * seconds);
        }

        return match.Success && time > TimeSpan.Zero ? time : throw Refuse(option, text, "a time above 0 in days, hours, minutes and seconds, such as 90s or 1h30m", "10m");
    }

    /// <summary>A share of rows.</summary>
    public static double? Share(string option, string? text) => Number(option, text, share => share is >= 0 and < 1, "a share of at least 0 and below 1", "0.2");

    /// <summary>Whether a text is a number at all; point, not comma, in every culture.</summary>
    public static bool TryNumber(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    public static string? OneOf(string option, string? text, IReadOnlyList<string> known)
    {
        if (text is null)
            return null;
        string word = text.ToLowerInvariant();
        return known.Contains(word) ? word : throw new UsageException($"{option} is '{text}', which is not known.{Nearest.Hint(word, known)} Known are {string.Join(", ", known)}.");
    }

    /// <summary>Where a picture goes, as the file system needs it. Another ending is refused: a slip must not cost a table or a model.</summary>
    public static string? Picture(string option, string? path, string example, Shell shell, string kind = ".svg", bool isGraph = false)
    {
        if (path is null)
            return null;
        string full = shell.Resolve(path);
        if (Directory.Exists(full))
            throw new UsageException($"{option} {path} is a folder; expected a file to write, for example {option} {example}.");
        string ending = Path.GetExtension(path).ToLowerInvariant();
        if (ending != kind && !(isGraph && ending == ".dot"))
            throw Refuse(option, path, isGraph ? "the name of a file that ends in .svg or .dot, or 'text' to print" : $"the name of a file that ends in {kind}", example);
        if (Path.GetDirectoryName(Path.GetFullPath(full)) is { } folder && !Directory.Exists(folder))
            throw new UsageException($"{option} {path}: there is no folder {Path.GetDirectoryName(path)}. Make it first, or name a file elsewhere.");
        return full;
    }

    /// <summary>Names between commas; a name that holds a comma stands in double quotes. Several uses of the option add up.</summary>
    public static IReadOnlyList<string> Names(string option, IReadOnlyList<string>? texts)
    {
        var names = new List<string>();
        foreach (string text in texts ?? [])
        {
            foreach (string name in Fields(text))
            {
                if (name.Length == 0)
                    throw Refuse(option, text, "names between commas, none of them empty", "age,fare");
                names.Add(name);
            }
        }

        return names;
    }

    public static IReadOnlyList<int>? Sizes(string option, string? text)
    {
        const string expected = "sizes of hidden layers between commas, or none";
        if (text is null)
            return null;
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
            return [];
        string[] parts = text.Split(',');
        if (parts.Length > MostLayers)
            throw new UsageException($"{option} has {parts.Length} layers; expected at most {MostLayers}.");
        return Array.ConvertAll(parts, part => int.TryParse(part, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int size) && size is >= 1 and <= MostUnits
            ? size
            : throw Refuse(option, text, $"{expected}, each from 1 to {MostUnits:N0}", "64,32"));
    }

    public static IReadOnlyList<double>? Probabilities(string option, string? text)
    {
        if (text is null)
            return null;
        return Array.ConvertAll(text.Split(','), part => TryNumber(part, out double p) && p is >= 0 and < 1
            ? p
            : throw Refuse(option, text, "a probability of at least 0 and below 1, or one for each hidden layer between commas", "0.3"));
    }

    /// <summary>Numbers between commas, each of which passes a test.</summary>
    public static IReadOnlyList<double> Numbers(string option, string text, Predicate<double> fits, string expected, string example) =>
        Array.ConvertAll(text.Split(','), part => TryNumber(part.Trim(), out double value) && double.IsFinite(value) && fits(value) ? value : throw Refuse(option, text, expected, example));

    public static char? Delimiter(string option, string? text) => text?.ToLowerInvariant() switch
    {
        null => null,
        "comma" => ',',
        "semicolon" => ';',
        "tab" or "\\t" => '\t',
        "space" => ' ',
        "bar" or "pipe" => '|',
        { Length: 1 } one when one[0] is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(one[0]) && one[0] is not ('"' or '.' or '-' or '+') => one[0],
        "\t" or " " => text[0],
        _ => throw Refuse(option, text, "the one character between fields, or one of comma, semicolon, tab, space, bar", "';'"),
    };

    public static UsageException Refuse(string option, string given, string expected, string example) =>
        new($"{option} is '{given}'; expected {expected}, for example {option} {example}.");

    [GeneratedRegex(@"^(?:(?<d>[0-9.]+)d)?(?:(?<h>[0-9.]+)h)?(?:(?<m>[0-9.]+)m)?(?:(?<s>[0-9.]+)s)?$", RegexOptions.IgnoreCase)]
    private static partial Regex TimeText();

    private const int MostLayers = 100;
    private const int MostUnits = 1_000_000;

    private static List<string> Fields(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString().Trim());
        return fields;
    }
}
