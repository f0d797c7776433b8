namespace Fathom.Cli;

/// <summary>What the user asked for in <c>fathom train text</c>; what is null was left to us.</summary>
internal sealed record TextOptions : RunOptions
{
    public const string Gpt = "gpt";
    public const string Lstm = "lstm";

    /// <summary>The networks by name.</summary>
    public static readonly IReadOnlyList<string> Models = [Gpt, Lstm];

    /// <summary>A file, or the name of a built-in text.</summary>
    public required string Data { get; init; }

    /// <summary>One of <see cref="Models"/>.</summary>
    public required string Model { get; init; }

    public int? Layers { get; init; }

    public int? Heads { get; init; }

    public int? Width { get; init; }

    public int? Embedding { get; init; }

    public int? Context { get; init; }

    /// <summary>Steps on random windows; null for epochs of consecutive ones, or for the default.</summary>
    public int? Steps { get; init; }

    public double? LeastRate { get; init; }

    public int? Warmup { get; init; }

    public (double First, double Second)? Betas { get; init; }

    public double? Dropout { get; init; }

    public bool IsGpt => Model == Gpt;

    /// <summary>Refuses what contradicts itself.</summary>
    public TextOptions Checked()
    {
        CheckPatience();
        if (Steps is not null && Epochs is not null)
            throw new UsageException("--steps and --epochs both say how long to train: steps are on random windows of the text, epochs go through it window by window. Leave one of them out.");
        if (!IsGpt && Heads is not null)
            throw new UsageException("--heads is for --model gpt: an lstm has no attention. Leave it out.");
        if (IsGpt && Embedding is not null)
            throw new UsageException("--embedding is for --model lstm: a gpt's vectors are as long as its --width. Leave it out.");
        if (Schedule is not null && (LeastRate is not null || Warmup is not null))
            throw new UsageException("--warmup and --min-lr describe a schedule of their own (up, then a cosine down); --schedule names another. Leave one of them out.");
        if (Betas is not null && Optimizer is not (null or "adam" or "adamw"))
            throw new UsageException($"--betas is for adam and adamw, not for --optimizer {Optimizer}. Leave it out.");
        return this;
    }
}
