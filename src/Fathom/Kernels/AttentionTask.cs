namespace Fathom.Kernels;

/// <summary>Where the heads' matrices of one operand lie: rows of several heads side by side, batch upon batch.</summary>
/// <param name="start">Row 0 of head 0 of batch 0; null where there is no such operand.</param>
/// <param name="batch">From one batch to the next.</param>
/// <param name="head">From one head to the next.</param>
/// <param name="row">From one row to the next.</param>
internal readonly unsafe struct HeadRows<T>(T* start, nint batch, int head, int row)
    where T : unmanaged
{
    public int Row => row;

    public T* At(int batchIndex, int headIndex) => start == null ? null : start + (batchIndex * batch) + ((nint)headIndex * head);
}

/// <summary>What is added to scores: a matrix for each head, or less, repeated.</summary>
internal unsafe struct AttentionMask<T>
    where T : unmanaged
{
    private fixed int _lengths[8], _strides[8];
    private int _rank;

    /// <summary>The first element; null for no mask.</summary>
    public T* Start;

    /// <summary>From one query to the next; 0 where all share a row.</summary>
    public int Row;

    /// <summary>A mask that broadcasts.</summary>
    /// <param name="start">Its first element.</param>
    /// <param name="lengths">The lengths of the scores' axes; the last two are queries and keys.</param>
    /// <param name="strides">From one place to the next along each, 0 where the mask repeats; 1 along the keys.</param>
    public AttentionMask(T* start, ReadOnlySpan<int> lengths, ReadOnlySpan<int> strides)
    {
        Start = start;
        Row = strides[^2];
        _rank = lengths.Length - 2;
        for (int axis = 0; axis < _rank; axis++)
            (_lengths[axis], _strides[axis]) = (lengths[axis], strides[axis]);
    }

    /// <summary>The row of a query of head <paramref name="t"/>, counted over all batches.</summary>
    public readonly T* At(int t, int query)
    {
        T* at = Start + ((nint)query * Row);
        for (int axis = _rank - 1; axis >= 0; axis--)
        {
            at += (nint)(t % _lengths[axis]) * _strides[axis];
            t /= _lengths[axis];
        }

        return at;
    }
}

/// <summary>One attention: sizes, operands, what may see what. Filled in by the operation.</summary>
internal unsafe struct AttentionTask<T>
    where T : unmanaged
{
    public int Batches, Heads, Queries, Keys, Width, ValueWidth;
    public T Scale;

    /// <summary>Query i sees no key behind i + Keys − Queries.</summary>
    public bool Causal;

    /// <summary>Query i sees keys less than this far from i + Keys − Queries; 0 for all.</summary>
    public int Window;

    /// <summary>Operands and, in backward, their gradients (those not wanted are null; of the others those with Add are added to).</summary>
    public HeadRows<T> Q, K, V, Y, DQ, DK, DV, DY;
    public bool AddQ, AddK, AddV;

    /// <summary>What is added to the scores; either may be absent.</summary>
    public AttentionMask<T> Mask, Padding;

    /// <summary>How many keys of a batch count; null for all.</summary>
    public long* Lengths;

    /// <summary>log Σ e^score of each query (Batches · Heads, Queries).</summary>
    public T* LogSum;

    /// <summary>The softmax (Batches · Heads, Queries, Keys) to write or, in backward, to read; null for none.</summary>
    public T* Kept;

    /// <summary>The softmax after dropout, to write; null for none. In backward its gradient.</summary>
    public T* Weights, DWeights;

    /// <summary>The gradients of scores, to write; null for none.</summary>
    public T* DScores;

    /// <summary>Dropout of weights: p, and the stream of masks.</summary>
    public double Drop;
    public ulong Seed, Stream, Counter;
}
