namespace Fathom;

/// <summary>Splits rows of several labels so that each part has its share of every set of labels.</summary>
internal static class LabelSets
{
    // Fewer rows than this are too few to share out; such sets are shared out together.
    private const int Common = 10;

    /// <summary>Splits 0…n−1 by the sets of labels that occur often; the other rows are one group.</summary>
    public static TableSplit Split(int[] labels, IReadOnlyList<string> names, double validation, double test, Rng rng)
    {
        int rows = labels.Length / names.Count;
        string[] sets = [.. Enumerable.Range(0, rows).Select(i => string.Concat(labels.AsSpan(i * names.Count, names.Count).ToArray()))];
        string[] common = [.. sets.CountBy(set => set).Where(set => set.Value >= Common).Select(set => set.Key).Order(StringComparer.Ordinal)];
        int others = sets.Count(set => !common.Contains(set));

        // A lone row cannot be shared out either.
        int rest = others == 1 && common.Length > 0 ? 0 : common.Length;
        var numbers = common.Select((set, i) => (set, i)).ToDictionary(p => p.set, p => p.i, StringComparer.Ordinal);
        int[] groups = Array.ConvertAll(sets, set => numbers.GetValueOrDefault(set, rest));
        return TableSplit.Create(groups, [.. Enumerable.Repeat("labels", groups.Max() + 1)], validation, test, rng);
    }
}
