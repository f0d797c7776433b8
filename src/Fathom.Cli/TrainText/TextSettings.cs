using System.Diagnostics.CodeAnalysis;

namespace Fathom.Cli;

/// <summary>How a language model is built and trained when the user does not say: nanoGPT's figures for a small GPT, the usual ones for a character LSTM.</summary>
internal sealed record TextSettings : StepSettings
{
    /// <summary>Characters of a window when the user does not say.</summary>
    public const int UsualContext = 64;

    // A training of so many steps is judged that often.
    private const int Parts = 10;
    private const int MostWarmup = 100;
    private const int WarmupShare = 20;

    [SetsRequiredMembers]
    private TextSettings(StepSettings steps)
        : base(steps)
    {
    }

    public int Layers { get; private init; }

    public int Heads { get; private init; }

    public int Width { get; private init; }

    public int Embedding { get; private init; }

    public int Context { get; private init; }

    public double Dropout { get; private init; }

    public double Clip { get; private init; }

    public (double First, double Second) Betas { get; private init; }

    /// <summary>All steps of a training on random windows; null for one that goes through the text.</summary>
    public int? Steps { get; private init; }

    /// <summary>Steps between two judgements.</summary>
    public int StepsPerPart => ((Steps ?? 0) + Parts - 1) / Parts;

    public int Warmup { get; private init; }

    /// <summary>The rate at the end of the cosine; null for a constant rate.</summary>
    public double? LeastRate { get; private init; }

    /// <summary>Settles every setting.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="stopsEarly">Whether there is a validation part.</param>
    public static TextSettings For(TextOptions options, bool stopsEarly)
    {
        bool gpt = options.IsGpt;
        int? steps = options.Steps ?? (gpt && options.Epochs is null ? 2000 : null);
        var pick = new SettingPicker(name => Advised(name, gpt, steps));
        pick.Settings.Add(new Setting("model", options.Model, gpt ? "each character looks at all before it in its window" : "reads character by character, in a memory of fixed size"));
        int layers = pick.Whole("layers", options.Layers), heads = gpt ? pick.Whole("heads", options.Heads) : 1, width = pick.Whole("width", options.Width);
        int embedding = gpt ? width : pick.Whole("embedding", options.Embedding), context = pick.Whole("context", options.Context);
        if (width % heads != 0)
            throw new UsageException($"--heads {heads} does not divide --width {width}: each head takes an equal part of it. Use --width {(width + heads - 1) / heads * heads}, or {Divisors(width)} heads.");
        double dropout = pick.Number("dropout", options.Dropout), clip = pick.Number("clip", options.ClipNorm);
        StepSettings settled = pick.Steps(options, int.MaxValue, stopsEarly, "usual");
        if (settled.Batch == int.MaxValue)
            throw new UsageException("--batch all: a whole text makes no batch. Give a number of windows, for example --batch 32.");
        (double, double) betas = pick.Pick("betas", options.Betas, text => ReadBetas(text), beta => FormattableString.Invariant($"{beta.First},{beta.Second}"));
        int warmup = 0;
        double? least = null;
        if (options.Schedule is null && (gpt || options.Warmup is not null || options.LeastRate is not null))
        {
            warmup = pick.Whole("warmup", options.Warmup);
            least = pick.Pick("min-lr", options.LeastRate, _ => settled.LearningRate / 10, SettingPicker.Text);
        }

        if (steps is { } count)
            pick.Settings.Add(new Setting("steps", Display.Count(count), options.Steps is null ? "nanoGPT's for a small text on a CPU" : "as asked"));
        if (steps <= warmup)
            throw new UsageException($"--warmup {warmup} leaves no step of --steps {steps} to learn with. Use a shorter warm-up.");
        return new TextSettings(settled)
        {
            Layers = layers,
            Heads = heads,
            Width = width,
            Embedding = embedding,
            Context = context,
            Dropout = dropout,
            Clip = clip,
            Betas = betas,
            Steps = steps,
            Warmup = warmup,
            LeastRate = least,
        };
    }

    /// <summary>AdamW shrinks matrices alone, as nanoGPT's does: biases and scales of normalization have no width to share out.</summary>
    public override Optimizer CreateOptimizer(IParameters model) => Optimizer switch
    {
        "adamw" => new AdamW(ParameterGroup.WeightsAndOthers(model), LearningRate, Betas.First, Betas.Second, weightDecay: WeightDecay),
        "adam" => new Adam(model, LearningRate, Betas.First, Betas.Second, weightDecay: WeightDecay),
        _ => base.CreateOptimizer(model),
    };

    /// <summary>β₁ and β₂ between a comma.</summary>
    public static (double First, double Second) ReadBetas(string text)
    {
        IReadOnlyList<double> betas = OptionText.Numbers("--betas", text, beta => beta is >= 0 and < 1, "two numbers of at least 0 and below 1 between a comma", "0.9,0.99");
        return betas.Count == 2 ? (betas[0], betas[1]) : throw OptionText.Refuse("--betas", text, "two numbers of at least 0 and below 1 between a comma", "0.9,0.99");
    }

    private static string Divisors(int width) => string.Join(", ", Enumerable.Range(1, Math.Min(width, 16)).Where(heads => width % heads == 0));

    private static (string Value, string Reason) Advised(string name, bool gpt, int? steps) => (name, gpt) switch
    {
        ("layers", true) => ("4", "nanoGPT's for a CPU"),
        ("heads", true) => ("4", "nanoGPT's for a CPU"),
        ("width", true) => ("128", "nanoGPT's for a CPU"),
        ("context", _) => ($"{UsualContext}", gpt ? "nanoGPT's for a CPU" : "usual: the gradient goes back so far"),
        ("dropout", _) => ("0", "the network is small for its text"),
        ("clip", _) => ("1", "rare steep places do not throw it off"),
        ("optimizer", true) => ("adamw", "usual for transformers"),
        ("lr", true) => ("0.001", "small networks bear it"),
        ("weight-decay", true) => ("0.1", "usual for transformers; of matrices alone"),
        ("batch", true) => ("12", "nanoGPT's for a CPU"),
        ("betas", true) => ("0.9,0.99", "few tokens a step: a shorter memory"),
        ("layers", false) => ("1", "usual"),
        ("width", false) => ("256", "usual"),
        ("embedding", false) => ("64", "as many as there are characters"),
        ("optimizer", false) => ("adam", "usual"),
        ("lr", false) => ("0.002", "usual for a character LSTM"),
        ("weight-decay", false) => ("0", "usual"),
        ("batch", false) => ("32", "usual"),
        ("betas", false) => ("0.9,0.999", "usual"),
        ("warmup", _) => ($"{Math.Min(MostWarmup, (steps ?? int.MaxValue) / WarmupShare)}", "the second moments settle first"),
        ("min-lr", _) => ("", "a tenth of the rate"),
        ("epochs", _) => steps is not null ? ($"{Parts}", "the steps in so many parts, each judged") : ("3", "enough to see words"),
        _ => ("0", "the best weights are kept anyway"),
    };
}
