using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Fathom.Kernels;

/// <summary>One piece's walk through a head: its scratch, and the block it stands at.</summary>
internal unsafe ref struct AttentionHead<V, T>
    where V : struct, IVec<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Fewer queries than this read the keys as they lie; turning them would cost more.</summary>
    private const int FewQueries = 8;

    /// <summary>Rows (of keys, in the gradients of keys and values) that take part in a product with exactly the columns they need: under a causal mask a block's triangle goes by in steps.</summary>
    private const int TileRows = 12;

    private readonly ref AttentionTask<T> _task;
    private readonly int _room, _blockRows;
    private readonly T* _keys, _values, _ownScores, _gradients, _drops;
    private readonly bool _whole, _inPlace;
    private T* _scores;
    private int _head, _batch, _length, _scoreRow;

    public AttentionHead(ref AttentionTask<T> task, T* scratch)
    {
        _task = ref task;
        _room = AttentionRows.Room(task.Keys);
        _blockRows = Attention.BlockRows(task.Queries, task.Keys);
        _keys = scratch;
        _values = _keys + ((nint)_room * task.Width);
        _scores = _ownScores = _values + ((nint)_room * task.ValueWidth);
        _gradients = _ownScores + ((nint)_room * _blockRows);
        _drops = _gradients + ((nint)_room * _blockRows);
        _whole = task.Queries >= FewQueries && task.Width % SmallProduct.Lanes<T>() == 0 && task.ValueWidth % SmallProduct.Lanes<T>() == 0;

        // Weights that are kept in rows of whole vectors, and not changed by dropout, are worked out where they stay.
        _inPlace = task.Kept != null && task.Drop == 0 && _room == task.Keys;
        _scoreRow = _room;
    }

    private readonly bool Turns => _task.Queries >= FewQueries;

    private readonly int Behind => _task.Keys - _task.Queries;

    public void Forward(int t)
    {
        Enter(t);
        HeadRows<T> v = _task.V, y = _task.Y;
        T* q = _task.Q.At(_batch, t % _task.Heads), k = _task.K.At(_batch, t % _task.Heads), values = v.At(_batch, t % _task.Heads), result = y.At(_batch, t % _task.Heads);
        if (Turns)
            MatMulPack.Turn(k, _task.K.Row, _task.Keys, _room, _task.Width, _keys);
        for (int from = 0; from < _task.Queries; from += _blockRows)
        {
            int rows = Math.Min(_blockRows, _task.Queries - from);
            (int lo, int hi) = Columns(from, rows);
            int columns = hi - lo, room = AttentionRows.Room(columns);
            T* logSum = _task.LogSum + ((nint)t * _task.Queries) + from;
            Stand(from, lo);
            Scores(q, k, _keys, _task.Q.Row, _task.K.Row, _task.Width, from, rows, lo, columns, _scores, _scoreRow);
            for (int i = 0; i < rows; i++)
            {
                T* row = _scores + ((nint)i * _scoreRow);
                (int first, int last) = Seen(from + i);
                T scale = Masked(row, from + i, first, last, lo);
                (_drops[i], logSum[i]) = AttentionRows.Softmax<V, T>(row, first - lo, last - lo, room, scale);
            }

            AttentionRows.LogSums<V, T>(_drops, logSum, rows);
            for (int i = 0; i < rows; i++)
            {
                T* row = _scores + ((nint)i * _scoreRow);
                if (!T.IsFinite(logSum[i]))
                    Refuse(from + i);
                Spread(row, _task.Kept, from + i, lo, columns, stands: _inPlace);
                if (_task.Drop > 0)
                {
                    Drops(from + i, lo, columns);
                    AttentionRows.Multiply<V, T>(row, _drops, columns);
                    Spread(row, _task.Weights, from + i, lo, columns);
                }
            }

            Rows(_scores, _scoreRow, from, rows, lo, columns, values, v.Row, _task.ValueWidth, result, y.Row, false);
        }
    }

    public void Backward(int t)
    {
        Enter(t);
        int head = t % _task.Heads;
        T* q = _task.Q.At(_batch, head), k = _task.K.At(_batch, head), v = _task.V.At(_batch, head), dy = _task.DY.At(_batch, head);
        T* dq = _task.DQ.At(_batch, head), dk = _task.DK.At(_batch, head), dv = _task.DV.At(_batch, head);
        bool recompute = _task.Kept == null, once = _blockRows >= _task.Queries && _task.Queries > 0 && Columns(0, _task.Queries) == (0, _task.Keys);
        if (Turns && recompute)
            MatMulPack.Turn(k, _task.K.Row, _task.Keys, _room, _task.Width, _keys);
        if (Turns)
            MatMulPack.Turn(v, _task.V.Row, _task.Keys, _room, _task.ValueWidth, _values);

        // What several blocks add to begins at 0; one block that reaches everything writes at once. Operands may be one tensor: then only the first writes.
        if (!once)
        {
            Clear(dq, _task.DQ.Row, _task.Queries, _task.Width, _task.AddQ);
            Clear(dk, _task.DK.Row, _task.Keys, _task.Width, _task.AddK);
            Clear(dv, _task.DV.Row, _task.Keys, _task.ValueWidth, _task.AddV);
        }

        for (int from = 0; from < _task.Queries; from += _blockRows)
        {
            int rows = Math.Min(_blockRows, _task.Queries - from);
            (int lo, int hi) = Columns(from, rows);
            int columns = hi - lo;
            Stand(from, lo);
            if (recompute)
                Scores(q, k, _keys, _task.Q.Row, _task.K.Row, _task.Width, from, rows, lo, columns, _scores, _scoreRow);
            Scores(dy, v, _values, _task.DY.Row, _task.V.Row, _task.ValueWidth, from, rows, lo, columns, _gradients, _room);
            for (int i = 0; i < rows; i++)
                Row(from + i, i, lo, columns, recompute);
            if (dq != null)
                Rows(_gradients, _room, from, rows, lo, columns, k, _task.K.Row, _task.Width, dq, _task.DQ.Row, !once || _task.AddQ);
            if (dk != null)
                Turned(_gradients, _room, from, rows, lo, columns, q, _task.Q.Row, _task.Width, dk, _task.DK.Row, !once || _task.AddK);
            if (dv != null)
                Turned(_scores, _scoreRow, from, rows, lo, columns, dy, _task.DY.Row, _task.ValueWidth, dv, _task.DV.Row, !once || _task.AddV);
        }
    }

    /// <summary>Leaves a row's weights after dropout where its scores stood, and the gradients of its scores where those of its weights stood.</summary>
    private readonly void Row(int query, int i, int lo, int columns, bool recompute)
    {
        T* row = _scores + ((nint)i * _scoreRow), gradient = _gradients + ((nint)i * _room);
        (int first, int last) = Seen(query);
        int room = AttentionRows.Room(columns);
        nint at = (((nint)_head * _task.Queries) + query) * _task.Keys;
        if (recompute)
        {
            T scale = Masked(row, query, first, last, lo);
            AttentionRows.Again<V, T>(row, first - lo, last - lo, room, scale, _task.LogSum[((nint)_head * _task.Queries) + query]);
        }
        else if (!_inPlace)
        {
            new Span<T>(_task.Kept + at + lo, columns).CopyTo(new Span<T>(row, columns));
            new Span<T>(row + columns, room - columns).Clear();
        }

        if (_task.DWeights != null)
            AttentionRows.Add<V, T>(gradient, _task.DWeights + at + lo, columns, T.One);
        if (_task.Drop > 0)
        {
            Drops(query, lo, columns);
            AttentionRows.Multiply<V, T>(gradient, _drops, columns);
        }

        AttentionRows.Gradient<V, T>(row, gradient, first - lo, last - lo, room, _task.DScores == null ? _task.Scale : T.One);
        if (_task.DScores != null)
        {
            Spread(gradient, _task.DScores, query, lo, columns);
            for (int j = 0; j < columns; j++)
                gradient[j] *= _task.Scale;
        }

        if (_task.Drop > 0)
            AttentionRows.Multiply<V, T>(row, _drops, columns);
    }

    private void Enter(int t)
    {
        _head = t;
        _batch = t / _task.Heads;
        _length = _task.Keys;
        if (_task.Lengths != null)
            _length = (int)_task.Lengths[_batch];
    }

    /// <summary>The keys that a query sees, before masks.</summary>
    private readonly (int First, int Last) Seen(int query)
    {
        int place = query + Behind;
        int first = _task.Window > 0 ? Math.Max(0, place - _task.Window + 1) : 0;
        int last = _task.Causal ? place + 1 : _task.Window > 0 ? (int)Math.Min((long)place + _task.Window, _length) : _length;
        last = Math.Min(last, _length);
        if (first >= last)
            ThrowBlind(query);
        return (first, last);
    }

    /// <summary>The keys that any query of a block sees: places grow from row to row, so they begin where the first row's do and end where the last row's do.</summary>
    private readonly (int Lo, int Hi) Columns(int from, int rows)
    {
        (int lo, int hi) = (Seen(from).First, Seen(from + rows - 1).Last);

        // From a whole vector on, so that packed keys are read along lines.
        return (lo & ~15, hi);
    }

    /// <summary>Goes to the scores of a block: where the weights are kept, or aside.</summary>
    private void Stand(int from, int lo)
    {
        if (_inPlace)
            _scores = _task.Kept + ((((nint)_head * _task.Queries) + from) * _task.Keys) + lo;
    }

    /// <summary>scores = rows of q times columns of kᵀ.</summary>
    private readonly void Scores(T* q, T* k, T* turned, int rowQ, int rowK, int width, int from, int rows, int lo, int columns, T* scores, int scoreRow)
    {
        q += (nint)from * rowQ;
        if (_whole)
        {
            for (int i = 0; i < rows; i += TileRows)
            {
                int count = Math.Min(TileRows, rows - i);
                (int first, int last) = Columns(from + i, count);
                SmallProduct.Run(count, AttentionRows.Room(last - first), width, q + ((nint)i * rowQ), rowQ, 1, turned + first, _room, scores + ((nint)i * scoreRow) + first - lo, scoreRow, false);
            }
        }
        else if (Turns)
        {
            Product(rows, columns, width, q, rowQ, false, turned + lo, _room, false, scores, scoreRow, false);
        }
        else
        {
            Product(rows, columns, width, q, rowQ, false, k + ((nint)lo * rowK), rowK, true, scores, scoreRow, false);
        }
    }

    /// <summary>Rows of a block times what stands at the keys: results, or gradients of queries.</summary>
    private readonly void Rows(T* weights, int row, int from, int rows, int lo, int columns, T* keys, int rowK, int width, T* target, int rowT, bool add)
    {
        target += (nint)from * rowT;
        if (!_whole)
        {
            Product(rows, width, columns, weights, row, false, keys + ((nint)lo * rowK), rowK, false, target, rowT, add);
            return;
        }

        for (int i = 0; i < rows; i += TileRows)
        {
            int count = Math.Min(TileRows, rows - i);
            (int first, int last) = Columns(from + i, count);
            SmallProduct.Run(count, width, last - first, weights + ((nint)i * row) + first - lo, row, 1, keys + ((nint)first * rowK), rowK, target + ((nint)i * rowT), rowT, add);
        }
    }

    /// <summary>Columns of a block times what stands at the queries: gradients of keys or values.</summary>
    private readonly void Turned(T* weights, int row, int from, int rows, int lo, int columns, T* queries, int rowQ, int width, T* target, int rowT, bool add)
    {
        queries += (nint)from * rowQ;
        target += (nint)lo * rowT;
        if (!_whole)
        {
            Product(columns, width, rows, weights, row, true, queries, rowQ, false, target, rowT, add);
            return;
        }

        // Places grow from row to row: the queries that see some of these keys are a run of tiles.
        int begin = 0, end = 0;
        for (int j = 0; j < columns; j += TileRows)
        {
            int count = Math.Min(TileRows, columns - j);
            while (begin < rows && Columns(from + begin, Math.Min(TileRows, rows - begin)).Hi <= lo + j)
                begin += TileRows;
            while (end < rows && Columns(from + end, Math.Min(TileRows, rows - end)).Lo < lo + j + count)
                end += TileRows;
            int depth = Math.Max(0, Math.Min(end, rows) - begin);
            SmallProduct.Run(count, width, depth, weights + ((nint)begin * row) + j, 1, row, queries + ((nint)begin * rowQ), rowQ, target + ((nint)j * rowT), rowT, add);
        }
    }

    /// <summary>Adds the masks to a row of scores; gives the factor that its scores are still to be multiplied by.</summary>
    private readonly T Masked(T* row, int query, int first, int last, int lo)
    {
        T scale = _task.Scale;
        if (_task.Mask.Start != null)
        {
            AttentionRows.Add<V, T>(row + first - lo, _task.Mask.At(_head, query) + first, last - first, scale);
            scale = T.One;
        }

        if (_task.Padding.Start != null)
        {
            AttentionRows.Add<V, T>(row + first - lo, _task.Padding.At(_head, query) + first, last - first, scale);
            scale = T.One;
        }

        return scale;
    }

    /// <summary>A row of whole length out of one of a block; zeros beside it.</summary>
    private readonly void Spread(T* row, T* target, int query, int lo, int columns, bool stands = false)
    {
        if (target == null)
            return;
        T* at = target + ((((nint)_head * _task.Queries) + query) * _task.Keys);
        if (lo > 0)
            new Span<T>(at, lo).Clear();
        if (!stands)
            new Span<T>(row, columns).CopyTo(new Span<T>(at + lo, columns));
        new Span<T>(at + lo + columns, _task.Keys - lo - columns).Clear();
    }

    private readonly void Drops(int query, int lo, int columns)
    {
        ulong at = (((((ulong)_head * (ulong)_task.Queries) + (ulong)query) * (ulong)_task.Keys) + (ulong)lo) + _task.Counter;
        RandomFill.Keep(new Span<T>(_drops, columns), _task.Seed, _task.Stream, at, 1 - _task.Drop, T.CreateTruncating(1 / (1 - _task.Drop)));
    }

    /// <summary>A row without a finite sum: its masks are to blame, or else numbers beyond the type, which are passed on.</summary>
    private readonly void Refuse(int query)
    {
        if (_task.Mask.Start == null && _task.Padding.Start == null)
            return;
        (int first, int last) = Seen(query);
        T* mask = _task.Mask.Start == null ? null : _task.Mask.At(_head, query), padding = _task.Padding.Start == null ? null : _task.Padding.At(_head, query);
        for (int j = first; j < last; j++)
        {
            if ((mask == null || !T.IsNegativeInfinity(mask[j])) && (padding == null || !T.IsNegativeInfinity(padding[j])))
                return;
        }

        ThrowBlind(query);
    }

    [DoesNotReturn]
    private readonly void ThrowBlind(int query) => throw new ArgumentException(
        $"ScaledDotProductAttention: query {query} of batch {_batch}{(_task.Heads > 1 ? $", head {_head % _task.Heads}" : "")} sees no key: its masks forbid all {_task.Keys}. "
        + "A softmax over nothing has no value; leave every row of the masks at least one key, as the query's own place.");

    private static void Clear(T* x, int row, int rows, int width, bool add)
    {
        for (int i = 0; i < rows && !add && x != null; i++)
            new Span<T>(x + ((nint)i * row), width).Clear();
    }

    /// <summary>The matrix product on pointers.</summary>
    private static void Product(int m, int n, int k, T* a, int lda, bool transposeA, T* b, int ldb, bool transposeB, T* c, int ldc, bool add)
        => MatMul.Run(
            m, n, k, new ReadOnlySpan<T>(a, Reach(transposeA ? k : m, transposeA ? m : k, lda)), lda, transposeA,
            new ReadOnlySpan<T>(b, Reach(transposeB ? n : k, transposeB ? k : n, ldb)), ldb, transposeB, new Span<T>(c, Reach(m, n, ldc)), ldc, add);

    private static int Reach(int rows, int columns, int stride) => rows == 0 ? 0 : ((rows - 1) * stride) + columns;
}
