namespace Fathom;

/// <summary>Examples to learn from: inputs X and what belongs to them, Y, row by row.</summary>
/// <remarks><code>
/// X      (N, …)         Float32 (or Float64; or Int64, for indices into an embedding)
/// Y      (N,)           Int64 class labels, counted from 0: multi-class
///        (N, 1)         Float32 0 or 1, with two ClassNames: binary, the shape of a network's one logit
///        (N, L)         Float32 0 or 1, with L ClassNames: multi-label (one label: L = 1 with one name)
///        (N, outputs)   Float32 numbers, without ClassNames: regression
///        (N, T)         Int64: the token that comes next at each place of X (N, T)
/// </code>
/// A data set lives in ordinary memory and is not changed by what is read from it. Parts taken by range and unshuffled batches share its
/// memory; shuffled batches and subsets copy rows. Over a <see cref="RowSource"/> rows are made batch by batch, and a part or a subset is a list of row numbers.
/// </remarks>
public sealed partial class Dataset
{
    private const int ChunkRows = 1024;

    private Tensor _x;
    private Tensor _y;
    private int[]? _spareOrder;
    private Prefetch? _sparePrefetch;

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
        : this(new TensorRows(x.Keep(), y.Keep()), name, featureNames ?? (x.Rank == 2 ? NumberedNames(x.Shape[1]) : []), classNames, targetName, _: default) => DatasetChecks.Check(this);

    /// <summary>A data set of rows that are made when they are asked for; shapes and labels are checked, values are not.</summary>
    /// <param name="source">What makes the rows.</param>
    /// <param name="name">What messages and reports call the set.</param>
    /// <param name="classNames">One name a class; null for regression.</param>
    /// <param name="featureNames">One name an element of a row of X; x0, x1, … when left out and a row is a list.</param>
    /// <param name="targetName">What Y is called.</param>
    /// <exception cref="ShapeException">X or Y is of a type or shape that cannot be learned from, or names do not match.</exception>
    /// <exception cref="DatasetException">No rows; a label outside the classes.</exception>
    public Dataset(RowSource source, string name = "data", IReadOnlyList<string>? classNames = null, IReadOnlyList<string>? featureNames = null, string targetName = "target")
        : this(source, name, featureNames ?? (source.XShape.Rank == 1 ? NumberedNames(source.XShape[0]) : []), classNames, targetName, _: default) => DatasetChecks.CheckSource(this);

    private Dataset(RowSource source, string name, IReadOnlyList<string> featureNames, IReadOnlyList<string>? classNames, string targetName, Unchecked _)
    {
        Source = source;
        if (source.Tensors is { } tensors)
            (_x, _y) = tensors;
        Name = name;
        FeatureNames = featureNames;
        ClassNames = classNames;
        TargetName = targetName;
    }

    /// <summary>What makes the rows, or holds them: their number, shapes and types without making any.</summary>
    public RowSource Source { get; }

    /// <summary>
    /// The inputs, (N, …). Over a <see cref="RowSource"/> all rows are made on first use and kept, without randomness of an epoch: batches, splits, scaling and training do
    /// without.
    /// </summary>
    public Tensor X
    {
        get
        {
            if (_x.IsNone)
                (_x, _y) = MakeAll();
            return _x;
        }
    }

    /// <summary>The labels or targets: (N,) Int64 classes, or (N, outputs) numbers. Over a <see cref="RowSource"/> made on first use and kept.</summary>
    public Tensor Y
    {
        get
        {
            if (_y.IsNone)
                _y = MakeY(0, Count).Keep();
            return _y;
        }
    }

    /// <summary>What messages and reports call the set.</summary>
    public string Name { get; }

    /// <summary>The columns of a table X (N, D); empty where X is no table and no names were given.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The classes in the order of their labels; null for regression.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>What Y is called.</summary>
    public string TargetName { get; }

    /// <summary>The number of rows N.</summary>
    public int Count => Source.Count;

    /// <summary>Consecutive rows, sharing memory: <c>data[100..]</c> is all but the first hundred.</summary>
    /// <exception cref="DatasetException">The range is empty.</exception>
    /// <exception cref="ShapeException">The range reaches beyond the rows.</exception>
    public Dataset this[Range rows]
    {
        get
        {
            int count = Count, start = rows.Start.GetOffset(count), end = rows.End.GetOffset(count);
            if (start < 0 || end > count || start > end)
                throw new ShapeException($"Data set '{Name}'", "the range", rows.ToString(), $"within 0..{count}, its rows");
            if (start == end)
                throw new DatasetException($"Data set '{Name}': the range {rows} of its {count} rows is empty; a part needs at least one row.");
            return start == 0 && end == count ? this : With(Source.Part(start, end));
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
        return With(Source.Subset(rows));
    }

    /// <summary>The same rows, each changed anew in every epoch: for the training part. What changes a row depends on the epoch and its number alone, not on batches, order or threads: a row that a sampler draws twice in an epoch is changed alike both times.</summary>
    /// <remarks>Augment before values are standardized. <see cref="X"/>, and passes without an epoch's random numbers, show one such change, always the same.</remarks>
    /// <param name="augmentation">What happens to each row of X.</param>
    /// <exception cref="ShapeException">Rows of X are not Float32, or of a shape that cannot be changed in this way.</exception>
    public Dataset Augmented(Augmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        return With(new AugmentedRows(Source, augmentation));
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
    /// <param name="prefetch">Whether the next batch is made on another thread meanwhile, with the same order and bits; where a <see cref="RowSource"/> is costly, when left out. Rows of tensors need none, and one processor, or one thread (<see cref="Compute.Threads"/>), gives none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is 0 or less.</exception>
    public StepSequence Steps(int batchSize, bool shuffle = false, bool dropLast = false, Rng? rng = null, Sampler? sampler = null, bool? prefetch = null) =>
        new(new BatchPlan(this, batchSize, shuffle, dropLast, rng, sampler, prefetch ?? Source.IsCostly));

    /// <summary>One epoch of batches without steps: ordinary tensors that stay valid, for LINQ, for looking at data, and for loops with <c>await</c>.</summary>
    /// <inheritdoc cref="Steps" path="/param[@name!='prefetch']|/exception"/>
    public IEnumerable<Batch> Batches(int batchSize, bool shuffle = false, bool dropLast = false, Rng? rng = null, Sampler? sampler = null) =>
        Enumerate(new BatchPlan(this, batchSize, shuffle, dropLast, rng, sampler));

    /// <summary>Name, shapes and classes, in one line.</summary>
    public override string ToString() =>
        $"{Name}: X {Shown(Source.XShape)}, Y {Shown(Source.YShape)}{(ClassNames is { Count: <= 10 } names ? $", classes {string.Join(", ", names)}" : "")}";

    /// <summary>The same set with other rows, or with its values changed row by row: names stay, nothing is checked again.</summary>
    internal Dataset With(Tensor x, Tensor y) => With(new TensorRows(x.Keep(), y.Keep()));

    /// <summary>The same set with rows from elsewhere.</summary>
    internal Dataset With(RowSource source) => new(source, Name, FeatureNames, ClassNames, TargetName, _: default);

    /// <summary>The first rows as an evaluation sees them.</summary>
    internal Batch First(int count)
    {
        BatchPlan plan = new(this, count, shuffle: false, dropLast: false, null, null);
        Epoch epoch = plan.Open();
        Batch batch = plan[0, epoch];
        plan.Close(epoch);
        return batch;
    }

    /// <summary>Passes through all labels or targets in parts small enough to be made, giving the number of the first row of each.</summary>
    internal void ForEachPartOfY(Action<int, Tensor> visit)
    {
        if (!_y.IsNone)
        {
            visit(0, _y);
            return;
        }

        for (int start = 0; start < Count; start += ChunkRows)
        {
            using Step step = Step.Begin();
            visit(start, MakeY(start, Math.Min(start + ChunkRows, Count)));
        }
    }

    /// <summary>A buffer for an epoch's order that is used again; enumerations that overlap get one each.</summary>
    internal int[] RentOrder(int rows)
    {
        int[]? order = Interlocked.Exchange(ref _spareOrder, null);
        return order?.Length == rows ? order : new int[rows];
    }

    internal void ReturnOrder(int[] order) => Volatile.Write(ref _spareOrder, order);

    /// <summary>What makes batches in the background, used again as the order is.</summary>
    internal Prefetch RentPrefetch() => Interlocked.Exchange(ref _sparePrefetch, null) ?? new Prefetch(this);

    internal void ReturnPrefetch(Prefetch prefetch) => Volatile.Write(ref _sparePrefetch, prefetch);

    private static IEnumerable<Batch> Enumerate(BatchPlan plan)
    {
        Epoch epoch = plan.Open();
        try
        {
            for (int i = 0; i < plan.Count; i++)
                yield return plan[i, epoch];
        }
        finally
        {
            plan.Close(epoch);
        }
    }

    /// <summary>The shape of all rows in words: they may be more than a tensor can hold.</summary>
    private string Shown(Shape row) => row.Rank == 0 ? $"({Count},)" : $"({Count}, {string.Join(", ", row.ToArray())})";

    private static string[] NumberedNames(int columns) => [.. Enumerable.Range(0, columns).Select(i => $"x{i}")];

    private (Tensor X, Tensor Y) MakeAll()
    {
        Tensor x = Tensor.Empty(Source.XShape.Insert(0, Count), Source.XType).Keep(), y = Tensor.Empty(Source.YShape.Insert(0, Count), Source.YType).Keep();
        InChunks(0, Count, (rows, at) => Source.FillApart(rows, x[at], y[at], RowSource.StillRng()));
        return (x, y);
    }

    private Tensor MakeY(int start, int end)
    {
        Tensor y = Tensor.Empty(Source.YShape.Insert(0, end - start), Source.YType);
        InChunks(start, end, (rows, at) => Source.FillY(rows, y[at]));
        return y;
    }

    /// <summary>Calls with row numbers, and with where these rows stand in what is made.</summary>
    private static void InChunks(int start, int end, Action<int[], Range> make)
    {
        for (int at = start; at < end; at += ChunkRows)
            make([.. Enumerable.Range(at, Math.Min(ChunkRows, end - at))], (at - start)..Math.Min(at - start + ChunkRows, end - start));
    }

    /// <summary>Tells the constructor for rows already checked from the public one.</summary>
    private readonly struct Unchecked;
}
