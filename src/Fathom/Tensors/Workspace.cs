using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Fathom;

/// <summary>
/// One thread's memory for steps: free cells and blocks, and what the open steps have taken. Everything taken since a step opened goes back
/// when it closes. Thread-static and never flowing through <c>await</c>, so a step and its tensors stay on one thread.
/// </summary>
internal sealed class Workspace
{
    private const int ClassesPerOctave = 4;
    private const int SizeClasses = ClassesPerOctave * 32;
    private const int MinBytesLog2 = 6;
    private const int MinBytes = 1 << MinBytesLog2;

    /// <summary>From this size on a free block of up to twice the size is taken before a new one is made: what one network or an evaluation left serves another.</summary>
    private const int LargeBytes = 1 << 20;

    [ThreadStatic]
    private static Workspace? _current;

    private readonly Stock<Block>[] _freeBlocks = new Stock<Block>[SizeClasses];
    private Stock<Cell> _freeCells;
    private Stock<Cell> _liveCells;
    private Stock<Node> _liveNodes;
    private Stock<Block> _scratch;

    /// <summary>Backward's queue, kept so that it is made once.</summary>
    public NodeHeap Heap;

    /// <summary>How often backward has run on this thread.</summary>
    public long Backwards;

    public static Workspace Current => _current ??= new Workspace();

    /// <summary>How many steps are open on this thread.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether operations are recorded for backward.</summary>
    public bool Recording { get; set; } = true;

    /// <summary>Whether operations plan shapes only.</summary>
    public bool ShapesOnly { get; set; }

    /// <summary>Bytes of blocks made for the pool so far: what steps hold at their widest.</summary>
    public long PooledBytes { get; private set; }

    public (int Cells, int Nodes) Open()
    {
        Depth++;
        return (_liveCells.Count, _liveNodes.Count);
    }

    /// <summary>Closes a step: whatever was taken since <paramref name="mark"/> goes back, kept tensors excepted.</summary>
    public void Close((int Cells, int Nodes) mark, int depth)
    {
        while (_liveNodes.Count > mark.Nodes)
            _liveNodes.Pop().Release();
        while (_liveCells.Count > mark.Cells)
            Release(_liveCells.Pop());
        Depth = depth;
    }

    /// <summary>How many cells the open steps hold: where <see cref="Hide"/> begins.</summary>
    public int CellMark => _liveCells.Count;

    /// <summary>Declares that of the cells taken since <paramref name="from"/> only <paramref name="result"/> can still be reached from outside the graph.</summary>
    public void Hide(int from, Cell result)
    {
        for (int i = from; i < _liveCells.Count; i++)
        {
            Cell cell = _liveCells.At(i);
            if (cell.Hidden || cell == result || cell.Shape.Rank == 0)
                continue;
            cell.Hidden = true;
            ReleaseEarly(cell);
        }
    }

    /// <summary>Gives the memory of a hidden cell back as soon as no backward will read it; reading it from then on is an error.</summary>
    public void ReleaseEarly(Cell cell)
    {
        if (cell is not { Hidden: true, Readers: 0, Owns: true, Kept: false, Shared: false, Block: { } block } || cell.Home != this)
            return;
        Return(block);
        cell.Block = null;
        cell.Released = true;
    }

    public void Track(Node node) => _liveNodes.Push(node);

    /// <summary>A cell with memory (none in <see cref="ShapesOnly"/>): pooled inside a step, collected outside.</summary>
    public Cell Rent(in Shape shape, DType type)
    {
        Cell cell = RentCell(shape, type, tracked: true);
        if (!ShapesOnly)
        {
            cell.Block = RentBlock((long)shape.Length * type.Size());
            cell.Owns = true;
        }

        return cell;
    }

    /// <summary>A cell without memory of its own: for views and aliases.</summary>
    public Cell RentCell(in Shape shape, DType type, bool tracked)
    {
        Cell cell;
        if (Depth > 0)
        {
            cell = _freeCells.Count > 0 ? _freeCells.Pop() : new Cell { Pooled = true };
            cell.Home = this;
            if (tracked)
                _liveCells.Push(cell);
        }
        else
        {
            cell = new Cell();
        }

        cell.Shape = shape;
        cell.Type = type;
        return cell;
    }

    /// <summary>Refuses to share the memory of another thread's step: that step's end would not reach the view.</summary>
    public static void DemandOwn(Cell cell)
    {
        if (cell is { Pooled: true, Kept: false } && cell.Home != _current)
            ThrowForeign(cell);
    }

    /// <summary>A gradient for <paramref name="owner"/>, living as long as it: from the pool only when the owner is.</summary>
    public Cell RentGradient(Cell owner)
    {
        long bytes = (long)owner.Shape.Length * owner.Type.Size();
        Cell cell;
        if (owner.Pooled && !owner.Kept && Depth > 0)
        {
            cell = RentCell(owner.Shape, owner.Type, tracked: false);
            cell.Home = owner.Home;
            cell.Block = RentBlock(bytes);
        }
        else
        {
            cell = new Cell { Shape = owner.Shape, Type = owner.Type, Block = Block.Collected(bytes) };
        }

        cell.Owns = true;
        return cell;
    }

    /// <summary>Gives a cell, its memory and its gradient back, unless it was kept.</summary>
    public void Release(Cell cell)
    {
        if (!cell.Pooled)
            return;
        if (cell.Kept)
        {
            // The value and its gradient stay; the graph that made it is gone.
            cell.Producer = null;
            cell.Pooled = false;
            return;
        }

        if (cell.Gradient is { } gradient)
            Release(gradient);
        if (cell.Retained is { } retained)
            Release(retained);
        if (cell.Owns && cell.Block is { } block)
            Return(block);
        cell.Reset();
        _freeCells.Push(cell);
    }

    public Block RentBlock(long bytes)
    {
        if (Depth == 0)
            return Collect(bytes);
        int index = SizeClass(bytes, out long size);
        ref Stock<Block> shelf = ref _freeBlocks[index];
        if (shelf.Count > 0)
            return shelf.Pop();
        for (int larger = index + 1; size >= LargeBytes && larger <= index + ClassesPerOctave; larger++)
        {
            if (_freeBlocks[larger].Count > 0)
                return _freeBlocks[larger].Pop();
        }

        PooledBytes += size;
        return Block.Aligned(size, index);
    }

    /// <summary>Bytes that may still be taken outside steps: a description from a file must not make more than the file's size warrants.</summary>
    public long Budget { get; set; } = long.MaxValue;

    private Block Collect(long bytes)
    {
        if (bytes > Budget)
            throw new ShapeException($"A tensor of {bytes:N0} bytes was asked for where {Budget:N0} are left: the description declares more than the file holds.");
        Budget -= Budget == long.MaxValue ? 0 : bytes;
        return Block.Collected(bytes);
    }

    public void Return(Block block)
    {
        if (block.SizeClass < 0 || block.Kept)
            return;
        block.Version++;
        _freeBlocks[block.SizeClass].Push(block);
    }

    /// <summary>Gives a cell's memory back early: it was needed for this operation only.</summary>
    public void ReturnMemory(Cell cell)
    {
        if (cell is { Pooled: true, Owns: true, Block: { } block })
            Return(block);
        cell.Block = null;
    }

    /// <summary>Memory for the duration of one operation; give it back with <see cref="ReleaseScratch"/>. It does not move, so that kernels may hold its address.</summary>
    public Span<T> Scratch<T>(int length)
        where T : unmanaged
    {
        long bytes = (long)length * DTypes.Of<T>().Size();
        Block block = Depth == 0 ? Block.Aligned(bytes, -1) : RentBlock(bytes);
        _scratch.Push(block);
        return block.Span<T>(0, length);
    }

    public int ScratchMark() => _scratch.Count;

    public void ReleaseScratch(int mark)
    {
        while (_scratch.Count > mark)
            Return(_scratch.Pop());
    }

    [DoesNotReturn]
    private static void ThrowForeign(Cell cell) =>
        throw new StepException($"The tensor {cell.Shape} belongs to a step of another thread, so no view of it can be made here. Make the view on that thread, or call Keep() or Copy() there first.");

    /// <summary>Four sizes an octave: 64, 80, 96, 112, 128, 160, … so at most a quarter is lost to rounding.</summary>
    internal static int SizeClass(long bytes, out long size)
    {
        if (bytes <= MinBytes)
        {
            size = MinBytes;
            return 0;
        }

        // In shifts: a division here would cost as much as the rest of renting.
        int octave = BitOperations.Log2((ulong)(bytes - 1)) - MinBytesLog2;
        long unit = (long)MinBytes << octave;
        int quarter = octave + MinBytesLog2 - 2;
        int step = (int)((bytes - unit + (1L << quarter) - 1) >> quarter);
        size = unit + ((long)step << quarter);
        return (ClassesPerOctave * octave) + step;
    }
}
