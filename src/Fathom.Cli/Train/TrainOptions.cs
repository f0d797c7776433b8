namespace Fathom.Cli;

/// <summary>What the user asked for; what is null or empty was left to us. Checked option by option and against each other, not yet against data.</summary>
internal sealed record TrainOptions
{
    public const string DefaultData = "breast-cancer";
    public const ulong DefaultSeed = 42;
    public const double DefaultTest = 0.2;
    public const double DefaultValidation = 0.1;
    public const int MostThreads = 256;

    /// <summary>A file, or the name of a built-in set.</summary>
    public string Data { get; init; } = DefaultData;

    public string? Target { get; init; }

    public TableTask? Task { get; init; }

    /// <summary>The share of rows for the test; null with a <see cref="TestFile"/>, or for the default.</summary>
    public double? Test { get; init; }

    public string? TestFile { get; init; }

    public double? Validation { get; init; }

    public IReadOnlyList<string> Keep { get; init; } = [];

    public IReadOnlyList<string> Drop { get; init; } = [];

    public IReadOnlyList<int>? Hidden { get; init; }

    public string? Activation { get; init; }

    public IReadOnlyList<double>? Dropout { get; init; }

    public string? Optimizer { get; init; }

    public double? LearningRate { get; init; }

    public double? WeightDecay { get; init; }

    /// <summary>Rows a step; <see cref="int.MaxValue"/> for all.</summary>
    public int? Batch { get; init; }

    public int? Epochs { get; init; }

    /// <summary>Epochs without improvement before stopping; 0 for never.</summary>
    public int? Patience { get; init; }

    public ulong Seed { get; init; } = DefaultSeed;

    public int? Threads { get; init; }

    public string? Name { get; init; }

    public string? Out { get; init; }

    public bool NoHeader { get; init; }

    public IReadOnlyList<string> Columns { get; init; } = [];

    public char? Delimiter { get; init; }

    public bool Json { get; init; }

    /// <summary>The words of the command line after <c>fathom</c>, to repeat the run.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Works with as many threads as asked for, else with one for each processor.</summary>
    public void UseThreads() => Kernels.ForkJoin.Threads = Threads ?? Math.Min(MostThreads, Environment.ProcessorCount);

    /// <summary>Refuses what contradicts itself.</summary>
    public TrainOptions Checked()
    {
        foreach (string name in Keep)
        {
            if (Drop.Contains(name))
                throw new UsageException($"--keep and --drop both name '{name}'. Take it off one of them.");
        }

        if (Target is not null && (Drop.Contains(Target) || Keep.Contains(Target)))
            throw new UsageException($"--target '{Target}' also stands in {(Drop.Contains(Target) ? "--drop" : "--keep")}; the target is what is predicted, so it is neither dropped nor used as input. Take it off that list.");
        if (Columns.Count > 0 && Target is not null && !Columns.Contains(Target) && !int.TryParse(Target, out _))
            throw new UsageException($"--target '{Target}' is not one of the names in --columns.{Nearest.Hint(Target, Columns)} They are {string.Join(", ", Columns)}.");
        if (Columns.Distinct().Count() < Columns.Count)
            throw new UsageException($"--columns names '{Columns.GroupBy(c => c).First(g => g.Count() > 1).Key}' twice; every column needs a name of its own.");
        double test = TestFile is null ? Test ?? DefaultTest : 0, validation = Validation ?? DefaultValidation;
        if (test + validation >= 1)
            throw new UsageException(FormattableString.Invariant($"--test {test} and --validation {validation} leave nothing to train on; their sum must be below 1, for example --test 0.2 --validation 0.1."));
        if (Patience > 0 && Validation == 0)
            throw new UsageException("--patience needs a validation part to watch, but --validation is 0. Leave one of them out.");
        return this;
    }
}
