namespace Fathom.Cli;

/// <summary>What the user asked for in a training on images; what is null was left to us.</summary>
internal sealed record ImageOptions : NetworkOptions
{
    public const double DefaultTest = 0.2;

    /// <summary>mnist, fashion-mnist, digits or images.</summary>
    public required string Set { get; init; }

    /// <summary>The folder of <c>images</c>, a folder a class.</summary>
    public string? Folder { get; init; }

    /// <summary>Where the files of a set by name lie.</summary>
    public string? Data { get; init; }

    /// <summary>One of <see cref="ImageNetworks.Names"/>.</summary>
    public string Model { get; init; } = ImageNetworks.Default;

    public IReadOnlyList<string> Augment { get; init; } = [];

    /// <summary>The share of images for the test, of a set without a test part of its own.</summary>
    public double? Test { get; init; }

    /// <summary>Training images to use at most.</summary>
    public int? Limit { get; init; }

    /// <summary>Refuses what contradicts itself.</summary>
    public ImageOptions Checked()
    {
        foreach ((string option, bool given) in (IEnumerable<(string, bool)>)[("--hidden", Hidden is not null), ("--activation", Activation is not null), ("--normalization", Normalization is not null), ("--dropout", Dropout is not null)])
        {
            if (given && Model != ImageNetworks.Default)
                throw new UsageException($"{option} shapes an mlp; {Model} has layers of its own. Leave {option} out, or use --model mlp.");
        }

        double test = Test ?? DefaultTest, validation = Validation ?? DefaultValidation;
        if (validation + test >= 1)
            throw new UsageException(FormattableString.Invariant($"--test {test} and --validation {validation} leave nothing to train on; their sum must be below 1, for example --test 0.2 --validation 0.1."));
        CheckPatience();
        return this;
    }
}
