namespace Fathom.Cli;

/// <summary>The runs that a repeated training consists of.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Kind">seeds or folds.</param>
/// <param name="Members">Each run's name and options but for where it goes.</param>
internal sealed record RepeatPlan(RunOptions Options, string Kind, IReadOnlyList<(string Name, RunOptions Options)> Members)
{
    public const string Seeds = "seeds", Folds = "folds";

    /// <summary>"5 seeds".</summary>
    public string Words => Plural.Of(Members.Count, Kind[..^1]);

    /// <summary>The words that make the same runs: without where they go, how they are shown, and threads.</summary>
    public IReadOnlyList<string> Arguments => Without(Options.Arguments, "--out", "--threads");

    /// <summary>The plan of options; null for a single run.</summary>
    public static RepeatPlan? Of(RunOptions options)
    {
        if (options.Seeds is { } seeds)
            return new RepeatPlan(options, Seeds, [.. Enumerable.Range(0, seeds).Select(i => (ulong)i + options.Seed).Select(seed => ($"seed-{seed}", Member(options with { Seed = seed }, ["--seed", $"{seed}"], "--seed")))]);
        return options.Folds is { } folds
            ? new RepeatPlan(options, Folds, [.. Enumerable.Range(1, folds).Select(fold => ($"fold-{fold}", Member(options with { Fold = (fold, folds) }, ["--fold", $"{fold}/{folds}"])))])
            : null;
    }

    /// <summary>A member as if the user had typed it: words and options say the same.</summary>
    public static RunOptions At(RunOptions member, string folder) => member with { Out = folder, Arguments = [.. member.Arguments, "--out", folder] };

    private static RunOptions Member(RunOptions options, string[] words, params string[] replaced) => options with
    {
        Seeds = null,
        Folds = null,
        Json = false,
        Arguments = [.. Without(options.Arguments, ["--seeds", "--folds", "--out", .. replaced]), .. words],
    };

    private static List<string> Without(IReadOnlyList<string> arguments, params string[] options)
    {
        var words = new List<string>();
        for (int i = 0; i < arguments.Count; i++)
        {
            if (options.Contains(arguments[i]))
                i++;
            else if (arguments[i] != "--json")
                words.Add(arguments[i]);
        }

        return words;
    }
}
