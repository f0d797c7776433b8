namespace Fathom.Cli;

/// <summary>What a user asks for in every kind of training; what is null was left to us. Checked option by option.</summary>
internal abstract record RunOptions
{
    public const ulong DefaultSeed = 42;
    public const double DefaultValidation = 0.1;
    public const int MostThreads = 256;
    public const int DefaultMonitorEvery = 100;
    public const int FewestCheckpoints = 2;

    /// <summary>The share of the training data that training stops by.</summary>
    public double? Validation { get; init; }

    public string? Optimizer { get; init; }

    public double? LearningRate { get; init; }

    public double? WeightDecay { get; init; }

    /// <summary>Rows a step; <see cref="int.MaxValue"/> for all.</summary>
    public int? Batch { get; init; }

    /// <summary>Rows that go through the network at a time; null for a whole batch.</summary>
    public int? MicroBatch { get; init; }

    /// <summary>One of <see cref="StepWords.Schedules"/>.</summary>
    public string? Schedule { get; init; }

    /// <summary>The global norm that gradients are scaled down to.</summary>
    public double? ClipNorm { get; init; }

    public int? Epochs { get; init; }

    /// <summary>Epochs without improvement before stopping; 0 for never.</summary>
    public int? Patience { get; init; }

    public ulong Seed { get; init; } = DefaultSeed;

    public int? Threads { get; init; }

    /// <summary>How many seeds to train with, from <see cref="Seed"/> on; null for one run.</summary>
    public int? Seeds { get; init; }

    /// <summary>How many folds to cross-validate with; null for one split.</summary>
    public int? Folds { get; init; }

    /// <summary>The fold that is tested, from 1, and how many there are; null for one split.</summary>
    public (int Number, int Count)? Fold { get; init; }

    /// <summary>Steps between samples of the monitor; 0 for none.</summary>
    public int MonitorEvery { get; init; } = DefaultMonitorEvery;

    public string? Name { get; init; }

    public string? Out { get; init; }

    /// <summary>Steps from one checkpoint to the next; null for none by steps.</summary>
    public int? CheckpointSteps { get; init; }

    /// <summary>Time from one checkpoint to the next; null for none by time, or for <see cref="UsualCheckpointTime"/> where there is none by steps either.</summary>
    public TimeSpan? CheckpointTime { get; init; }

    /// <summary>How many of the last checkpoints are kept.</summary>
    public int? KeepCheckpoints { get; init; }

    /// <summary>The directory of a run that stands already, which the training is made again from; null for a new one.</summary>
    public string? Again { get; init; }

    public bool Json { get; init; }

    /// <summary>Whether the doctor watches.</summary>
    public bool Doctor { get; init; }

    /// <summary>How long training may take.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How much of the training part is learned from; null for all of it.</summary>
    public RowLimit? LimitTrain { get; init; }

    /// <summary>How much of the validation part epochs are judged by; null for all of it.</summary>
    public RowLimit? LimitValidation { get; init; }

    /// <summary>Whether one batch of everything is tried, and nothing written.</summary>
    public bool FastDevRun { get; init; }

    /// <summary>How many batches are to be learned by heart, and nothing written; null for a training in earnest.</summary>
    public int? OverfitBatches { get; init; }

    /// <summary>Whether nothing is to be written.</summary>
    public bool IsTrial => FastDevRun || OverfitBatches is not null;

    /// <summary>The words of the command line after <c>fathom</c>, to repeat the run.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Whether checkpoints were asked for; others go when the training is done.</summary>
    public bool WantsCheckpoints => CheckpointSteps is not null || CheckpointTime is not null || KeepCheckpoints is not null;

    /// <summary>At most so much work is lost where nobody asked for checkpoints. One costs about as long as reading the weights a few times; a large one waits until it costs at most 2 %.</summary>
    public static TimeSpan UsualCheckpointTime { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Works with as many threads as asked for, else with one for each processor.</summary>
    public void UseThreads() => Compute.Threads = UsedThreads;

    /// <summary>How many threads that are.</summary>
    public int UsedThreads => Threads ?? Math.Min(MostThreads, Environment.ProcessorCount);

    /// <summary>Refuses a patience that has nothing to watch.</summary>
    protected void CheckPatience()
    {
        if (Patience > 0 && Validation == 0)
            throw new UsageException("--patience needs a validation part to watch, but --validation is 0. Leave one of them out.");
    }
}
