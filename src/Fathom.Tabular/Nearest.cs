namespace Fathom;

/// <summary>Names that were probably meant: edit distance with transpositions (Damerau–Levenshtein, optimal string alignment), ignoring case.</summary>
internal static class Nearest
{
    /// <summary>Up to three of <paramref name="known"/> near to <paramref name="name"/>, nearest first.</summary>
    public static List<string> To(string name, IEnumerable<string> known) =>
        [.. known.Select(k => (k, d: Distance(name.ToUpperInvariant(), k.ToUpperInvariant())))
            .Where(p => p.d <= Far(Math.Max(name.Length, p.k.Length)) || (name.Length >= 3 && p.k.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(p => p.d).ThenBy(p => p.k, StringComparer.Ordinal).Take(3).Select(p => p.k)];

    /// <summary>" Did you mean 'x'?" or nothing.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var near = To(name, known);
        return near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near.Select(Fault.Show))}?";
    }

    private static int Far(int length) => length < 4 ? 1 : Math.Max(2, length / 3);

    private static int Distance(string a, string b)
    {
        if (a.Length > 200 || b.Length > 200) return int.MaxValue;
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
            for (int j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
