using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>One training, from options to a saved run. <see cref="Prepare"/> checks everything that can be checked and writes nothing; <see cref="Run"/> trains and saves.</summary>
internal sealed class TrainJob
{
    public const string PreprocessingKey = "preprocessing";
    public const string TrainingKey = "training";

    private const long MostParameters = 250_000_000;

    // A drop of the validation loss that is worth waiting for.
    private const double LeastImprovement = 1e-4;

    private readonly Rng _rng;
    private readonly Head _head;
    private readonly bool _dropsLast;
    private readonly Schedule? _schedule;
    private readonly List<Notice> _notices = [];

    private TrainJob(TrainOptions options, Shell shell, CancellationToken cancel)
    {
        Options = options;
        _rng = new Rng(options.Seed);
        Source = DataSource.Open(options, shell);
        cancel.ThrowIfCancellationRequested();
        Name = options.Name ?? Path.GetFileNameWithoutExtension(Source.Name);
        Plan = Infer(Source, options);
        TableSplit split = Plan.Split(options.Validation ?? TrainOptions.DefaultValidation, options.TestFile is null ? options.Test ?? TrainOptions.DefaultTest : 0, _rng.Fork("split"));
        Preprocessor = TablePreprocessor.Fit(Plan, split.Train);
        if (Source.HasSpaces)
            _notices.Add(new Notice(NoticeKind.Note, "fields have spaces around them, which are taken off."));
        _notices.AddRange(Source.Table.Notices);
        _notices.AddRange(Plan.Notices);
        Train = TableRows.Of(Preprocessor, Source.Table, split.Train, "training part", []);
        Validation = split.Validation.Length == 0 ? null : TableRows.Of(Preprocessor, Source.Table, split.Validation, "validation part", []);
        Test = options.TestFile is not null ? ReadTest(options.TestFile, shell)
            : split.Test.Length == 0 ? null
            : TableRows.Of(Preprocessor, Source.Table, split.Test, "test part", []);
        cancel.ThrowIfCancellationRequested();

        Settings = Recommendation.For(options, Plan.Task, Train.Count, Validation is not null);
        if (options.Batch is { } batch && batch != int.MaxValue && batch > Train.Count)
            _notices.Add(new Notice(NoticeKind.Warning, $"--batch {batch:N0} is more than the {Train.Count:N0} training rows: every step uses all of them."));
        NoticeOneSidedLabels();
        _head = Head.For(options, Plan, Train.Data);
        _dropsLast = LeavesALoneRow();
        CheckMicroBatch();
        _schedule = StepWords.ScheduleOf(Options.Schedule, Settings.LearningRate, (long)Settings.Epochs * Train.Data.Steps(Settings.Batch, shuffle: true, _dropsLast, sampler: _head.Sampler).Count);
        Model = BuildModel(Preprocessor.Task == TableTask.Classification ? Plan.Classes.Count : Plan.Targets.Count);
        Summary = ModelSummary.Of(Model, [1, Preprocessor.FeatureCount]);
        RunPath = options.Out is { } folder ? shell.Resolve(folder) : RunDirectory.NewPath(Name, shell.Resolve("runs"));
    }

    public TrainOptions Options { get; }

    public DataSource Source { get; }

    /// <summary>The run's name.</summary>
    public string Name { get; }

    public TablePlan Plan { get; }

    public TablePreprocessor Preprocessor { get; }

    public TableRows Train { get; }

    public TableRows? Validation { get; }

    public TableRows? Test { get; }

    public Recommendation Settings { get; }

    /// <summary>Every setting in words: those of the network and its steps, then those of the head that were asked for.</summary>
    public IEnumerable<Setting> AllSettings => [.. Settings.Settings, .. Asked("normalization", Options.Normalization), .. Asked("schedule", Options.Schedule), .. Asked("clip", Options.ClipNorm is { } norm ? Display.Number(norm, 6) : null), .. _head.Settings];

    public Objective Objective => _head.Objective;

    /// <summary>A trainer as the options ask for.</summary>
    public Trainer Trainer(IReadOnlyList<Callback> callbacks) => new(Model, CreateOptimizer(), Objective)
    {
        Callbacks = Options.Schedule == StepWords.Plateau ? [.. callbacks, StepWords.OnPlateau(Settings.LearningRate)] : callbacks,
        Rng = _rng.Fork("order"),
        Sampler = _head.Sampler,
        DropLast = _dropsLast,
        MicroBatchSize = Options.MicroBatch,
    };

    public Sequential Model { get; }

    public ModelSummary Summary { get; }

    /// <summary>Where the run will be, as the file system needs it.</summary>
    public string RunPath { get; }

    /// <summary>What was noticed about the data and the settings.</summary>
    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>The metric that shows how training goes.</summary>
    public string Headline => Plan.Task switch { TableTask.Regression => "r2", TableTask.MultiLabel => "f1_micro", _ => "accuracy" };

    /// <summary>The task in one word, as in JSON.</summary>
    public string Task => TaskWord(Plan.Task);

    /// <summary>The command that repeats the run, without the folder it goes to.</summary>
    public string Command => RepeatCommand.Of(Options);

    public static string TaskWord(TableTask task) => task switch { TableTask.Binary => "binary", TableTask.Classification => "classification", TableTask.MultiLabel => "multilabel", _ => "regression" };

    /// <summary>Reads, plans, splits and builds; nothing is written.</summary>
    public static TrainJob Prepare(TrainOptions options, Shell shell, CancellationToken cancel)
    {
        if (options.Out is { } folder)
            RunFolder.Check(folder, shell.Resolve(folder));
        return new TrainJob(options, shell, cancel);
    }

    /// <summary>Trains, judges and saves. A run that fails before its model is saved leaves nothing behind.</summary>
    public TrainResult Run(TrainProgress progress, CancellationToken cancel)
    {
        using RunFolder folder = RunFolder.Create(this);
        try
        {
            TrainResult result = Fit(progress, folder.Events, cancel);
            folder.Finish(this, result);
            return result;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw folder.Explain(fault);
        }
    }

    /// <summary>What travels in the model file beside weights and preprocessing: nothing that depends on time, place or threads.</summary>
    public JsonObject DescribeTraining(TrainResult result) => new()
    {
        ["fathom"] = FathomApp.Version,
        ["dataset"] = Source.Name,
        ["sha256"] = Source.Fingerprint,
        ["target"] = Plan.Target,
        ["task"] = Task,
        ["rows"] = new JsonObject { ["train"] = Train.Count, ["validation"] = Validation?.Count ?? 0, ["test"] = Test?.Count ?? 0 },
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

    private static Setting[] Asked(string name, string? value) => value is null ? [] : [new Setting(name, value, "as asked")];

    private Optimizer CreateOptimizer()
    {
        Optimizer optimizer = Settings.CreateOptimizer(Model);
        optimizer.Schedule = _schedule;
        optimizer.ClipNorm = Options.ClipNorm;
        return optimizer;
    }

    private TrainResult Fit(TrainProgress progress, Callback events, CancellationToken cancel)
    {
        EarlyStopping? stopping = Validation is null ? null : new EarlyStopping(Settings.Patience == 0 ? int.MaxValue : Settings.Patience, LeastImprovement);
        Trainer trainer = Trainer(stopping is null ? [progress, events] : [stopping, progress, events]);
        History history;
        string? fault = null;
        try
        {
            history = trainer.Fit(Train.Data, Validation?.Data, Settings.Epochs, Settings.Batch, cancel);
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
            Run = RunPath,
            Validation = Validation is null ? null : Judgement.Of(Model, Objective, Validation, Preprocessor),
            Test = Test is null ? null : Judgement.Of(Model, Objective, Test, Preprocessor),
        };
    }

    private static TablePlan Infer(DataSource source, TrainOptions options)
    {
        var wishes = new TablePlanOptions { Task = options.Task, Keep = options.Keep, Drop = options.Drop };
        IReadOnlyList<string> targets = (options.Target ?? source.Target) is not { } target ? []
            : source.Table.Find(target) is not null || options.Target is null ? [target]
            : options.Targets;
        TablePlan plan = TablePlan.InferSeveral(source.Table, targets, wishes);

        // Two classes need one logit, whichever word the user had for it.
        return options.Task == TableTask.Classification && plan.Classes.Count == 2
            ? TablePlan.InferSeveral(source.Table, targets, wishes with { Task = TableTask.Binary })
            : plan;
    }

    /// <summary>Whether a single row would be left at an epoch's end, of which batch normalization can learn nothing. It is left out: another one each epoch.</summary>
    private bool LeavesALoneRow()
    {
        if (Options.Normalization != "batch" || Settings.Hidden.Count == 0)
            return false;
        if (Settings.Batch == 1)
            throw new UsageException("--normalization batch looks at the rows of a batch together, but there is one row a batch. Use batches of at least 2 rows (32 or more are advised), or --normalization layer.");
        if (Train.Count % Settings.Batch != 1)
            return false;
        _notices.Add(new Notice(NoticeKind.Note, $"{Train.Count:N0} rows in batches of {Settings.Batch:N0} leave a single row, of which batch normalization learns nothing: it is left out, another one each epoch."));
        return true;
    }

    /// <summary>A label that is the same in every training row teaches nothing, and nobody sees it in the figures.</summary>
    private void NoticeOneSidedLabels()
    {
        if (Plan.Task != TableTask.MultiLabel)
            return;
        for (int label = 0; label < Plan.Targets.Count; label++)
        {
            int positive = Enumerable.Range(0, Train.Count).Count(row => Train.Data.Y.GetElement((row * Plan.Targets.Count) + label) == 1);
            if (positive == 0 || positive == Train.Count)
                _notices.Add(new Notice(NoticeKind.Warning, $"label '{Plan.Targets[label]}' is {(positive == 0 ? "in none" : "in all")} of the {Train.Count:N0} training rows, so nothing can be learned of it. Try another --seed, bring more rows, or leave it out of --target."));
        }
    }

    private TableRows ReadTest(string path, Shell shell)
    {
        CsvOptions reading = DataSource.Reading(Options);
        Table table = Table.ReadCsv(shell.Resolve(path), Preprocessor.ReadOptions(reading) with { ColumnNames = reading.ColumnNames });
        if (!Options.NoHeader && table.RowCount == Source.Table.RowCount && Path.GetFullPath(shell.Resolve(path)) == Path.GetFullPath(shell.Resolve(Options.Data)))
            _notices.Add(new Notice(NoticeKind.Warning, "the test file is the training file, so the figures say nothing about new rows. Leave --test out, or name another file."));
        int[] rows = Preprocessor.RowsWithTarget(table);
        if (rows.Length < table.RowCount)
            _notices.Add(Preprocessor.LeftOut(table.RowCount - rows.Length, $" of {path}"));
        _notices.AddRange(table.Notices);
        return TableRows.Of(Preprocessor, table, rows, "test file", _notices);
    }

    /// <summary>Batch normalization refuses parts of one row as it refuses batches of one.</summary>
    private void CheckMicroBatch()
    {
        if (Options.MicroBatch is not { } micro || Options.Normalization != "batch" || Settings.Hidden.Count == 0)
            return;
        int full = Math.Min(Settings.Batch, Train.Count), last = _dropsLast ? 0 : Train.Count % full;
        int[] batches = [full, last];
        foreach (int batch in batches.Where(rows => LeavesAPartOfOne(rows, micro)))
        {
            int fits = Enumerable.Range(micro + 1, full).First(size => !batches.Any(rows => LeavesAPartOfOne(rows, size)));
            throw new UsageException($"--micro-batch {micro} leaves a part of one row in batches of {batch:N0}, from which --normalization batch cannot learn. Take another size, for example --micro-batch {fits}, or --normalization layer.");
        }

        static bool LeavesAPartOfOne(int rows, int micro) => rows > 0 && (micro == 1 || (rows > 1 && rows % micro == 1));
    }

    private Sequential BuildModel(int outputs)
    {
        long parameters = 0, inputs = Preprocessor.FeatureCount;
        foreach (int size in Settings.Hidden.Append(outputs))
        {
            parameters += (inputs + 1) * size;
            inputs = size;
        }

        if (parameters > MostParameters)
            throw new UsageException($"--hidden {string.Join(",", Settings.Hidden)} makes {parameters:N0} parameters from {Preprocessor.FeatureCount:N0} features; expected at most {MostParameters:N0}. Use smaller layers, or drop columns.");
        double[] dropout = Settings.Hidden.Count == 0 ? [] : [.. Settings.Dropout];
        return Mlp.Create(Preprocessor.FeatureCount, [.. Settings.Hidden], outputs, Settings.Activation, dropout, _rng.Fork("network"), Options.Normalization ?? "none");
    }
}
