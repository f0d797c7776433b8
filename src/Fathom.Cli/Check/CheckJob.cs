namespace Fathom.Cli;

/// <summary>What is checked: a network in memory, what it is for, and rows.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Model">The network.</param>
/// <param name="Objective">What it is trained for.</param>
/// <param name="Data">The rows.</param>
/// <param name="AreReal">Whether they are of a data set, so that inputs and labels are worth checking.</param>
internal sealed record CheckJob(string Name, Layer Model, Objective Objective, Dataset Data, bool AreReal)
{
    /// <summary>The columns that hold numbers: codes of categories have no scale to check.</summary>
    private long[]? NumberColumns => Model is Sequential { Count: > 0 } layers && layers[0] is ColumnEmbedding columns
        ? [.. columns.Codes.Index().Where(column => column.Item == 0).Select(column => (long)column.Index)]
        : null;

    /// <summary>The inputs but for codes of categories.</summary>
    public Tensor Numbers => NumberColumns is { Length: > 0 } columns ? Data.X.IndexSelect(1, Tensor.From(columns)) : Data.X;

    /// <summary>The names of <see cref="Numbers"/>.</summary>
    public IReadOnlyList<string> NumberNames => NumberColumns is { Length: > 0 } columns ? [.. columns.Select(column => Data.FeatureNames[(int)column])] : Data.FeatureNames;

    /// <summary>A new network as <c>fathom train</c> would build it.</summary>
    public static CheckJob OfNew(bool random, CheckSettings settings, Shell shell, CancellationToken cancel)
    {
        TableJob job = TableJob.Prepare(new TrainOptions(), shell, cancel);
        string name = $"a new network for {job.Source.Name}";
        return random
            ? new CheckJob(name, job.Model, job.Objective, RandomRows(job.Model, job.Objective, [job.Preprocessor.FeatureCount], settings, name), AreReal: false)
            : new CheckJob(name, job.Model, job.Objective, job.Train.Data, AreReal: true);
    }

    /// <summary>A saved model with rows it can read.</summary>
    public static CheckJob OfSaved(string modelOrRun, string? data, TrainOptions options, Shell shell)
    {
        TrainedModel model = TrainedModel.Load(modelOrRun, shell);
        if (data is null && ModelRows.BuiltIn(model) is null)
            throw new UsageException($"{modelOrRun} was trained on a file, which has to be named again: fathom check {RepeatCommand.Quoted(modelOrRun)} FILE. Or take random rows: --random.");
        TableRows rows = ModelRows.Read(model, data, options, shell, []);
        return new CheckJob(modelOrRun, model.File.Model, model.File.Objective, rows.Data, AreReal: true);
    }

    /// <summary>Any saved model with random rows.</summary>
    public static CheckJob OfRandom(string modelOrRun, IReadOnlyList<int>? input, CheckSettings settings, Shell shell)
    {
        ModelFile file = ModelFile.Load(TrainedModel.FindFile(modelOrRun, shell));
        int[] row = input is not null ? [.. input]
            : file.Model.Parameters.Select(p => p.Tensor.Shape).Where(shape => shape.Rank == 2).Select(shape => new[] { shape[1] }).FirstOrDefault()
            ?? throw new UsageException($"{modelOrRun} does not tell what a row looks like; name its shape, for example --input 3,8.");
        return new CheckJob(modelOrRun, file.Model, file.Objective, RandomRows(file.Model, file.Objective, row, settings, modelOrRun), AreReal: false);
    }

    /// <summary>Rows from the normal distribution, and labels that fit the task.</summary>
    private static Dataset RandomRows(Layer model, Objective objective, int[] row, CheckSettings settings, string name)
    {
        var rng = new Rng(settings.Seed);
        Tensor x = rng.Fork("inputs").Normal([settings.Rows, .. row]);
        try
        {
            Shape output = ModelSummary.Of(model, x.Shape).Rows[^1].Output;
            double[] draws = new double[objective.Task == TaskKind.MultiClass ? output[0] : output.Length];
            rng.Fork("labels").Uniform<double>(draws);
            Tensor y = objective.Task switch
            {
                TaskKind.MultiClass => Tensor.From(Array.ConvertAll(draws, draw => (long)(draw * output[1]))),
                TaskKind.Regression => Tensor.From(Array.ConvertAll(draws, draw => (float)draw), output),
                _ => Tensor.From(Array.ConvertAll(draws, draw => draw < 0.5 ? 0f : 1f), output),
            };
            return new Dataset(x, y, name);
        }
        catch (ShapeException fault)
        {
            throw new UsageException($"{name} does not take rows of shape ({string.Join(", ", row)}): {fault.Message} Name the shape of one row with --input.");
        }
    }
}
