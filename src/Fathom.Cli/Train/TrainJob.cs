using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>
/// One training of any kind, from options to a saved run. Its constructor checks everything that can be checked and writes nothing; <see cref="Run"/>
/// trains and saves. A kind says what it learns from and with what network; how a run is shown, trained, saved and reported is the same for all.
/// </summary>
internal abstract class TrainJob
{
    public const string TrainingKey = "training";

    // A drop of the validation loss that is worth waiting for.
    private const double LeastImprovement = 1e-4;

    // Of the test part, where everything is only tried.
    private const int TrialRows = 64;

    private readonly Shell _shell;
    private Schedule? _schedule;

    protected TrainJob(RunOptions options, Shell shell)
    {
        if (options.Again is null && options.Out is { } folder)
            RunFolder.Check(folder, shell.Resolve(folder));
        _shell = shell;
        Rng = new Rng(options.Seed);
    }

    public abstract RunOptions Options { get; }

    /// <summary>The run's name.</summary>
    public abstract string Name { get; }

    /// <summary>The task in one word, as in JSON.</summary>
    public abstract string Task { get; }

    /// <summary>What the data are called, without folder.</summary>
    public abstract string DataName { get; }

    /// <summary>SHA-256 of the data.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>What is learned from what: the line below the report's title.</summary>
    public abstract string Subtitle { get; }

    /// <summary>What a row of the data is called: "row", "image".</summary>
    public virtual string Noun => "row";

    public abstract StepSettings Settings { get; }

    public abstract Layer Model { get; }

    public abstract ModelSummary Summary { get; }

    public abstract Objective Objective { get; }

    public abstract Dataset TrainData { get; }

    /// <summary>What training stops by; null for nothing.</summary>
    public abstract Dataset? ValidationData { get; }

    /// <summary>Rows of the test part.</summary>
    public abstract int TestCount { get; }

    /// <summary>The metric that shows how training goes.</summary>
    public abstract string Headline { get; }

    /// <summary>Texts that travel in the model file beside those every run has.</summary>
    public abstract IEnumerable<(string Key, string Text)> Texts { get; }

    /// <summary>What could be given to <c>fathom predict</c> next.</summary>
    public abstract string Next { get; }

    /// <summary>The command to try next.</summary>
    public virtual string NextCommand => $"fathom predict {RepeatCommand.Quoted(Options.Out ?? "runs/latest")} {Next}";

    /// <summary>Why there is no test part, where there is none.</summary>
    public virtual string NoTest => "No test part (--test 0)";

    /// <summary>Where the test rows come from.</summary>
    public abstract Setting TestSetting { get; }

    /// <summary>Every setting in words: those of the network and its steps, then what else was asked for.</summary>
    public IEnumerable<Setting> AllSettings => [.. Settings.Settings, .. MoreSettings];

    /// <summary>The command that repeats the run, without the folder it goes to.</summary>
    public string Command => RepeatCommand.Of(Options);

    /// <summary>What was noticed about the data and the settings.</summary>
    public IReadOnlyList<Notice> Notices => Noticed;

    /// <summary>Where the run will be, as the file system needs it.</summary>
    public string RunPath => field ??= Options.Again ?? (Options.Out is { } folder ? _shell.Resolve(folder) : RunDirectory.NewPath(Name, _shell.Resolve("runs")));

    /// <summary>Where relative paths of the options begin.</summary>
    public string Folder => Path.GetFullPath(_shell.Resolve("."));

    protected List<Notice> Noticed { get; } = [];

    /// <summary>All randomness of the run comes from forks of it.</summary>
    protected Rng Rng { get; }

    /// <summary>Null for every row once.</summary>
    protected virtual Sampler? Sampler => null;

    /// <summary>Whether a partial last batch is left out.</summary>
    protected virtual bool DropsLast => false;

    /// <summary>What was asked for beside the <see cref="Settings"/>; usual values are not settings of a run.</summary>
    protected virtual IEnumerable<Setting> MoreSettings =>
    [
        .. Setting.Asked("schedule", Settings.Schedule is null ? Options.Schedule : null),
        .. Setting.Asked("clip", Options.ClipNorm is { } norm ? Display.Number(norm, 6) : null),
        .. LimitSettings,
    ];

    /// <summary>How many rows are used, where not all are.</summary>
    protected IEnumerable<Setting> LimitSettings => [.. Setting.Asked("limit-train", Options.LimitTrain?.ToString()), .. Setting.Asked("limit-validation", Options.LimitValidation?.ToString())];

    private string? ScheduleName => Settings.Schedule ?? Options.Schedule;

    /// <summary>What watches training beside progress, record and early stopping.</summary>
    protected virtual IReadOnlyList<Callback> Watchers => ScheduleName == StepWords.Plateau ? [StepWords.OnPlateau(Settings.LearningRate)] : [];

    /// <summary>Rows at a time where the network is judged.</summary>
    protected virtual int EvaluationBatch => 1024;

    /// <summary>The lines that say what the data are, before training.</summary>
    public abstract IEnumerable<string> DataLines();

    /// <summary>What <c>run.json</c> says of the data.</summary>
    public abstract JsonObject DescribeData();

    /// <summary>What the report shows of the data, as plain data of a bounded size.</summary>
    public abstract DataSummary SummarizeData();

    /// <summary>A trainer as the options ask for.</summary>
    /// <param name="callbacks">What watches beside the job's own.</param>
    /// <param name="sampler">Chooses rows instead of the job's own.</param>
    public Trainer Trainer(IReadOnlyList<Callback> callbacks, Sampler? sampler = null) => new(Model, CreateOptimizer(), Objective)
    {
        Callbacks = [.. callbacks, .. Watchers],
        Rng = Rng.Fork("order"),
        Sampler = sampler ?? Sampler,
        DropLast = DropsLast,
        MicroBatchSize = Options.MicroBatch,
        EvaluationBatchSize = EvaluationBatch,
    };

    /// <summary>Trains, judges and saves. A run that fails before its first checkpoint or its model is saved leaves nothing behind.</summary>
    public TrainResult Run(TrainProgress progress, CancellationToken cancel, Resumption? from = null)
    {
        using RunFolder folder = from is null ? RunFolder.Create(this) : RunFolder.Continue(this, from);
        try
        {
            TrainResult result = Fit(progress, folder, from?.Checkpoint, cancel);
            folder.Finish(this, result);
            return result;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw folder.Explain(fault);
        }
    }

    /// <summary>What travels in the model file beside the weights: nothing that depends on time, place or threads.</summary>
    public virtual JsonObject DescribeTraining(TrainResult result) => new()
    {
        ["fathom"] = FathomApp.Version,
        ["dataset"] = DataName,
        ["sha256"] = Fingerprint,
        ["task"] = Task,
        ["rows"] = new JsonObject { ["train"] = TrainData.Count, ["validation"] = ValidationData?.Count ?? 0, ["test"] = TestCount },
        ["seed"] = Options.Seed,
        ["settings"] = DescribeSettings(),
        ["epochs"] = result.History.Epochs.Count,
        ["best_epoch"] = result.BestEpoch,
        ["validation"] = result.Validation?.ToJson(),
        ["test"] = result.Test?.ToJson(),
    };

    /// <summary>Every setting by name.</summary>
    public JsonObject DescribeSettings()
    {
        var json = new JsonObject();
        foreach (Setting setting in AllSettings)
            json[setting.Name] = setting.Value;
        return json;
    }

    /// <summary>Judges the network by as much of the test part as a trial needs; null without one.</summary>
    public IOutcome? TryTest() => JudgeTest();

    /// <summary>The rows of a part that the options leave: all, so much of them as is asked for, or a batch of them for a trial.</summary>
    /// <param name="rows">The part.</param>
    /// <param name="part">"train", "validation" or "test".</param>
    /// <param name="classOf">The class of a row; null where there are none.</param>
    protected int[] Limited(int[] rows, string part, Func<int, int>? classOf = null)
    {
        RowLimit? limit = part switch
        {
            "train" => Options.LimitTrain,
            "validation" => Options.LimitValidation,
            _ => Options.FastDevRun ? new RowLimit(null, TrialRows) : null,
        };
        return limit?.Choose(rows, classOf is null ? null : Array.ConvertAll(rows, row => classOf(row)), Rng.Fork($"limit {part}")) ?? rows;
    }

    /// <summary>The same of a part's last rows, where rows have an order: what is newest counts.</summary>
    protected Dataset Limited(Dataset rows, RowLimit? limit) => limit is { } some ? rows[(rows.Count - some.Of(rows.Count))..] : rows;

    /// <summary>Judges the trained network by the validation part; null without one.</summary>
    protected abstract IOutcome? JudgeValidation();

    /// <summary>Judges the trained network by the test part; null without one.</summary>
    protected abstract IOutcome? JudgeTest();

    /// <summary>Makes the schedule, so that one with too few steps is refused before training. To be called once settings and data stand.</summary>
    protected void CheckSchedule() => _schedule = NewSchedule((long)Settings.Epochs * TrainData.Steps(Settings.Batch, shuffle: true, DropsLast, sampler: Sampler).Count);

    /// <summary>The schedule over so many steps; null for a constant rate.</summary>
    /// <exception cref="UsageException">There are too few steps.</exception>
    protected virtual Schedule? NewSchedule(long steps) => StepWords.ScheduleOf(ScheduleName, Settings.LearningRate, steps);

    private Optimizer CreateOptimizer()
    {
        Optimizer optimizer = Settings.CreateOptimizer(Model);
        optimizer.Schedule = _schedule;
        optimizer.ClipNorm = Options.ClipNorm;
        return optimizer;
    }

    private TrainResult Fit(TrainProgress progress, RunFolder folder, Checkpoint? from, CancellationToken cancel)
    {
        EarlyStopping? stopping = ValidationData is null ? null : new EarlyStopping(Settings.Patience == 0 ? int.MaxValue : Settings.Patience, LeastImprovement);
        progress.SaveNow = folder.Checkpoints.SaveNow;
        TrainingDoctor? doctor = Options.Doctor ? FindingView.Watching(_shell, progress, folder.Events) : null;
        Callback?[] callbacks = [stopping, progress, folder.Events, folder.Checkpoints, doctor, Options.TimeLimit is { } time ? new TimeLimit(time) : null];
        Trainer trainer = Trainer([.. callbacks.OfType<Callback>()]);
        History history;
        string? fault = null;
        try
        {
            history = trainer.Fit(TrainData, ValidationData, Settings.Epochs, Settings.Batch, cancel, from);
        }
        catch (TrainingException error)
        {
            history = error.History;
            fault = error.Message;
        }

        Model.Evaluate();
        return new TrainResult
        {
            History = history,
            BestEpoch = stopping?.BestEpoch ?? history.Epochs.Count(epoch => double.IsFinite(epoch.TrainLoss)),
            Fault = fault,
            Run = Options.Again is null ? RunPath : Options.Out ?? RunPath,
            Findings = doctor?.Examine(),
            Validation = JudgeValidation(),
            Test = JudgeTest(),
        };
    }
}
