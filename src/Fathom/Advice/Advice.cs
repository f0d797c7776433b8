namespace Fathom;

/// <summary>
/// Which settings to begin with, each with its usual range and the reason: the handbook's rules of thumb (L8, M13) as data. <c>fathom train</c> takes its
/// defaults from here, so advice and defaults cannot differ.
/// </summary>
/// <remarks><code>
/// rule      of each setting the first rule that fits task, network, size, optimizer and activation (docs/cheat-sheet.md lists them all)
/// source    Goodfellow, Bengio and Courville 2016, chapters 7, 8 and 11; Bengio 2012, arXiv:1206.5533; single rules name their own
/// </code></remarks>
/// <example><code>
/// Advice advice = Advice.For(TaskKind.Binary, NetworkKind.Tabular, rows: 398);
/// Console.WriteLine(advice["lr"]);
/// </code></example>
public sealed class Advice
{
    /// <summary>Training rows from which a table is of medium size.</summary>
    public const int MediumRows = 5_000;

    /// <summary>Training rows from which a table is large.</summary>
    public const int LargeRows = 50_000;

    private Advice(IReadOnlyList<Suggestion> suggestions) => Suggestions = suggestions;

    /// <summary>The settings advice is given for, in the order they are shown.</summary>
    public static IReadOnlyList<string> Settings { get; } = [.. AdviceRules.All.Select(rule => rule.Setting).Distinct()];

    /// <summary>One suggestion a setting, in the order of <see cref="Settings"/>.</summary>
    public IReadOnlyList<Suggestion> Suggestions { get; }

    /// <summary>The suggestion for one setting.</summary>
    /// <param name="setting">One of <see cref="Settings"/>.</param>
    /// <exception cref="ArgumentException">There is no such setting.</exception>
    public Suggestion this[string setting] => Suggestions.FirstOrDefault(suggestion => suggestion.Setting == setting)
        ?? throw new ArgumentException($"There is no setting \"{setting}\"; known are {string.Join(", ", Settings)}.", nameof(setting));

    /// <summary>Looks up every setting.</summary>
    /// <param name="task">What is learned.</param>
    /// <param name="network">The family of networks.</param>
    /// <param name="rows">Training rows; when not given, the rules for few rows.</param>
    /// <param name="optimizer">The optimizer if it is settled already (a name of <see cref="StandardOptimizers"/>): rate and decay follow it. Otherwise the suggested one.</param>
    /// <param name="activation">The activation if it is settled already: the initializer follows it. Otherwise the suggested one.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one row.</exception>
    public static Advice For(TaskKind task, NetworkKind network, int? rows = null, string? optimizer = null, string? activation = null)
    {
        if (rows < 1)
            throw new ArgumentOutOfRangeException(nameof(rows), rows, "There must be at least one training row to learn from.");
        DataSize size = SizeOf(rows ?? 1);
        optimizer ??= Find("optimizer", "", "").Value;
        activation ??= Find("activation", "", "").Value;
        return new Advice([.. Settings.Select(setting => Find(setting, optimizer, activation))]);

        Suggestion Find(string setting, string chosen, string shape) =>
            AdviceRules.All.First(rule => rule.Setting == setting && rule.Fits(task, network, size, chosen, shape)).ToSuggestion();
    }

    /// <summary>The size a number of training rows counts as.</summary>
    /// <param name="rows">Training rows.</param>
    public static DataSize SizeOf(int rows) => rows < MediumRows ? DataSize.Small : rows < LargeRows ? DataSize.Medium : DataSize.Large;
}
