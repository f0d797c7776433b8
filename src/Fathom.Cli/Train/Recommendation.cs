using System.Diagnostics.CodeAnalysis;

namespace Fathom.Cli;

/// <summary>
/// How a network for a table is built and trained when the user does not say: every default of <c>fathom train</c>, each with its reason.
/// Values and reasons are those of <see cref="Advice"/>, read as if the user had typed them.
/// </summary>
internal sealed record Recommendation : StepSettings
{
    [SetsRequiredMembers]
    private Recommendation(StepSettings steps)
        : base(steps)
    {
    }

    /// <summary>The optimizers by name.</summary>
    public static IReadOnlyList<string> Optimizers => StandardOptimizers.Names;

    public IReadOnlyList<int> Hidden { get; init; } = [];

    public string Activation { get; init; } = "";

    public IReadOnlyList<double> Dropout { get; init; } = [];

    /// <summary>Settles every setting: what the user asked for, and the rules for the rest.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="task">What is learned.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="stopsEarly">Whether there is a validation part to stop by.</param>
    public static Recommendation For(TrainOptions options, TableTask task, int rows, bool stopsEarly)
    {
        Advice advice = Advice.For(Kind(task), NetworkKind.Tabular, rows, options.Optimizer, options.Activation);
        var pick = new SettingPicker(name => (advice[name].Value, advice[name].Reason));
        IReadOnlyList<int> hidden = pick.Pick("hidden", options.Hidden, text => OptionText.Sizes("--hidden", text)!, h => h.Count == 0 ? "none" : string.Join(",", h));
        string activation = pick.Name("activation", options.Activation);
        IReadOnlyList<double> dropout = pick.Pick("dropout", options.Dropout, text => Dropouts(text, hidden.Count), p => p.Count == 0 ? "none" : string.Join(",", p.Select(SettingPicker.Text)));
        CheckDropout(options.Dropout, hidden);
        StepSettings steps = pick.Steps(options, rows, stopsEarly, "enough for most tables");
        return new Recommendation(steps) { Hidden = hidden, Activation = activation, Dropout = dropout };
    }

    private static void CheckDropout(IReadOnlyList<double>? asked, IReadOnlyList<int> hidden)
    {
        if (asked is null)
            return;
        if (hidden.Count == 0 && asked.Any(p => p > 0))
            throw new UsageException("--dropout acts on hidden layers, but --hidden none leaves none. Leave one of them out.");
        if (asked.Count > 1 && asked.Count != hidden.Count)
            throw new UsageException($"--dropout has {asked.Count} values for {hidden.Count} hidden layers ({string.Join(",", hidden)}); give one for all, or one for each.");
    }

    /// <summary>Advised probabilities for as many layers as there are; the last one repeats.</summary>
    private static IReadOnlyList<double> Dropouts(string text, int layers)
    {
        if (text == "none" || layers == 0)
            return [];
        IReadOnlyList<double> advised = OptionText.Probabilities("--dropout", text)!;
        return [.. Enumerable.Range(0, layers).Select(i => advised[Math.Min(i, advised.Count - 1)])];
    }

    private static TaskKind Kind(TableTask task) => task switch
    {
        TableTask.Binary => TaskKind.Binary,
        TableTask.Classification => TaskKind.MultiClass,
        TableTask.MultiLabel => TaskKind.MultiLabel,
        _ => TaskKind.Regression,
    };
}
