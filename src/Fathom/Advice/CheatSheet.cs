namespace Fathom;

/// <summary>The whole cheat sheet as tables: what to choose and what it is called here, and the rules that <see cref="Advice"/> follows.</summary>
/// <remarks><code>
/// source    the handbook's rows L8 and M13 (docs/handbook.md); <c>fathom advise</c> and docs/cheat-sheet.md show the same tables
/// </code></remarks>
public static class CheatSheet
{
    private static readonly (string Title, string[] Settings)[] s_sections =
    [
        ("Data and baseline", ["baseline", "inputs", "class-weight"]),
        ("Network", ["hidden", "activation", "initializer", "normalization"]),
        ("Head", ["output", "loss", "prediction"]),
        ("Regularization", ["dropout", "l1"]),
        ("Training", ["optimizer", "lr", "momentum", "weight-decay", "schedule", "batch", "scaling", "epochs", "patience", "clip"]),
    ];

    /// <summary>Which activation, loss, optimizer … to use when, each with its name in this library.</summary>
    public static IReadOnlyList<CheatSheetTable> Choices { get; } = [.. CheatSheetChoices.All];

    /// <summary>The rules: of each setting, the first that fits counts.</summary>
    public static IReadOnlyList<CheatSheetTable> Rules { get; } = [.. s_sections.Select(section => Section(section.Title, section.Settings))];

    /// <summary>What to look at, in this order, when a network trains badly.</summary>
    public static IReadOnlyList<Diagnosis> TrainsBadly { get; } = Diagnosis.All;

    private static CheatSheetTable Section(string title, string[] settings) => new(
        $"Rules: {title}",
        "Of each setting the first line that fits counts.",
        ["setting", "when", "value", "range", "reason", "row"],
        [.. settings.SelectMany(setting => AdviceRules.All.Where(rule => rule.Setting == setting))
            .Select(rule => (IReadOnlyList<string>)[rule.Setting, rule.When, rule.Value, rule.Range, rule.Reason, rule.Row])]);
}
