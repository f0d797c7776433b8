namespace Fathom;

/// <summary>Splits rows of several labels so that each part has its share of every set of labels.</summary>
internal static class LabelSets
{
    // Fewer rows than this are too few to share out; such sets are shared out together.
    private const int Common = 10;

    /// <summary>The group of each row: its set of labels where that occurs often; all other rows are one group.</summary>
    public static int[] Groups(int[] labels, IReadOnlyList<string> names)
    {
        int rows = labels.Length / names.Count;
        string[] sets = [.. Enumerable.Range(0, rows).Select(i => string.Concat(labels.AsSpan(i * names.Count, names.Count).ToArray()))];
        string[] common = [.. sets.CountBy(set => set).Where(set => set.Value >= Common).Select(set => set.Key).Order(StringComparer.Ordinal)];
        int others = sets.Count(set => !common.Contains(set));

        // A lone row cannot be shared out either.
        int rest = others == 1 && common.Length > 0 ? 0 : common.Length;
        var numbers = common.Select((set, i) => (set, i)).ToDictionary(p => p.set, p => p.i, StringComparer.Ordinal);
        return Array.ConvertAll(sets, set => numbers.GetValueOrDefault(set, rest));
    }

    /// <summary>Splits 0…n−1 by <see cref="Groups"/>.</summary>
    public static TableSplit Split(int[] labels, IReadOnlyList<string> names, double validation, double test, Rng rng)
    {
        int[] groups = Groups(labels, names);
        return TableSplit.Create(groups, Names(groups), validation, test, rng);
    }

    /// <summary>One split of a cross-validation by <see cref="Groups"/>; those with fewer rows than folds are dealt out with the first.</summary>
    public static TableSplit Fold(int[] labels, IReadOnlyList<string> names, int fold, int folds, double validation, Rng rng)
    {
        int[] groups = Groups(labels, names);
        var rows = groups.CountBy(group => group).ToDictionary();
        groups = Array.ConvertAll(groups, group => rows[group] < folds ? 0 : group);
        return TableSplit.Fold(groups, Names(groups), fold, folds, validation, rng);
    }

    private static string[] Names(int[] groups) => [.. Enumerable.Repeat("labels", groups.Max() + 1)];
}
