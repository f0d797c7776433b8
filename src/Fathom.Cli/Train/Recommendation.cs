using System.Globalization;

namespace Fathom.Cli;

/// <summary>A setting with the reason for its value: a rule of ours, or that the user asked for it.</summary>
internal sealed record Setting(string Name, string Value, string Reason);

/// <summary>
/// How a network for a table is built and trained when the user does not say: every default of <c>fathom train</c>, each with its reason.
/// Values and reasons are those of <see cref="Advice"/>, read as if the user had typed them.
/// </summary>
internal sealed record Recommendation
{
    /// <summary>The optimizers by name.</summary>
    public static IReadOnlyList<string> Optimizers => StandardOptimizers.Names;

    public required IReadOnlyList<int> Hidden { get; init; }

    public required string Activation { get; init; }

    public required IReadOnlyList<double> Dropout { get; init; }

    public required string Optimizer { get; init; }

    public required double LearningRate { get; init; }

    public required double WeightDecay { get; init; }

    /// <summary>Rows a step.</summary>
    public required int Batch { get; init; }

    public required int Epochs { get; init; }

    /// <summary>Epochs without improvement before stopping; 0 for never.</summary>
    public required int Patience { get; init; }

    /// <summary>Every setting in words, in the order they are shown.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    /// <summary>Settles every setting: what the user asked for, and the rules for the rest.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="task">What is learned.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="stopsEarly">Whether there is a validation part to stop by.</param>
    public static Recommendation For(TrainOptions options, TableTask task, int rows, bool stopsEarly)
    {
        Advice advice = Advice.For(Kind(task), NetworkKind.Tabular, rows, options.Optimizer, options.Activation);
        var list = new List<Setting>();

        IReadOnlyList<int> hidden = Pick("hidden", options.Hidden, text => OptionText.Sizes("--hidden", text)!, h => h.Count == 0 ? "none" : string.Join(",", h));
        string activation = Pick("activation", options.Activation, text => text, a => a);
        IReadOnlyList<double> dropout = Pick("dropout", options.Dropout, text => Dropouts(text, hidden.Count), p => p.Count == 0 ? "none" : string.Join(",", p.Select(Text)));
        CheckDropout(options.Dropout, hidden);
        string optimizer = Pick("optimizer", options.Optimizer, text => text, o => o);
        double lr = Pick("lr", options.LearningRate, Number, Text);
        double decay = Pick("weight-decay", options.WeightDecay, Number, Text);
        int batch = Pick("batch", options.Batch, Whole, b => b >= rows ? "all" : b.ToString());
        int epochs = Pick("epochs", options.Epochs, Whole, e => e.ToString());
        int patience = Pick("patience", stopsEarly ? options.Patience : 0, Whole, p => p == 0 ? "never stop early" : p.ToString());
        if (!stopsEarly)
        {
            list[^2] = list[^2] with { Reason = options.Epochs is null ? "enough for most tables" : list[^2].Reason };
            list[^1] = list[^1] with { Reason = "there is no validation part to stop by" };
        }

        return new Recommendation
        {
            Hidden = hidden,
            Activation = activation,
            Dropout = dropout,
            Optimizer = optimizer,
            LearningRate = lr,
            WeightDecay = decay,
            Batch = Math.Min(batch, rows),
            Epochs = epochs,
            Patience = patience,
            Settings = list,
        };

        T Pick<T>(string name, object? asked, Func<string, T> read, Func<T, string> show)
        {
            T value = asked is T given ? given : read(advice[name].Value);
            list.Add(new Setting(name, show(value), asked is null ? advice[name].Reason : "as asked"));
            return value;
        }
    }

    /// <summary>The optimizer these settings describe.</summary>
    public Optimizer CreateOptimizer(IParameters model) => StandardOptimizers.Create(Optimizer, model, LearningRate, WeightDecay);

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

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(double value) => Display.Number(value, 6);
}
