namespace Fathom.Cli;

/// <summary>What a rate is looked for: a network, its optimizer and the rows, of a training that could follow or of a saved model.</summary>
internal sealed class FindRateJob
{
    private readonly Trainer _trainer;
    private readonly Dataset _data;

    private FindRateJob(string name, string task, Trainer trainer, Dataset data, Recommendation settings, TrainOptions options, IReadOnlyList<Notice> notices, bool isNew)
    {
        Name = name;
        Task = task;
        _trainer = trainer;
        _data = data;
        Settings = settings;
        Options = options;
        Notices = notices;
        IsNew = isNew;
    }

    /// <summary>What the rows are called.</summary>
    public string Name { get; }

    public Recommendation Settings { get; }

    public TrainOptions Options { get; }

    public IReadOnlyList<Notice> Notices { get; }

    /// <summary>Whether the network is a new one, which <c>fathom train</c> could train.</summary>
    public bool IsNew { get; }

    public int Rows => _data.Count;

    public long Parameters => _trainer.Model.ParameterCount;

    /// <summary>The task in one word, as in JSON.</summary>
    public string Task { get; }

    /// <summary>The training that these options of <c>fathom train</c> describe.</summary>
    public static FindRateJob OfNew(TrainOptions options, Shell shell, CancellationToken cancel)
    {
        TableJob job = TableJob.Prepare(options, shell, cancel);
        return new FindRateJob(job.Source.Name, job.Task, job.Trainer([]), job.Train.Data, job.Settings, options, job.Notices, isNew: true);
    }

    /// <summary>A saved model, with rows of a file or of the built-in set it was trained on.</summary>
    public static FindRateJob OfSaved(string modelOrRun, bool dataIsGiven, TrainOptions options, Shell shell)
    {
        TrainedModel model = TrainedModel.Load(modelOrRun, shell);
        var notices = new List<Notice>();
        TableRows rows = ModelRows.Read(model, dataIsGiven ? options.Data : null, options, shell, notices);
        Recommendation settings = Recommendation.For(options, model.Preprocessor.Task, rows.Count, stopsEarly: false);
        var trainer = new Trainer(model.File.Model, settings.CreateOptimizer(model.File.Model), model.File.Objective) { MicroBatchSize = options.MicroBatch };
        return new FindRateJob(rows.Data.Name, model.Task, trainer, rows.Data, settings, options, notices, isNew: false);
    }

    /// <summary>Runs the test.</summary>
    /// <exception cref="UsageException">A saved network cannot be trained on batches of so many rows.</exception>
    public LearningRateSearch Find(double from, double to, int steps, CancellationToken cancel)
    {
        try
        {
            return LearningRateFinder.Find(_trainer, _data, from, to, steps, Settings.Batch, rng: new Rng(Options.Seed).Fork("order"), cancel: cancel);
        }
        catch (ShapeException fault) when (!IsNew)
        {
            throw new UsageException($"{fault.Message} In the command these are --batch and --micro-batch.");
        }
    }
}
