using System.IO.Enumeration;

namespace Fathom;

/// <summary>Finds layers by name or pattern.</summary>
internal static class LayerNames
{
    private const int MostListed = 20;

    /// <summary>The layers whose path a pattern means.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IReadOnlyList<HookedLayer> Find(Module model, string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern, "name");
        HookedLayer[] all = [.. model.Descendants().Where(item => item.Path.Length > 0).Select(item => new HookedLayer(item.Path, item.Module))];
        HookedLayer[] found = [.. all.Where(layer => IsMatch(pattern, layer.Name))];
        if (found.Length > 0)
            return found;
        string[] near = [.. all.Select(layer => layer.Name).OrderBy(name => Distance(pattern, name)).ThenBy(name => name, StringComparer.Ordinal).Take(MostListed)];
        string known = near.Length == 0 ? $"{model.GetType().Name} has no layers below it: does it state its Parts?" : $"There are, nearest first: {string.Join(", ", near)}{(all.Length > near.Length ? $" and {all.Length - near.Length} more" : "")}.";
        throw new ArgumentException($"No layer of {model.GetType().Name} is named \"{pattern}\". {known}", "name");
    }

    /// <summary>Whether <c>*</c> for any letters turns the pattern into the name.</summary>
    public static bool IsMatch(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), name, ignoreCase: false);

    /// <summary>Letters to change, add or leave out (Levenshtein 1966).</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
