namespace Fathom;

/// <summary>How an epoch is cut into batches: ⌈rows / size⌉ of them, the last one partial, or ⌊rows / size⌋ when it is dropped.</summary>
internal readonly struct BatchPlan
{
    private readonly Dataset _data;
    private readonly int _size;
    private readonly Rng? _rng;
    private readonly bool _shuffles;
    private readonly bool _ahead;
    private readonly Sampler _sampler;
    private readonly int _rows;

    public BatchPlan(Dataset data, int batchSize, bool shuffle, bool dropLast, Rng? rng, Sampler? sampler, bool ahead = false)
    {
        if (batchSize <= 0)
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, "A batch has at least one row; give a size of 1 or more (a size beyond the rows makes the whole set one batch).");
        _data = data;
        _sampler = sampler ?? Sampler.Shuffle;
        _rows = _sampler.CheckedCount(data.Count);
        _size = Math.Min(batchSize, _rows);
        _shuffles = shuffle || sampler is not null;
        _rng = _shuffles ? rng ?? Rng.Default : rng;
        _ahead = ahead;
        Count = dropLast ? _rows / _size : (_rows + _size - 1) / _size;
    }

    /// <summary>The number of batches.</summary>
    public int Count { get; }

    /// <summary>Rows of a batch, but for a partial last one.</summary>
    public int Size => _size;

    /// <summary>Starts an epoch, in a new order when shuffled. Give it back with <see cref="Close"/>.</summary>
    public Epoch Open()
    {
        bool made = _data.Source.Tensors is null;
        if (!_shuffles && !made)
            return default;
        int[] order = _data.RentOrder(_rows);
        ulong before = _rng?.Counter ?? 0;
        if (_shuffles)
        {
            _sampler.Fill(order, _data.Count, _rng!);
        }
        else
        {
            for (int i = 0; i < order.Length; i++)
                order[i] = i;
        }

        return new Epoch(order, made ? RowNumbers(before) : null);
    }

    public void Close(Epoch epoch)
    {
        if (epoch.Order is { } order)
            _data.ReturnOrder(order);
    }

    /// <summary>Batch <paramref name="index"/>: views of the data where the order is its own, gathered or made rows elsewhere.</summary>
    public Batch this[int index, Epoch epoch]
    {
        get
        {
            int start = index * _size;
            return epoch.Order is null
                ? new Batch(_data.X[start..(start + RowCount(index))], _data.Y[start..(start + RowCount(index))])
                : _data.Source.Make(Rows(index, epoch), epoch.Rng!);
        }
    }

    /// <summary>How many rows batch <paramref name="index"/> has.</summary>
    public int RowCount(int index) => Math.Min(_size, _rows - (index * _size));

    /// <summary>The rows of batch <paramref name="index"/> in the epoch's order.</summary>
    public ReadOnlySpan<int> Rows(int index, Epoch epoch) => epoch.Order.AsSpan(index * _size, RowCount(index));

    /// <summary>Begins to make the batches from <paramref name="first"/> on in the background, or null where they are not made, or nothing would be gained.</summary>
    public Prefetch? Begin(Epoch epoch, int first = 0)
    {
        if (!_ahead || Count - first < 2 || _data.Source.Tensors is not null || !Prefetch.Helps)
            return null;
        Prefetch prefetch = _data.RentPrefetch();
        prefetch.Start(this, epoch, first);
        return prefetch;
    }

    /// <summary>Ends what <see cref="Begin"/> began.</summary>
    public void End(Prefetch prefetch)
    {
        prefetch.Stop();
        _data.ReturnPrefetch(prefetch);
    }

    /// <summary>
    /// The stream that rows of this epoch draw from: named after the place where the epoch began in the stream of its order, so that rows that draw do not change
    /// the order, and the same for every pass where nothing is random.
    /// </summary>
    private Rng RowNumbers(ulong before)
    {
        if (_rng is null)
            return RowSource.StillRng();
        if (_rng.Counter == before)
            _rng.Take(1); // an order that draws nothing must not give every epoch the same numbers
        return _rng.Fork($"rows of {before}");
    }
}
