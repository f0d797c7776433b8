using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>Softmax(scale · Q·Kᵀ + mask)·V for every head of every batch, block of rows by block of rows: of the scores only one block exists at a time.</summary>
/// <remarks>Work is cut by size alone: runs of heads, each with scratch of its own. What it means stands in <see cref="AttentionReference"/>.</remarks>
internal static unsafe class Attention
{
    private const int MostPieces = 16, BlockScores = 1 << 16;

    /// <summary>Multiply-adds of the least that a piece should do.</summary>
    private const long PieceWork = 1 << 18;

    /// <summary>Fewer queries than this read the keys as they lie; turning them would cost more.</summary>
    private const int FewQueries = 8;

    /// <summary>The elements of scratch memory that a task needs.</summary>
    public static int Scratch<T>(in AttentionTask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => checked((int)(Pieces(task) * PieceScratch(task)));

    /// <summary>Writes Y, LogSum and what else the task asks for.</summary>
    public static void Forward<T>(in AttentionTask<T> task, T* scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(task, scratch, backward: false);

    /// <summary>Writes the gradients that the task asks for.</summary>
    public static void Backward<T>(in AttentionTask<T> task, T* scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(task, scratch, backward: true);

    private static void Run<T>(in AttentionTask<T> task, T* scratch, bool backward)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            RunAt<Vec512<T>, T>(task, scratch, backward);
        else if (Vector256.IsHardwareAccelerated)
            RunAt<Vec256<T>, T>(task, scratch, backward);
        else if (Vector128.IsHardwareAccelerated)
            RunAt<Vec128<T>, T>(task, scratch, backward);
        else
            RunAt<Vec1<T>, T>(task, scratch, backward);
    }

    private static void RunAt<V, T>(in AttentionTask<T> task, T* scratch, bool backward)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int pieces = Pieces(task);
        AttentionTask<T> own = task;
        ForkJoin.Run(pieces, new Job<V, T> { Task = &own, Scratch = scratch, Pieces = pieces, IsBackward = backward });
    }

    private static int Pieces<T>(in AttentionTask<T> task)
        where T : unmanaged
    {
        long heads = (long)task.Batches * task.Heads, work = heads * task.Queries * task.Keys * (task.Width + task.ValueWidth);
        return (int)Math.Clamp(Math.Min(heads, work / PieceWork), 1, MostPieces);
    }

    /// <summary>Rows of a block: few enough that its scores stay in the cache, and whole tiles of the matrix product.</summary>
    private static int BlockRows(int queries, int keys) => Math.Min(queries, Math.Clamp(BlockScores / Math.Max(1, AttentionRows.Room(keys)), 12, 48) / 12 * 12);

    private static long PieceScratch<T>(in AttentionTask<T> task)
        where T : unmanaged
    {
        long room = AttentionRows.Room(task.Keys);
        return room * (task.Width + task.ValueWidth + (3L * BlockRows(task.Queries, task.Keys)));
    }

    private struct Job<V, T> : IJob
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public AttentionTask<T>* Task;
        public T* Scratch;
        public int Pieces;
        public bool IsBackward;

        public readonly void Run(int piece)
        {
            int heads = Task->Batches * Task->Heads;
            var part = new Part<V, T>(ref *Task, Scratch + ((nint)piece * (nint)PieceScratch(*Task)));
            for (int t = (int)((long)heads * piece / Pieces); t < (int)((long)heads * (piece + 1) / Pieces); t++)
            {
                if (IsBackward)
                    part.Backward(t);
                else
                    part.Forward(t);
            }
        }
    }

    /// <summary>One piece's walk through a head: its scratch, and the block it stands at.</summary>
    private ref struct Part<V, T>
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ref AttentionTask<T> _task;
        private readonly int _room, _blockRows;
        private readonly T* _keys, _values, _scores, _gradients, _drops;
        private int _head, _batch, _length;

        public Part(ref AttentionTask<T> task, T* scratch)
        {
            _task = ref task;
            _room = AttentionRows.Room(task.Keys);
            _blockRows = BlockRows(task.Queries, task.Keys);
            _keys = scratch;
            _values = _keys + ((nint)_room * task.Width);
            _scores = _values + ((nint)_room * task.ValueWidth);
            _gradients = _scores + ((nint)_room * _blockRows);
            _drops = _gradients + ((nint)_room * _blockRows);
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
                Scores(q, k, _keys, _task.Q.Row, _task.K.Row, _task.Width, from, rows, lo, columns, _scores);
                for (int i = 0; i < rows; i++)
                {
                    T* row = _scores + ((nint)i * _room);
                    (int first, int last) = Seen(from + i);
                    T scale = Masked(row, from + i, first, last, lo);
                    T logSum = AttentionRows.Softmax<V, T>(row, first - lo, last - lo, room, scale);
                    if (T.IsNaN(logSum) || T.IsInfinity(logSum))
                        Refuse(from + i, first, last);
                    _task.LogSum[((nint)t * _task.Queries) + from + i] = logSum;
                    Spread(row, _task.Kept, from + i, lo, columns);
                    if (_task.Drop > 0)
                    {
                        Drops(from + i, lo, columns);
                        AttentionRows.Multiply<V, T>(row, _drops, columns);
                        Spread(row, _task.Weights, from + i, lo, columns);
                    }
                }

                Product(rows, _task.ValueWidth, columns, _scores, _room, false, values + ((nint)lo * v.Row), v.Row, false, result + ((nint)from * y.Row), y.Row, false);
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
                T* dyBlock = dy + ((nint)from * _task.DY.Row);
                if (recompute)
                    Scores(q, k, _keys, _task.Q.Row, _task.K.Row, _task.Width, from, rows, lo, columns, _scores);
                Scores(dy, v, _values, _task.DY.Row, _task.V.Row, _task.ValueWidth, from, rows, lo, columns, _gradients);
                for (int i = 0; i < rows; i++)
                    Row(from + i, i, lo, columns, recompute);
                if (dq != null)
                    Product(rows, _task.Width, columns, _gradients, _room, false, k + ((nint)lo * _task.K.Row), _task.K.Row, false, dq + ((nint)from * _task.DQ.Row), _task.DQ.Row, !once || _task.AddQ);
                if (dk != null)
                    Product(columns, _task.Width, rows, _gradients, _room, true, q + ((nint)from * _task.Q.Row), _task.Q.Row, false, dk + ((nint)lo * _task.DK.Row), _task.DK.Row, !once || _task.AddK);
                if (dv != null)
                    Product(columns, _task.ValueWidth, rows, _scores, _room, true, dyBlock, _task.DY.Row, false, dv + ((nint)lo * _task.DV.Row), _task.DV.Row, !once || _task.AddV);
            }
        }

        /// <summary>Leaves a row's weights after dropout where its scores stood, and the gradients of its scores where those of its weights stood.</summary>
        private readonly void Row(int query, int i, int lo, int columns, bool recompute)
        {
            T* row = _scores + ((nint)i * _room), gradient = _gradients + ((nint)i * _room);
            (int first, int last) = Seen(query);
            int room = AttentionRows.Room(columns);
            nint at = (((nint)_head * _task.Queries) + query) * _task.Keys;
            if (recompute)
            {
                T scale = Masked(row, query, first, last, lo);
                AttentionRows.Again<V, T>(row, first - lo, last - lo, room, scale, _task.LogSum[((nint)_head * _task.Queries) + query]);
            }
            else
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

        /// <summary>scores = rows of q times columns of kᵀ.</summary>
        private readonly void Scores(T* q, T* k, T* turned, int rowQ, int rowK, int width, int from, int rows, int lo, int columns, T* scores)
        {
            q += (nint)from * rowQ;
            if (Turns)
                Product(rows, columns, width, q, rowQ, false, turned + lo, _room, false, scores, _room, false);
            else
                Product(rows, columns, width, q, rowQ, false, k + ((nint)lo * rowK), rowK, true, scores, _room, false);
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
        private readonly void Spread(T* row, T* target, int query, int lo, int columns)
        {
            if (target == null)
                return;
            T* at = target + ((((nint)_head * _task.Queries) + query) * _task.Keys);
            new Span<T>(at, lo).Clear();
            new Span<T>(row, columns).CopyTo(new Span<T>(at + lo, columns));
            new Span<T>(at + lo + columns, _task.Keys - lo - columns).Clear();
        }

        private readonly void Drops(int query, int lo, int columns)
        {
            ulong at = (((((ulong)_head * (ulong)_task.Queries) + (ulong)query) * (ulong)_task.Keys) + (ulong)lo) + _task.Counter;
            RandomFill.Keep(new Span<T>(_drops, columns), _task.Seed, _task.Stream, at, 1 - _task.Drop, T.CreateTruncating(1 / (1 - _task.Drop)));
        }

        /// <summary>A row without a finite sum: its masks are to blame, or else numbers beyond the type, which are passed on.</summary>
        private readonly void Refuse(int query, int first, int last)
        {
            if (_task.Mask.Start == null && _task.Padding.Start == null)
                return;
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
    }

    private static void Clear<T>(T* x, int row, int rows, int width, bool add)
        where T : unmanaged
    {
        for (int i = 0; i < rows && !add && x != null; i++)
            new Span<T>(x + ((nint)i * row), width).Clear();
    }

    /// <summary>The matrix product on pointers.</summary>
    private static void Product<T>(int m, int n, int k, T* a, int lda, bool transposeA, T* b, int ldb, bool transposeB, T* c, int ldc, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => MatMul.Run(
            m, n, k, new ReadOnlySpan<T>(a, Reach(transposeA ? k : m, transposeA ? m : k, lda)), lda, transposeA,
            new ReadOnlySpan<T>(b, Reach(transposeB ? n : k, transposeB ? k : n, ldb)), ldb, transposeB, new Span<T>(c, Reach(m, n, ldc)), ldc, add);

    private static int Reach(int rows, int columns, int stride) => rows == 0 ? 0 : ((rows - 1) * stride) + columns;
}
