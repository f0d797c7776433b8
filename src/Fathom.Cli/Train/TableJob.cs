using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A training on a table: columns planned and preprocessed, rows split, a multi-layer perceptron with the task's head.</summary>
internal sealed class TableJob : TrainJob
{
    public const string PreprocessingKey = "preprocessing";

    private readonly Head _head;
    private readonly bool _dropsLast;
    private string? _testFingerprint;

    private TableJob(TrainOptions options, Shell shell, CancellationToken cancel)
        : base(options, shell)
    {
        Options = options;
        Source = DataSource.Open(options, shell);
        cancel.ThrowIfCancellationRequested();
        Name = options.Name ?? Path.GetFileNameWithoutExtension(Source.Name);
        Plan = Infer(Source, options);
        double share = options.Validation ?? TrainOptions.DefaultValidation;
        TableSplit split = options.Fold is { } fold
            ? Plan.Fold(fold.Number, fold.Count, share, Rng.Fork("folds"))
            : Plan.Split(share, options.TestFile is null ? options.Test ?? TrainOptions.DefaultTest : 0, Rng.Fork("split"));
        Func<int, int>? classOf = Plan.Task is TableTask.Binary or TableTask.Classification ? ClassOf(Plan) : null;
        (int[] train, int[] validation, int[] test) = (Limited(split.Train, "train", classOf), Limited(split.Validation, "validation", classOf), Limited(split.Test, "test", classOf));
        Preprocessor = TablePreprocessor.Fit(Plan, train, options.Embeddings ? CategoryEncoding.Codes : CategoryEncoding.OneHot);
        if (options.Embeddings && Preprocessor.CodeCounts.All(codes => codes == 0))
            Noticed.Add(new Notice(NoticeKind.Note, "no column holds categories, so --embeddings changes nothing."));
        if (Source.HasSpaces)
            Noticed.Add(new Notice(NoticeKind.Note, "fields have spaces around them, which are taken off."));
        Noticed.AddRange(Source.Table.Notices);
        Noticed.AddRange(Plan.Notices);
        Train = TableRows.Of(Preprocessor, Source.Table, train, "training part", []);
        Validation = validation.Length == 0 ? null : TableRows.Of(Preprocessor, Source.Table, validation, "validation part", []);
        Test = options.TestFile is not null ? ReadTest(options.TestFile, shell)
            : test.Length == 0 ? null
            : TableRows.Of(Preprocessor, Source.Table, test, "test part", []);
        cancel.ThrowIfCancellationRequested();

        Settings = Recommendation.For(options, Plan.Task, Train.Count, Validation is not null);
        if (options.Batch is { } batch && batch != int.MaxValue && batch > Train.Count)
            Noticed.Add(new Notice(NoticeKind.Warning, $"--batch {batch:N0} is more than the {Train.Count:N0} training rows: every step uses all of them."));
        NoticeOneSidedLabels();
        _head = Head.For(options, Plan, Train.Data);
        _dropsLast = Options.Normalization == "batch" && Settings.Hidden.Count > 0 && BatchNormRows.LeaveOneOut(Settings, Options, Train.Count, Noun, Noticed);
        Model = BuildModel(Preprocessor.Outputs());
        Summary = ModelSummary.Of(Model, [1, Preprocessor.FeatureCount]);
        CheckSchedule();
    }

    public override TrainOptions Options { get; }

    public DataSource Source { get; }

    public override string Name { get; }

    public TablePlan Plan { get; }

    public TablePreprocessor Preprocessor { get; }

    public TableRows Train { get; }

    public TableRows? Validation { get; }

    public TableRows? Test { get; }

    public override Recommendation Settings { get; }

    public override Sequential Model { get; }

    public override ModelSummary Summary { get; }

    public override Objective Objective => _head.Objective;

    public override string Headline => Plan.Task switch { TableTask.Regression => "r2", TableTask.MultiLabel => "f1_micro", _ => "accuracy" };

    public override string Task => TaskWord(Plan.Task);

    public override string DataName => Source.Name;

    public override string Fingerprint => Source.Fingerprint;

    public override string Subtitle => $"{Plan.Target} from {Source.Shown}";

    public override string Next => "new.csv";

    public override Dataset TrainData => Train.Data;

    public override Dataset? ValidationData => Validation?.Data;

    public override int TestCount => Test?.Count ?? 0;

    public override Setting TestSetting => Options.Fold is { } fold ? new("test", $"fold {fold.Number} of {fold.Count}", "as asked") : new("test", Options.TestFile ?? Display.Number(Options.Test ?? TrainOptions.DefaultTest), Options.Test is null && Options.TestFile is null ? "usual" : "as asked");

    public override IEnumerable<(string Key, string Text)> Texts => [(PreprocessingKey, Preprocessor.ToJson())];

    protected override Sampler? Sampler => _head.Sampler;

    protected override bool DropsLast => _dropsLast;

    protected override IEnumerable<Setting> MoreSettings => [.. Setting.Asked("normalization", Options.Normalization), .. Setting.Asked("categories", Options.Embeddings ? "embeddings" : null), .. base.MoreSettings, .. _head.Settings, .. Setting.Asked("fold", Options.Fold is { } fold ? $"{fold.Number}/{fold.Count}" : null)];

    public static string TaskWord(TableTask task) => task switch { TableTask.Binary => "binary", TableTask.Classification => "classification", TableTask.MultiLabel => "multilabel", _ => "regression" };

    /// <summary>Reads, plans, splits and builds; nothing is written.</summary>
    public static TableJob Prepare(TrainOptions options, Shell shell, CancellationToken cancel) => new(options, shell, cancel);

    public override JsonObject DescribeTraining(TrainResult result)
    {
        JsonObject json = base.DescribeTraining(result);
        json.Insert(json.IndexOf("task"), "target", Plan.Target);
        return json;
    }

    public override JsonObject DescribeData() => new()
    {
        ["source"] = Options.Data,
        ["sha256"] = Source.Fingerprint,
        ["rows"] = Source.Table.RowCount,
        ["columns"] = Source.Table.Columns.Count,
        ["target"] = Plan.Target,
        ["targets"] = Json.Array(Plan.Targets),
        ["classes"] = Json.Array(Plan.Classes),
        ["used"] = Json.Array(Plan.Columns.Select(column => column.Name)),
        ["dropped"] = new JsonObject(Plan.Dropped.Select(column => KeyValuePair.Create(column.Name, (JsonNode?)column.Text))),
        ["train"] = Train.Count,
        ["validation"] = Validation?.Count ?? 0,
        ["test"] = TestCount,
        ["test_file"] = Options.TestFile,
        ["test_sha256"] = _testFingerprint,
    };

    public override IEnumerable<string> DataLines() => TableView.Lines(this);

    public override DataSummary SummarizeData() => TableView.Summarize(this);

    protected override IOutcome? JudgeValidation() => Judged(Validation);

    protected override IOutcome? JudgeTest() => Judged(Test);

    private Judgement? Judged(TableRows? rows) => rows is null ? null : Judgement.Of(Model, Objective, rows, Preprocessor);

    /// <summary>The class of a row of the table.</summary>
    private static Func<int, int> ClassOf(TablePlan plan)
    {
        var labels = plan.Rows.Zip(plan.Labels).ToDictionary(row => row.First, row => row.Second);
        return row => labels[row];
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

    /// <summary>A label that is the same in every training row teaches nothing, and nobody sees it in the figures.</summary>
    private void NoticeOneSidedLabels()
    {
        if (Plan.Task != TableTask.MultiLabel)
            return;
        for (int label = 0; label < Plan.Targets.Count; label++)
        {
            int positive = Enumerable.Range(0, Train.Count).Count(row => Train.Data.Y.GetElement((row * Plan.Targets.Count) + label) == 1);
            if (positive == 0 || positive == Train.Count)
                Noticed.Add(new Notice(NoticeKind.Warning, $"label '{Plan.Targets[label]}' is {(positive == 0 ? "in none" : "in all")} of the {Train.Count:N0} training rows, so nothing can be learned of it. Try another --seed, bring more rows, or leave it out of --target."));
        }
    }

    private TableRows ReadTest(string path, Shell shell)
    {
        CsvOptions reading = DataSource.Reading(Options);
        Table table = Table.ReadCsv(shell.Resolve(path), Preprocessor.ReadOptions(reading) with { ColumnNames = reading.ColumnNames });
        if (!Options.NoHeader && table.RowCount == Source.Table.RowCount && Path.GetFullPath(shell.Resolve(path)) == Path.GetFullPath(shell.Resolve(Options.Data)))
            Noticed.Add(new Notice(NoticeKind.Warning, "the test file is the training file, so the figures say nothing about new rows. Leave --test out, or name another file."));
        _testFingerprint = DataSource.FingerprintOf(shell.Resolve(path));
        int[] rows = Preprocessor.RowsWithTarget(table);
        if (rows.Length < table.RowCount)
            Noticed.Add(Preprocessor.LeftOut(table.RowCount - rows.Length, $" of {path}"));
        Noticed.AddRange(table.Notices);
        return TableRows.Of(Preprocessor, table, rows, "test file", Noticed);
    }

    private Sequential BuildModel(int outputs)
    {
        int[] codes = Preprocessor.CodeCounts;
        if (!Array.Exists(codes, count => count > 0))
            return Settings.Network.Build(Preprocessor.FeatureCount, "features", outputs, Options.Normalization, Rng.Fork("network"));
        long embedded = codes.Sum(count => count == 0 ? 0L : count * ColumnEmbedding.Dimension(count - ColumnEmbedding.First));
        long inputs = codes.Sum(count => count == 0 ? 1 : ColumnEmbedding.Dimension(count - ColumnEmbedding.First));
        Settings.Network.CheckSize(embedded, inputs, $"{Preprocessor.FeatureCount:N0} features", outputs, "drop columns");
        return TableNetwork.Create(codes, [.. Settings.Hidden], outputs, Settings.Activation, [.. Settings.Dropout], Rng.Fork("network"), Options.Normalization ?? "none");
    }
}
