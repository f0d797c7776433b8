namespace Fathom.Cli;

/// <summary>A setting with the reason for its value: a rule of ours, or that the user asked for it.</summary>
internal sealed record Setting(string Name, string Value, string Reason);

/// <summary>
/// How a network for a table is built and trained when the user does not say: every default of <c>fathom train</c>, each with its reason.
/// The rules look at nothing but the task, the training rows and the features.
/// </summary>
internal sealed record Recommendation
{
    /// <summary>The optimizers by name.</summary>
    public static IReadOnlyList<string> Optimizers => StandardOptimizers.Names;

    private const int SmallTable = 5_000;

    private const int LargeTable = 50_000;

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
        bool small = rows < SmallTable, regression = task == TableTask.Regression;
        var list = new List<Setting>();
        string size = small ? $"fewer than {SmallTable:N0} training rows" : rows < LargeTable ? $"{SmallTable:N0} to {LargeTable:N0} training rows" : $"{LargeTable:N0} training rows or more";

        IReadOnlyList<int> hidden = Pick<IReadOnlyList<int>>("hidden", options.Hidden, small ? [64, 32] : rows < LargeTable ? [128, 64] : [256, 128], h => h.Count == 0 ? "none" : string.Join(",", h), $"{size}: wider layers need more rows");
        string activation = Pick("activation", options.Activation, "relu", a => a, "trains fast and does not saturate");
        IReadOnlyList<double> dropout = Pick<IReadOnlyList<double>>("dropout", options.Dropout, Dropouts(small, regression, hidden.Count), p => p.Count == 0 ? "none" : string.Join(",", p.Select(Text)),
            regression ? "dropout blurs the values a regression predicts" : small ? "few rows: keeps hidden units from leaning on each other" : "enough rows to need little");
        CheckDropout(options.Dropout, hidden);
        string optimizer = Pick("optimizer", options.Optimizer, small && !regression ? "adam" : "adamw", o => o, small && !regression ? "adapts its steps to every weight" : "Adam, with weight decay against overfitting");
        OptimizerKind usual = StandardOptimizers.Named(optimizer);
        double lr = Pick("lr", options.LearningRate, usual.LearningRate, Text, $"usual for {optimizer}");
        double decay = Pick("weight-decay", options.WeightDecay, usual.WeightDecay, Text, usual.WeightDecay > 0 ? $"usual for {optimizer}" : "dropout and early stopping suffice");
        int batch = Pick("batch", options.Batch, small ? 32 : rows < LargeTable ? 128 : 512, b => b >= rows ? "all" : b.ToString(), $"{size}: a few hundred steps an epoch at most");
        int epochs = Pick("epochs", options.Epochs, 100, e => e.ToString(), stopsEarly ? "an upper bound: early stopping ends sooner" : "enough for most tables");
        int patience = Pick("patience", stopsEarly ? options.Patience : 0, 10, p => p == 0 ? "never stop early" : p.ToString(), "epochs without a lower validation loss before stopping");
        if (!stopsEarly)
            list[^1] = list[^1] with { Reason = "there is no validation part to stop by" };
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

        T Pick<T>(string name, object? asked, T ours, Func<T, string> show, string reason)
        {
            T value = asked is T given ? given : ours;
            list.Add(new Setting(name, show(value), asked is null ? reason : "as asked"));
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

    private static double[] Dropouts(bool small, bool regression, int layers)
    {
        if (regression || layers == 0)
            return [];
        double[] dropouts = new double[layers];
        for (int i = 0; i < layers; i++)
            dropouts[i] = small ? (i == 0 ? 0.3 : 0.2) : 0.1;
        return dropouts;
    }

    private static string Text(double value) => Display.Number(value, 6);
}
