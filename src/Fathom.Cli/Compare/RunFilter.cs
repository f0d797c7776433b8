namespace Fathom.Cli;

/// <summary>A condition on a setting or figure of a run: <c>lr=0.01</c>, <c>accuracy>0.9</c>, <c>name~iris</c>.</summary>
internal sealed record RunFilter(string Key, string Sign, string Value)
{
    // Longer signs before those they begin with.
    private static readonly string[] s_signs = [">=", "<=", "!=", "=", ">", "<", "~"];

    /// <summary>Reads one.</summary>
    public static RunFilter Read(string text)
    {
        int at = text.IndexOfAny(['=', '>', '<', '!', '~']);
        string sign = at <= 0 ? "" : s_signs.FirstOrDefault(sign => text.AsSpan(at).StartsWith(sign)) ?? "";
        if (sign.Length == 0)
            throw OptionText.Refuse("--filter", text, "a setting or figure, one of = != > >= < <= ~ (contains), and a value", "'accuracy>0.9'");
        var filter = new RunFilter(text[..at].Trim(), sign, text[(at + sign.Length)..].Trim());
        if (sign[0] is '<' or '>' && !OptionText.TryNumber(filter.Value, out _))
            throw OptionText.Refuse("--filter", text, $"a number after {sign}", $"'{filter.Key}{sign}0.5'");
        return filter;
    }

    /// <summary>Whether a run meets it; a run without the key does not, but for !=.</summary>
    public bool Fits(IReadOnlyDictionary<string, string> keys)
    {
        if (!keys.TryGetValue(Key, out string? text))
            return Sign == "!=";
        bool areNumbers = OptionText.TryNumber(text, out double have) & OptionText.TryNumber(Value, out double want);
        bool same = areNumbers ? have == want : text.Equals(Value, StringComparison.OrdinalIgnoreCase);
        return Sign switch
        {
            "=" => same,
            "!=" => !same,
            "~" => text.Contains(Value, StringComparison.OrdinalIgnoreCase),
            ">" => areNumbers && have > want,
            ">=" => areNumbers && have >= want,
            "<" => areNumbers && have < want,
            _ => areNumbers && have <= want,
        };
    }
}
