using System.Runtime.ExceptionServices;
using Fathom.Kernels;

namespace Fathom;

/// <summary>Makes the rows of the next batch on another thread while a step works on the present one: the same rows in the same order, so the same bits.</summary>
/// <remarks>
/// Two buffers take turns: the step sees one as a tensor of its own, without a copy, while the other is filled. One fill is under way at most. A batch that
/// no thread has begun when it is wanted is made by the thread that wants it, so a busy thread pool delays nothing. Buffers, order and this object are used
/// again by the next epoch: nothing is allocated once warm.
/// </remarks>
internal sealed class Prefetch(Dataset data) : IThreadPoolWorkItem
{
    private const int Idle = 0, Wanted = 1, Running = 2, Done = 3;

    private readonly ManualResetEventSlim _done = new();
    private readonly Buffer[] _buffers = new Buffer[2];
    private BatchPlan _plan;
    private Epoch _epoch;
    private int _batch;
    private int _state;
    private int _queued;
    private ExceptionDispatchInfo? _error;

    /// <summary>Whether there is another processor to do the work.</summary>
    public static bool Helps => Environment.ProcessorCount > 1 && ForkJoin.Threads > 1 && !Tape.IsPlanning;

    /// <summary>Begins an epoch with its first batch, or a later one.</summary>
    public void Start(in BatchPlan plan, Epoch epoch, int first)
    {
        (_plan, _epoch) = (plan, epoch);
        Want(first);
    }

    /// <summary>Batch <paramref name="index"/>, which must be the next one, in the open step; the one after it is begun.</summary>
    public Batch Take(int index)
    {
        if (Interlocked.CompareExchange(ref _state, Running, Wanted) == Wanted)
            Fill();
        else
            _done.Wait();
        _state = Idle;
        if (_error is { } error)
        {
            _error = null;
            error.Throw();
        }

        ref Buffer buffer = ref _buffers[index & 1];
        Batch batch = buffer.Lend(_plan.RowCount(index));
        if (index + 1 < _plan.Count)
            Want(index + 1);
        return batch;
    }

    /// <summary>Ends an epoch, also in the middle: when it returns no thread is at work for it.</summary>
    public void Stop()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Wanted) == Running)
            _done.Wait();
        _state = Idle;
        _error = null;
        _epoch = default;
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _queued, 0);
        Interlocked.MemoryBarrier();
        if (Interlocked.CompareExchange(ref _state, Running, Wanted) == Wanted)
            Fill();
    }

    private void Want(int batch)
    {
        _batch = batch;
        _done.Reset();
        Interlocked.Exchange(ref _state, Wanted);
        if (Interlocked.Exchange(ref _queued, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Fill()
    {
        try
        {
            ReadOnlySpan<int> rows = _plan.Rows(_batch, _epoch);
            ref Buffer buffer = ref _buffers[_batch & 1];
            buffer.Make(data.Source, _plan.Size);
            (Tensor x, Tensor y) = buffer.First(rows.Length);
            data.Source.FillApart(rows, x, y, _epoch.Rng!);
        }
        catch (Exception error)
        {
            _error = ExceptionDispatchInfo.Capture(error);
        }

        Volatile.Write(ref _state, Done);
        _done.Set();
    }

    /// <summary>The memory of a batch, outside all steps.</summary>
    private struct Buffer
    {
        private Tensor _x, _y;
        private Tensor _fewerX, _fewerY;

        /// <summary>Makes the memory, and anew where a user has kept the last batch.</summary>
        public void Make(RowSource source, int rows)
        {
            if (!_x.IsNone && _x.Shape[0] == rows && !_x.Cell.Block!.Kept && !_y.Cell.Block!.Kept)
                return;
            (_x, _y) = (Lasting(source.XShape.Insert(0, rows), source.XType), Lasting(source.YShape.Insert(0, rows), source.YType));
            (_fewerX, _fewerY) = (default, default);
        }

        /// <summary>The memory as a batch of so many rows: all, or those of a partial last batch.</summary>
        public (Tensor X, Tensor Y) First(int rows)
        {
            if (rows == _x.Shape[0])
                return (_x, _y);
            if (_fewerX.IsNone || _fewerX.Shape[0] != rows)
                (_fewerX, _fewerY) = (Alias(_x, rows, lasting: true), Alias(_y, rows, lasting: true));
            return (_fewerX, _fewerY);
        }

        /// <summary>Tensors of the open step over this memory.</summary>
        public readonly Batch Lend(int rows) => new(Alias(_x, rows, lasting: false), Alias(_y, rows, lasting: false));

        private static Tensor Lasting(in Shape shape, DType type) =>
            new(new Cell { Shape = shape, Type = type, Block = Block.Collected((long)shape.Length * type.Size()), Owns = true });

        private static Tensor Alias(Tensor whole, int rows, bool lasting)
        {
            Shape shape = whole.Shape.With(0, rows);
            Cell cell = lasting ? new Cell { Shape = shape, Type = whole.Type } : Workspace.Current.RentCell(shape, whole.Type, tracked: true);
            cell.Block = whole.Cell.Block;
            cell.Owns = false;
            return new Tensor(cell);
        }
    }
}
