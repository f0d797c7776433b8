namespace Fathom;

/// <summary>
/// The doctor's whole examination of a training that is to come: looks at data and network, learns ten rows by heart, checks gradients, runs the range test
/// and trains for a short while, or judges the <see cref="Record"/> of a run. Everything is put back bit for bit: weights, optimizer, random streams.
/// </summary>
/// <remarks>How long a part may take is bounded, so a slow machine sees less of a large network: what was not finished stands in <see cref="Unfinished"/>. Of the parts a fixed number of steps
/// makes, the same seed gives the same findings on any machine that finishes them.</remarks>
/// <example><code>
/// var checkUp = new CheckUp(new Trainer(model, new Adam(model, lr: 1e-3), Objective.MultiClass), train, validation) { BatchSize = 64 };
/// foreach (Finding finding in checkUp.Run())
///     Console.WriteLine(finding);
/// </code></example>
/// <param name="trainer">Network, optimizer and objective, all as they were afterwards; its callbacks rest.</param>
/// <param name="train">The rows to learn from.</param>
/// <param name="validation">The rows that training stops by; null for none.</param>
/// <param name="test">The rows it is judged by at the end; null for none.</param>
public sealed class CheckUp(Trainer trainer, Dataset train, Dataset? validation = null, Dataset? test = null)
{
    private const int GradientRows = 4;
    private const int GradientElements = 20;
    private const int RowsByHeart = 10;

    // A window of tokens is many targets.
    private const int WindowsByHeart = 2;

    // Attention without warm-up does not learn at the usual rate of the overfit check, 0.01.
    private const double RateOfTokens = 0.003;

    private readonly List<string> _unfinished = [];

    /// <summary>Rows a step; 32 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int BatchSize { get; init => field = Require.Positive(value, nameof(BatchSize)); } = 32;

    /// <summary>About how long it may take, above 0; 10 seconds by default. The first half at most goes to the checks, what is left to the training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public TimeSpan Time { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Time), $"Time is {value}; expected more than 0."); } = TimeSpan.FromSeconds(10);

    /// <summary>Epochs of the training at most, at least 1; 20 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Epochs { get; init => field = Require.Positive(value, nameof(Epochs)); } = 20;

    /// <summary>A run of this training: the course that it recorded is judged, in the place of a short training; null (default) to train.</summary>
    public RunRecord? Record { get; init; }

    /// <summary>Told of each part when it begins; null for nobody.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>What was not done for lack of time, in words.</summary>
    public IReadOnlyList<string> Unfinished => _unfinished;

    /// <summary>Ten rows by heart; null before, or where time ran out.</summary>
    public OverfitCheck? Overfit { get; private set; }

    /// <summary>The gradients beside central differences; null before, or where time ran out.</summary>
    public GradientReport? Gradients { get; private set; }

    /// <summary>The range test; null before, or where time ran out.</summary>
    public LearningRateSearch? RangeTest { get; private set; }

    /// <summary>The epochs of the short training.</summary>
    public IReadOnlyList<EpochRecord> History { get; private set; } = [];

    /// <summary>Examines.</summary>
    /// <param name="cancel">Ends it; everything is as before.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Examination Run(CancellationToken cancel = default)
    {
        _unfinished.Clear();
        (Overfit, Gradients, RangeTest, History) = (null, null, null, []);
        Progress?.Invoke("looking at data and network");
        Examination before = Doctor.Examine(trainer.Model, train, trainer.Objective, trainer.Optimizer, validation, test, BatchSize);
        cancel.ThrowIfCancellationRequested();

        // A network that does not run has told why.
        if (before.Any(finding => finding.Id is "model-fails" or "wrong-head" or "unreadable-data" or "label-range"))
            return before;
        Gradients = Within("the gradient check", Time / 6, cancel, "checking gradients", CheckGradients);
        Overfit = Within("learning ten rows by heart", Time / 6, cancel, "learning ten rows by heart", LearnByHeart);
        RangeTest = Within("the range test", Time / 6, cancel, "trying learning rates", TryRates);
        return new Examination([.. before, .. Train(Time / 2, cancel)]);
    }

    private GradientReport CheckGradients(CancellationToken cancel)
    {
        Dataset rows = train.Subset(DataPreview.Spread(train.Count, GradientRows));
        using var before = new RestorePoint(trainer.Model);
        trainer.Model.Train();
        return GradientCheck.OfModel(trainer.Model, trainer.Objective, Apart(rows.X), rows.Y, GradientElements, cancel: cancel);
    }

    /// <summary>
    /// The same rows moved by a thousandth, each number another way: on plain grounds, as at the margins of pictures, all of a pooling window are equal, and where several
    /// largest values are, there is no derivative that backward could be compared with.
    /// </summary>
    private static Tensor Apart(Tensor x)
    {
        if (!x.Type.IsFloating())
            return x;
        Tensor noise = new Rng(0).Fork(nameof(CheckUp)).Normal(x.Shape, 0, 1e-3, x.Type);
        return x + noise;
    }

    /// <summary>With a usual optimizer; where that fails, with the training's own.</summary>
    private OverfitCheck LearnByHeart(CancellationToken cancel)
    {
        bool ofTokens = trainer.Objective.Task == TaskKind.NextToken;
        int rows = ofTokens ? WindowsByHeart : RowsByHeart;
        Adam? gentle = ofTokens ? new Adam(trainer.Model, lr: RateOfTokens) : null;
        OverfitCheck usual = OverfitCheck.Of(trainer.Model, trainer.Objective, train, gentle, rows, cancel: cancel);
        return usual.Passed ? usual : OverfitCheck.Of(trainer.Model, trainer.Objective, train, trainer.Optimizer, rows, cancel: cancel) is { Passed: true } own ? own : usual;
    }

    private LearningRateSearch TryRates(CancellationToken cancel) => LearningRateFinder.Find(trainer, train, batchSize: BatchSize, cancel: cancel);

    private Examination Train(TimeSpan time, CancellationToken cancel)
    {
        if (Record is not null)
            return Recall(Record);
        Progress?.Invoke("training for a short while");
        var doctor = new TrainingDoctor { ExaminesFirst = false, IsBrief = true, Overfit = Overfit, Gradients = Gradients, RangeTest = RangeTest };
        using var before = new RestorePoint(trainer.Model, trainer.Optimizer);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(time);
        var brief = new Trainer(trainer.Model, trainer.Optimizer, trainer.Objective)
        {
            Callbacks = [doctor],
            Rng = new Rng(0).Fork(nameof(CheckUp)),
            Sampler = trainer.Sampler,
            DropLast = trainer.DropLast,
            MicroBatchSize = trainer.MicroBatchSize,
            EvaluationBatchSize = trainer.EvaluationBatchSize,
            BatchAugmentation = trainer.BatchAugmentation,
        };
        try
        {
            History = brief.Fit(train, validation, Epochs, BatchSize, limit.Token).Epochs;
        }
        catch (TrainingException fault)
        {
            History = fault.History.Epochs;
        }

        cancel.ThrowIfCancellationRequested();
        if (History.Count < Epochs && limit.IsCancellationRequested)
            _unfinished.Add($"the training ended after {History.Count} of {Epochs} epochs");
        return doctor.Examine();
    }

    private Examination Recall(RunRecord record)
    {
        Progress?.Invoke($"looking at what was recorded of {record.Epochs.Count} epochs");
        History = record.Epochs;
        return Doctor.Examine(record, new TrainingCase
        {
            ChanceLoss = ChanceLoss.Of(trainer.Objective, train),
            LearningRate = trainer.Optimizer.LearningRate,
            BatchSize = BatchSize,
            StepsPerEpoch = train.BatchCount(BatchSize),
            ClipNorm = trainer.Optimizer.ClipNorm,
            Overfit = Overfit,
            Gradients = Gradients,
            RangeTest = RangeTest,
        });
    }

    private T? Within<T>(string what, TimeSpan time, CancellationToken cancel, string progress, Func<CancellationToken, T> check)
        where T : class
    {
        Progress?.Invoke(progress);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(time);
        try
        {
            return check(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            _unfinished.Add($"{what} was not finished");
            return null;
        }
    }
}
