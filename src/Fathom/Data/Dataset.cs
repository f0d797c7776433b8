namespace Fathom;

/// <summary>Examples to learn from: inputs X and what belongs to them, Y, row by row.</summary>
/// <remarks><code>
/// X      (N, …)         Float32 (or Float64; or Int64, for indices into an embedding)
/// Y      (N,)           Int64 class labels, counted from 0: multi-class
///        (N, 1)         Float32 0 or 1, with two ClassNames: binary, the shape of a network's one logit
///        (N, L)         Float32 0 or 1, with L ClassNames: multi-label (one label: L = 1 with one name)
///        (N, outputs)   Float32 numbers, without ClassNames: regression
/// </code>
/// A data set lives in ordinary memory and is not changed by what is read from it. Parts taken by range and unshuffled batches share its
/// memory; shuffled batches and subsets copy rows.
/// </remarks>
public sealed partial class Dataset
{
    private int[]? _spareOrder;

    /// <summary>Joins inputs and labels, and checks both.</summary>
    /// <param name="x">The inputs, (N, …).</param>
    /// <param name="y">The labels or targets; its first axis is N as well.</param>
    /// <param name="name">What messages and reports call the set.</param>
    /// <param name="featureNames">One name a column of a table X (N, D); x0, x1, … when left out.</param>
    /// <param name="classNames">One name a class; null for regression.</param>
    /// <param name="targetName">What Y is called.</param>
    /// <exception cref="ShapeException">X and Y differ in rows, are of a type or shape that cannot be learned from, or names do not match columns.</exception>
    /// <exception cref="DatasetException">No rows; a NaN or an infinity; a label outside the classes.</exception>
    public Dataset(Tensor x, Tensor y, string name = "data", IReadOnlyList<string>? featureNames = null, IReadOnlyList<string>? classNames = null, string targetName = "target")
        : this(x, y, name, featureNames ?? NumberedNames(x), classNames, targetName, _: default) => DatasetChecks.Check(this);

    private Dataset(Tensor x, Tensor y, string name, IReadOnlyList<string> featureNames, IReadOnlyList<string>? classNames, string targetName, Unchecked _)
    {
        X = x.Keep();
        Y = y.Keep();
        Name = name;
        FeatureNames = featureNames;
        ClassNames = classNames;
        TargetName = targetName;
    }

    /// <summary>The inputs, (N, …).</summary>
    public Tensor X { get; }

    /// <summary>The labels or targets: (N,) Int64 classes, or (N, outputs) numbers.</summary>
    public Tensor Y { get; }

    /// <summary>What messages and reports call the set.</summary>
    public string Name { get; }

    /// <summary>The columns of a table X (N, D); empty where X is no table and no names were given.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The classes in the order of their labels; null for regression.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>What Y is called.</summary>
    public string TargetName { get; }

    /// <summary>The number of rows N.</summary>
    public int Count => X.Shape[0];

    /// <summary>Consecutive rows, sharing memory: <c>data[100..]</c> is all but the first hundred.</summary>
    /// <exception cref="DatasetException">The range is empty.</exception>
    /// <exception cref="ShapeException">The range reaches beyond the rows.</exception>
    public Dataset this[Range rows]
    {
        get
        {
            Tensor x = X[rows];
            if (x.Shape[0] == 0)
                throw new DatasetException($"Data set '{Name}': the range {rows} of its {Count} rows is empty; a part needs at least one row.");
            return With(x, Y[rows]);
        }
    }

    /// <summary>The first rows, sharing memory: all of them when <paramref name="count"/> is beyond <see cref="Count"/>.</summary>
    /// <param name="count">How many, at least 1. Overfitting <c>Take(10)</c> is the first thing to try when a network does not learn.</param>
    public Dataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return this[..Math.Min(count, Count)];
    }

    /// <summary>Rows by number, copied; a row may occur more than once.</summary>
    /// <exception cref="DatasetException">No rows are named, or one does not exist.</exception>
    public Dataset Subset(params ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty)
            throw new DatasetException($"Data set '{Name}': a subset of no rows was asked for; name at least one.");
        foreach (int row in rows)
            if ((uint)row >= (uint)Count)
                throw new DatasetException($"Data set '{Name}': row {row} does not exist; it has {Count} rows, counted from 0.");
        return With(Rows.Gather(X, rows), Rows.Gather(Y, rows));
    }

    /// <summary>The number of batches of an epoch: ⌈N / batchSize⌉, or ⌊N / batchSize⌋ (at least 1) when the partial one is dropped.</summary>
    public int BatchCount(int batchSize, bool dropLast = false) => new BatchPlan(this, batchSize, shuffle: false, dropLast, null, null).Count;

    /// <summary>One epoch for a training loop: each iteration opens a <see cref="Step"/> and gives one batch in it, allocating nothing once warm.</summary>
    /// <remarks><code>
    /// foreach (var (x, y) in train.Steps(32, shuffle: true))
    /// {
    ///     optimizer.ZeroGradients();
    ///     var loss = Loss.CrossEntropy(logits: model.Forward(x), labels: y);
    ///     loss.Backward();
    ///     optimizer.Step();
    /// }
    /// </code></remarks>
    /// <param name="batchSize">Rows a batch, 1 or more; beyond N the whole set is one batch.</param>
    /// <param name="shuffle">Whether every enumeration draws a new order.</param>
    /// <param name="dropLast">Whether a partial last batch is left out. It is kept by default.</param>
    /// <param name="rng">Where the order comes from; <see cref="Rng.Default"/> when left out.</param>
    /// <param name="sampler">Chooses rows and order instead of <paramref name="shuffle"/>: see <see cref="Sampler.Balanced"/>, <see cref="WeightedSampler"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is 0 or less.</exception>
    public StepSequence Steps(int batchSize, bool shuffle = false, bool dropLast = false, Rng? rng = null, Sampler? sampler = null) =>
        new(new BatchPlan(this, batchSize, shuffle, dropLast, rng, sampler));

    /// <summary>One epoch of batches without steps: ordinary tensors that stay valid, for LINQ, for looking at data, and for loops with <c>await</c>.</summary>
    /// <inheritdoc cref="Steps" path="/param|/exception"/>
    public IEnumerable<Batch> Batches(int batchSize, bool shuffle = false, bool dropLast = false, Rng? rng = null, Sampler? sampler = null) =>
        Enumerate(new BatchPlan(this, batchSize, shuffle, dropLast, rng, sampler));

    /// <summary>Name, shapes and classes, in one line.</summary>
    public override string ToString() =>
        $"{Name}: X {X.Shape}, Y {Y.Shape}{(ClassNames is { Count: <= 10 } names ? $", classes {string.Join(", ", names)}" : "")}";

    /// <summary>The same set with other rows, or with its values changed row by row: names stay, nothing is checked again.</summary>
    internal Dataset With(Tensor x, Tensor y) => new(x, y, Name, FeatureNames, ClassNames, TargetName, _: default);

    /// <summary>An epoch's order in a buffer that is used again; enumerations that overlap get one each.</summary>
    internal int[] RentOrder(Sampler sampler, int rows, Rng rng)
    {
        int[]? order = Interlocked.Exchange(ref _spareOrder, null);
        if (order?.Length != rows)
            order = new int[rows];
        sampler.Fill(order, Count, rng);
        return order;
    }

    internal void ReturnOrder(int[] order) => Volatile.Write(ref _spareOrder, order);

    private static IEnumerable<Batch> Enumerate(BatchPlan plan)
    {
        int[]? order = plan.Open();
        try
        {
            for (int i = 0; i < plan.Count; i++)
                yield return plan[i, order];
        }
        finally
        {
            plan.Close(order);
        }
    }

    private static string[] NumberedNames(Tensor x) =>
        x.Rank == 2 ? [.. Enumerable.Range(0, x.Shape[1]).Select(i => $"x{i}")] : [];

    /// <summary>Tells the constructor for rows already checked from the public one.</summary>
    private readonly struct Unchecked;
}
