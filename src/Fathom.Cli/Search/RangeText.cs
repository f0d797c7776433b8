using System.Globalization;

namespace Fathom.Cli;

/// <summary>Reads ranges: <c>lr=1e-4..1e-1:log</c>, <c>layers=1..4</c>, <c>hidden=32,64</c>, <c>hidden=64,32|128,64</c>.</summary>
internal static class RangeText
{
    private const string Expected = "a setting and its range: two ends (lr=1e-4..1e-1, with :log for magnitudes) or a list (hidden=32,64,128; with bars where values hold commas, hidden=64,32|128,64)";

    // What the search itself sets, and what would make figures of trials another thing.
    private static readonly Dictionary<string, string> s_refused = new()
    {
        ["epochs"] = "the search itself gives trials their epochs; say the most with --epochs",
        ["steps"] = "the search grows epochs; leave --steps out",
        ["seed"] = "another seed is chance, not a setting; --seeds of fathom train shows how much it changes",
        ["out"] = "the search names the runs",
        ["validation"] = "trials would be judged by different rows",
        ["test"] = "trials would learn from different rows",
        ["target"] = "trials would learn different things",
        ["limit"] = "trials would learn from different rows",
        ["threads"] = "threads change the time, never the result",
    };

    public static SearchRange Read(string text)
    {
        int at = text.IndexOf('=');
        string name = at < 0 ? "" : text[..at].Trim().TrimStart('-');
        if (name.Length == 0)
            throw OptionText.Refuse("--range", text, Expected, "lr=1e-4..1e-1:log");
        if (s_refused.TryGetValue(name, out string? reason))
            throw new UsageException($"--range {name}: {reason}.");
        try
        {
            return Read(name, text[(at + 1)..].Trim(), text);
        }
        catch (ArgumentException fault)
        {
            throw new UsageException($"--range '{text}': {fault.Message}");
        }
    }

    private static SearchRange Read(string name, string values, string text)
    {
        bool isLog = values.EndsWith(":log", StringComparison.OrdinalIgnoreCase);
        string ends = isLog ? values[..^4] : values;
        int dots = ends.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
            return isLog ? throw OptionText.Refuse("--range", text, "two ends where :log stands, as 1e-4..1e-1:log", "lr=1e-4..1e-1:log") : SearchRange.Choice(name, ends.Length == 0 ? [] : Array.ConvertAll(ends.Split(ends.Contains('|') ? '|' : ','), value => value.Trim()));
        string low = ends[..dots].Trim(), high = ends[(dots + 2)..].Trim();
        if (long.TryParse(low, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long least) && long.TryParse(high, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long most))
            return SearchRange.Whole(name, least, most, isLog);
        if (!OptionText.TryNumber(low, out double from) || !OptionText.TryNumber(high, out double to))
            throw OptionText.Refuse("--range", text, Expected, "lr=1e-4..1e-1:log");
        return isLog ? SearchRange.Log(name, from, to) : SearchRange.Uniform(name, from, to);
    }
}
