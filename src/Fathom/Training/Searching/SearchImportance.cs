using System.Globalization;

namespace Fathom;

/// <summary>How much a searched setting had to do with the losses: a hint, not a proof.</summary>
/// <remarks>
/// Over all trials of the first rung, which were given the same: the share of the variance of the losses' ranks that lies between groups of the setting's values
/// (each value of a list; thirds of numbers), corrected for what chance gives: ε² = 1 − (1 − η²)(n − 1)/(n − k) (Kelley, 1935). Ranks, so that one
/// diverged trial does not outweigh the rest; groups, so that a best value in the middle is seen. It is nothing where settings work only together.
/// </remarks>
/// <param name="Name">The setting.</param>
/// <param name="Share">ε², not below 0.</param>
/// <param name="Best">The group with the least mean rank: a value, or the numbers from one to another.</param>
public sealed record SearchImportance(string Name, double Share, string Best)
{
    /// <summary>Fewer trials than this say nothing.</summary>
    public const int FewestTrials = 12;

    private const int Groups = 3;

    /// <summary>Each setting's share, the largest first; empty for too few trials.</summary>
    public static IReadOnlyList<SearchImportance> Of(SuccessiveHalving search)
    {
        ArgumentNullException.ThrowIfNull(search);
        SearchTrial[] trials = [.. search.Trials.Where(trial => trial.Results.Count > 0)];
        if (trials.Length < FewestTrials)
            return [];
        double[] ranks = Ranks(Array.ConvertAll(trials, trial => trial.Results[0].Loss));
        return [.. search.Space.Ranges.Select(range => Of(range.Name, trials, ranks)).OrderByDescending(one => one.Share)];
    }

    private static SearchImportance Of(string name, SearchTrial[] trials, double[] ranks)
    {
        string[] texts = Array.ConvertAll(trials, trial => trial.Point[name]);
        int[] groups = GroupsOf(texts);
        double mean = ranks.Average(), all = ranks.Sum(rank => (rank - mean) * (rank - mean)), within = 0, least = double.PositiveInfinity;
        string best = "";
        var parts = Enumerable.Range(0, trials.Length).GroupBy(i => groups[i]).ToList();
        foreach (IGrouping<int, int> part in parts)
        {
            double middle = part.Average(i => ranks[i]);
            within += part.Sum(i => (ranks[i] - middle) * (ranks[i] - middle));
            if (middle < least)
                (least, best) = (middle, Shown(part.Select(i => texts[i])));
        }

        double share = all == 0 || parts.Count == 1 || parts.Count >= trials.Length ? 0 : 1 - (within / all * (trials.Length - 1) / (trials.Length - parts.Count));
        return new SearchImportance(name, Math.Max(0, share), best);
    }

    /// <summary>Few values are a group each; many numbers make thirds.</summary>
    private static int[] GroupsOf(string[] texts)
    {
        string[] distinct = [.. texts.Distinct()];
        if (distinct.Length <= 2 * Groups || !distinct.All(text => double.TryParse(text, CultureInfo.InvariantCulture, out _)))
            return Array.ConvertAll(texts, text => Array.IndexOf(distinct, text));
        double[] ranks = Ranks(Array.ConvertAll(texts, text => double.Parse(text, CultureInfo.InvariantCulture)));
        return Array.ConvertAll(ranks, rank => Math.Min(Groups - 1, (int)((rank - 1) * Groups / texts.Length)));
    }

    private static string Shown(IEnumerable<string> texts)
    {
        string[] values = [.. texts.Distinct()];
        return values.Length == 1 ? values[0] : $"{values.MinBy(text => double.Parse(text, CultureInfo.InvariantCulture))} to {values.MaxBy(text => double.Parse(text, CultureInfo.InvariantCulture))}";
    }

    /// <summary>Ranks from 1, equal values sharing their mean; NaN last.</summary>
    private static double[] Ranks(double[] values)
    {
        double[] keys = Array.ConvertAll(values, value => double.IsNaN(value) ? double.PositiveInfinity : value);
        return Array.ConvertAll(keys, key => keys.Count(other => other < key) + ((keys.Count(other => other == key) + 1) / 2.0));
    }
}
