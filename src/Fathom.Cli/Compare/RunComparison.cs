namespace Fathom.Cli;

/// <summary>What differs between runs, and whether their figures may be set side by side.</summary>
internal sealed class RunComparison
{
    // Splits by time or by position do not follow the seed.
    private static readonly string[] s_splitBySeed = ["classification", "binary", "multilabel", "regression"];

    // The same data through another path or on another machine trains the same.
    private static readonly string[] s_split = ["data.train", "data.validation", "data.test", "data.test_file", "fold"];

    /// <summary>Compares; labels are the directories' names, or letters where those are long or alike.</summary>
    public RunComparison(IReadOnlyList<RunRecord> records)
    {
        string[] names = [.. records.Select(record => record.DirectoryName)];
        HasNames = names.All(name => name.Length <= LongestName) && names.Distinct().Count() == names.Length;
        Runs = [.. records.Select((record, i) => new RunFacts(record, HasNames ? names[i] : Letter(i)))];
        Differing = [.. Runs.SelectMany(run => run.Settings.Keys).Distinct().Where(Differs)];
        Warnings = [.. Judge()];
    }

    public IReadOnlyList<RunFacts> Runs { get; }

    /// <summary>Whether the labels are names.</summary>
    public bool HasNames { get; }

    /// <summary>The settings in which runs differ, in their order.</summary>
    public IReadOnlyList<string> Differing { get; }

    /// <summary>Why figures cannot be set side by side, a sentence each; empty where they can.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The figures of a part that any run has, in their order.</summary>
    public IReadOnlyList<string> Figures(string part) => [.. Runs.SelectMany(run => run[part].Keys).Distinct()];

    /// <summary>The run with the best value of a figure; null where it is not known what is better, or none stands out.</summary>
    public RunFacts? BestOf(string part, string figure)
    {
        if (RunFacts.HigherIsBetter(figure) is not { } higher)
            return null;
        (RunFacts Run, double Value)[] values = [.. Runs.Where(run => run[part].ContainsKey(figure)).Select(run => (run, run[part][figure])).Where(pair => double.IsFinite(pair.Item2))];
        if (values.Length < 2)
            return null;
        double best = higher ? values.Max(pair => pair.Value) : values.Min(pair => pair.Value);
        (RunFacts Run, double Value)[] winners = [.. values.Where(pair => pair.Value == best)];
        return winners.Length == 1 ? winners[0].Run : null;
    }

    private const int LongestName = 20;

    private static string Letter(int i) => i < 26 ? $"{(char)('A' + i)}" : $"{Letter((i / 26) - 1)}{(char)('A' + (i % 26))}";

    private bool Differs(string setting) => Runs.Select(run => run.Settings.GetValueOrDefault(setting)).Distinct().Count() > 1;

    private IEnumerable<string> Judge()
    {
        if (Differs("data.sha256"))
            yield return $"the runs learned from other data ({Values("data.source")}): their figures cannot be compared.";
        if (Differs("task") || Differs("data.target"))
            yield return $"the runs learned other things ({Values("task")}{(Differs("data.target") ? $"; {Values("data.target")}" : "")}): their figures cannot be compared.";
        if (Differs("data.sha256"))
            yield break;
        string[] split = [.. s_split.Where(Differs)];
        if (split.Length > 0)
            yield return $"the rows are split in another way ({string.Join(", ", split.Select(name => $"{name.Replace("data.", "")} {Values(name)}"))}): part of every difference may be that.";
        else if (Differs("seed") && s_splitBySeed.Contains(Runs[0].Task))
            yield return $"the seed, which also splits the rows, is another ({Values("seed")}): part of every difference is chance. fathom train … --seeds 5 tells how much.";
    }

    private string Values(string setting) => string.Join(", ", Runs.Select(run => run.Settings.GetValueOrDefault(setting, "none")).Distinct());
}
