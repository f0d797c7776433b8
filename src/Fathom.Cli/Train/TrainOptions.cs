namespace Fathom.Cli;

/// <summary>What the user asked for in a training on a table; what is null or empty was left to us. Checked option by option and against each other, not yet against data.</summary>
internal sealed record TrainOptions : NetworkOptions
{
    public const string DefaultData = "breast-cancer";
    public const double DefaultTest = 0.2;

    /// <summary>A file, or the name of a built-in set.</summary>
    public string Data { get; init; } = DefaultData;

    /// <summary>As it was written: one column, or several between commas.</summary>
    public string? Target { get; init; }

    /// <summary>The columns that <see cref="Target"/> names if it names several.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    public TableTask? Task { get; init; }

    /// <summary>The share of rows for the test; null with a <see cref="TestFile"/>, or for the default.</summary>
    public double? Test { get; init; }

    public string? TestFile { get; init; }

    public IReadOnlyList<string> Keep { get; init; } = [];

    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Whether categories become codes with learned vectors instead of an input each.</summary>
    public bool Embeddings { get; init; }

    /// <summary>The loss of a regression by name.</summary>
    public string? Loss { get; init; }

    /// <summary>balanced, none, or numbers: what they mean depends on the task.</summary>
    public string? ClassWeight { get; init; }

    public double? LabelSmoothing { get; init; }

    /// <summary>Whether rows are drawn so that classes come equally often.</summary>
    public bool BalancedSampler { get; init; }

    public IReadOnlyList<double>? Thresholds { get; init; }

    public bool NoHeader { get; init; }

    public IReadOnlyList<string> Columns { get; init; } = [];

    public char? Delimiter { get; init; }

    /// <summary>Refuses what contradicts itself.</summary>
    public TrainOptions Checked()
    {
        foreach (string name in Keep)
        {
            if (Drop.Contains(name))
                throw new UsageException($"--keep and --drop both name '{name}'. Take it off one of them.");
        }

        foreach (string target in Target is null ? [] : Targets.Append(Target))
        {
            if (Drop.Contains(target) || Keep.Contains(target))
                throw new UsageException($"--target '{target}' also stands in {(Drop.Contains(target) ? "--drop" : "--keep")}; the target is what is predicted, so it is neither dropped nor used as input. Take it off that list.");
        }

        if (Targets.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UsageException($"--target names '{twice.Key}' twice; name each target once.");
        foreach (string target in Columns.Count == 0 || Target is null || Columns.Contains(Target) ? [] : Targets)
        {
            if (!Columns.Contains(target) && !int.TryParse(target, out _))
                throw new UsageException($"--target '{target}' is not one of the names in --columns.{Nearest.Hint(target, Columns)} They are {string.Join(", ", Columns)}.");
        }

        if (Columns.Distinct().Count() < Columns.Count)
            throw new UsageException($"--columns names '{Columns.GroupBy(c => c).First(g => g.Count() > 1).Key}' twice; every column needs a name of its own.");
        if ((Folds ?? Fold?.Count) is { } folds)
        {
            string option = Fold is null ? "--folds" : "--fold";
            if (Test is not null || TestFile is not null)
                throw new UsageException($"{option} tests every row once, so --test has nothing to say. Leave one of them out.");
            if ((1.0 / folds) + (Validation ?? DefaultValidation) >= 1)
                throw new UsageException(FormattableString.Invariant($"{option} of {folds} and --validation {Validation} leave nothing to train on. Use a smaller share, such as --validation 0.1."));
            CheckPatience();
            return this;
        }

        double test = TestFile is null ? Test ?? DefaultTest : 0, validation = Validation ?? DefaultValidation;
        if (test + validation >= 1)
            throw new UsageException(FormattableString.Invariant($"--test {test} and --validation {validation} leave nothing to train on; their sum must be below 1, for example --test 0.2 --validation 0.1."));
        CheckPatience();
        return this;
    }
}
