using System.Globalization;

namespace Fathom.Cli;

/// <summary>How much of a part is used: a share of it, or so many rows.</summary>
/// <param name="Share">Above 0 and below 1; null for a count.</param>
/// <param name="Count">At least 1.</param>
internal readonly record struct RowLimit(double? Share, int Count)
{
    /// <summary>Reads a limit: 0.1 is a tenth, 500 are five hundred rows.</summary>
    public static RowLimit? Read(string option, string? text)
    {
        if (text is null)
            return null;
        if (OptionText.TryNumber(text, out double value) && value is > 0 and < 1)
            return new RowLimit(value, 0);
        return int.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out int count) && count >= 1
            ? new RowLimit(null, count)
            : throw OptionText.Refuse(option, text, "a share above 0 and below 1, or a number of rows", "0.1");
    }

    /// <summary>How many of so many rows: at least one, at most all.</summary>
    public int Of(int rows) => Math.Min(rows, Share is { } share ? Math.Max(1, (int)Math.Round(rows * share, MidpointRounding.AwayFromZero)) : Count);

    /// <summary>Some of these rows in their order, each class in proportion (largest remainders) with one row at least where there is room.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="classes">The class of each; null where there are none.</param>
    /// <param name="rng">Chooses: the same seed and limit give the same rows, and a larger limit about the same ones and more.</param>
    public int[] Choose(int[] rows, IReadOnlyList<int>? classes, Rng rng)
    {
        int keep = Of(rows.Length);
        if (keep == rows.Length)
            return rows;
        int[] order = rng.Permutation(rows.Length);

        // Class by class, the first of each in turn by how much of its class stands before it: any first part has the classes in proportion.
        IEnumerable<int> spread = classes is null
            ? order
            : order.GroupBy(place => classes[place])
                .SelectMany(group => group.Select((place, i) => (Place: place, Rank: i == 0 ? 0 : (i + 0.5) / group.Count())))
                .OrderBy(item => item.Rank)
                .Select(item => item.Place);
        return [.. spread.Take(keep).Order().Select(place => rows[place])];
    }

    public override string ToString() => Share is { } share ? Display.Percent(share) : Plural.Of(Count, "row");
}
