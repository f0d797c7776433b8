namespace Fathom;

/// <summary>How an epoch is cut into batches: ⌈rows / size⌉ of them, the last one partial, or ⌊rows / size⌋ when it is dropped.</summary>
internal readonly struct BatchPlan
{
    private readonly Dataset _data;
    private readonly int _size;
    private readonly Rng? _shuffledBy;
    private readonly Sampler _sampler;
    private readonly int _rows;

    public BatchPlan(Dataset data, int batchSize, bool shuffle, bool dropLast, Rng? rng, Sampler? sampler)
    {
        if (batchSize <= 0)
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, "A batch has at least one row; give a size of 1 or more (a size beyond the rows makes the whole set one batch).");
        _data = data;
        _sampler = sampler ?? Sampler.Shuffle;
        _rows = _sampler.CheckedCount(data.Count);
        _size = Math.Min(batchSize, _rows);
        _shuffledBy = shuffle || sampler is not null ? rng ?? Rng.Default : null;
        Count = dropLast ? _rows / _size : (_rows + _size - 1) / _size;
    }

    /// <summary>The number of batches.</summary>
    public int Count { get; }

    /// <summary>A new order of the rows, or null for the order they have. Give it back with <see cref="Close"/>.</summary>
    public int[]? Open() => _shuffledBy is { } rng ? _data.RentOrder(_sampler, _rows, rng) : null;

    public void Close(int[]? order)
    {
        if (order is not null)
            _data.ReturnOrder(order);
    }

    /// <summary>Batch <paramref name="index"/>: views of the data where the order is its own, gathered rows where it is shuffled.</summary>
    public Batch this[int index, int[]? order]
    {
        get
        {
            int start = index * _size;
            int end = Math.Min(start + _size, _rows);
            if (order is null)
                return new Batch(_data.X[start..end], _data.Y[start..end]);
            ReadOnlySpan<int> rows = order.AsSpan(start..end);
            return new Batch(Rows.Gather(_data.X, rows), Rows.Gather(_data.Y, rows));
        }
    }
}
