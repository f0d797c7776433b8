using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>
/// An array of numbers with a shape, contiguous and row-major, and with the memory of how it was computed, so that gradients can be worked out.
/// </summary>
/// <remarks>
/// A small handle, copied freely; never disposed. Outside a <see cref="Step"/> its memory is ordinary garbage-collected memory; inside it comes
/// from a pool and goes back at the step's end, after which the handle throws <see cref="StepException"/> unless <see cref="Keep"/> was called.
/// There is no parameter class: a parameter is a leaf tensor that wants a gradient, and its name lives in its module.
/// </remarks>
public readonly partial struct Tensor
{
    private readonly Cell? _cell;
    private readonly int _stamp;

    internal Tensor(Cell cell)
    {
        _cell = cell;
        _stamp = cell.Stamp;
    }

    /// <summary>Whether this is no tensor at all, as an absent bias is: the value of <c>default</c>.</summary>
    public bool IsNone => _cell is null;

    /// <summary>The lengths of the axes.</summary>
    public ref readonly Shape Shape => ref Cell.Shape;

    /// <summary>The number of axes.</summary>
    public int Rank => Cell.Shape.Rank;

    /// <summary>The number of elements.</summary>
    public int Length => Cell.Shape.Length;

    /// <summary>The type of the elements.</summary>
    public DType Type => Cell.Type;

    /// <summary>Whether backward computes a gradient for this tensor: it is a leaf that asked for one, or was computed from such.</summary>
    public bool NeedsGradient => Cell.NeedsGradient;

    /// <summary>Whether this is a leaf that asked for a gradient, as parameters do.</summary>
    public bool IsLeaf => Cell.Root.IsLeafWithGradient;

    /// <summary>The gradient that backward left, of this tensor's shape; none (<see cref="IsNone"/>) before the first backward and after <see cref="ClearGradient"/>.</summary>
    /// <remarks>Kept for leaves, and for interior tensors after <see cref="RetainGradient"/>. It accumulates until cleared. It lives as long as its tensor.</remarks>
    public Tensor Gradient
    {
        get
        {
            Cell cell = Cell;
            Cell root = cell.Root;
            Cell? gradient = root.IsLeafWithGradient ? (root.HasGradient ? root.Gradient : null) : root.Retained;
            if (gradient is null)
                return default;
            return cell == root ? new Tensor(gradient) : View(gradient, cell.Shape, cell.ByteOffset - root.ByteOffset);
        }
    }

    /// <summary>Whether its step, if it has one, is still open.</summary>
    private bool IsUsable => _cell is { } cell && cell.Stamp == _stamp;

    /// <summary>The elements as they lie in memory, little-endian on every machine .NET trains on.</summary>
    internal ReadOnlySpan<byte> Bytes => Cell.Bytes;

    internal Cell Cell
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_cell is not { } cell || cell.Stamp != _stamp)
            {
                ThrowUnusable(_cell);
                return null!;
            }

            return cell;
        }
    }

    /// <summary>Asks for a gradient: makes this a leaf of the graph, as a parameter is. Returns the same tensor.</summary>
    /// <exception cref="StepException">It was computed from tensors that need a gradient (it is no leaf), is a view, or holds no floating-point numbers.</exception>
    public Tensor RequireGradient(bool required = true)
    {
        Cell cell = Cell;
        if (!cell.Type.IsFloating())
            throw new StepException($"Only floating-point tensors have gradients; this one holds {cell.Type}.");
        if (cell.Base is not null)
            throw new StepException($"A gradient can be asked for on a leaf only; this tensor {cell.Shape} is a view of another's memory. Ask the whole tensor, or call Copy() first.");
        if (cell.Producer is not null)
            throw new StepException("A gradient can be asked for on a leaf only; this tensor was computed from others. Use RetainGradient() to see an interior gradient, or Detach() to start a new graph.");
        cell.IsLeafWithGradient = required;
        return this;
    }

    /// <summary>Keeps the gradient of an interior tensor for reading after backward; without it the memory goes back as soon as it has served. Returns the same tensor.</summary>
    public Tensor RetainGradient()
    {
        Cell.Root.RetainsGradient = true;
        return this;
    }

    /// <summary>Forgets the gradient, so that the next backward starts from nothing.</summary>
    public void ClearGradient()
    {
        Cell root = Cell.Root;
        if (root.HasGradient)
            root.Clears++;
        root.HasGradient = false;
        if (root.Retained is { } retained)
            Workspace.Current.Release(retained);
        root.Retained = null;
    }

    /// <inheritdoc cref="Backward(bool)"/>
    public void Backward() => Backward(retainGraph: true);

    /// <inheritdoc cref="Backward(Tensor, bool)"/>
    public void Backward(Tensor upstream) => Backward(upstream, retainGraph: true);

    /// <summary>
    /// Computes the gradients of this scalar with respect to every leaf it was computed from: adds ∂this/∂leaf to <see cref="Gradient"/>.
    /// </summary>
    /// <remarks>Reverse-mode differentiation (Linnainmaa 1970; Rumelhart, Hinton and Williams 1986). Backward may run again on the same graph; gradients add up.</remarks>
    /// <param name="retainGraph">Whether backward may run through this graph again; true where it is left out, where PyTorch has false. With false the memory of what only the graph still reads serves again while backward runs.</param>
    /// <exception cref="ShapeException">This is no scalar: give the upstream gradient.</exception>
    /// <exception cref="StepException">Nothing it was computed from wants a gradient, or a value that backward needs was changed since.</exception>
    public void Backward(bool retainGraph)
    {
        if (Length != 1)
            throw new ShapeException("Backward", "the tensor", Shape.ToString(), "one element", "Reduce it with Mean() or Sum(), or call Backward(upstream) with a gradient of its shape.");
        Backward(Ones(Shape, Type), retainGraph);
    }

    /// <summary>Computes gradients from an upstream gradient: adds Σ upstream · ∂this/∂leaf to every leaf's <see cref="Gradient"/>.</summary>
    /// <param name="upstream">The gradient of the final quantity with respect to this tensor, of this tensor's shape and type.</param>
    /// <param name="retainGraph">Whether backward may run through this graph again, as in <see cref="Backward(bool)"/>.</param>
    public void Backward(Tensor upstream, bool retainGraph)
    {
        Cell cell = Cell;
        if (!cell.NeedsGradient)
            throw new StepException("Backward: nothing this tensor was computed from wants a gradient. Call RequireGradient() on a leaf, and compute outside Tape.NoGradients().");
        if (upstream.Shape != cell.Shape || upstream.Type != cell.Type)
            throw new ShapeException("Backward", "upstream", $"{upstream.Type} {upstream.Shape}", $"{cell.Type} {cell.Shape}, as the tensor itself");
        Workspace workspace = Workspace.Current;
        if (cell.Type == DType.Float64)
            Seed<double>(cell, upstream, workspace);
        else
            Seed<float>(cell, upstream, workspace);
        Gradients.Run(cell, workspace, retainGraph);
    }

    /// <summary>Takes the value out of the pool where it stands: it outlives its step, without the graph that made it. Returns the same tensor.</summary>
    public Tensor Keep()
    {
        Cell cell = Cell;
        if (cell.Pooled)
            cell.Keep();
        return this;
    }

    /// <summary>The same memory without history: no gradient flows through the result (stop-gradient).</summary>
    public Tensor Detach()
    {
        Cell cell = Cell;
        Workspace.DemandOwn(cell);
        if (cell.Root.Released)
            cell.ThrowNoValues();
        cell.Root.Shared = true;
        Cell alias = Workspace.Current.RentCell(cell.Shape, cell.Type, tracked: true);
        alias.Block = cell.Block;
        alias.ByteOffset = cell.ByteOffset;
        alias.Owns = false;
        return new Tensor(alias);
    }

    /// <summary>A copy in memory of its own, without history.</summary>
    public Tensor Copy()
    {
        Cell cell = Cell;
        Cell copy = Workspace.Current.Rent(cell.Shape, cell.Type);
        if (!cell.IsPlanned && !copy.IsPlanned)
            cell.Bytes.CopyTo(copy.Bytes);
        return new Tensor(copy);
    }

    /// <summary>The elements to read, row by row.</summary>
    /// <typeparam name="T">The element type: float, double, long or bool.</typeparam>
    /// <exception cref="ShapeException"><typeparamref name="T"/> is not the tensor's type.</exception>
    public ReadOnlySpan<T> AsReadOnlySpan<T>()
        where T : unmanaged => Cell.Span<T>();

    /// <summary>The elements to change. Counts as a change: a backward that needs the earlier values will refuse.</summary>
    /// <typeparam name="T">The element type: float, double, long or bool.</typeparam>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        Cell cell = Cell;
        Span<T> span = cell.Span<T>();
        cell.Block!.Version++;
        return span;
    }

    /// <summary>The elements as a new array, row by row.</summary>
    public T[] ToArray<T>()
        where T : unmanaged => AsReadOnlySpan<T>().ToArray();

    /// <summary>The only element as a number.</summary>
    /// <exception cref="ShapeException">There is not exactly one element.</exception>
    public double ToScalar()
    {
        if (Length != 1)
            throw new ShapeException("ToScalar", "the tensor", Shape.ToString(), "one element", "Reduce it first, or index it.");
        return GetElement(0);
    }

    /// <summary>Element <paramref name="index"/> in row-major order, as a number (true is 1).</summary>
    public double GetElement(int index) => Type switch
    {
        DType.Float32 => AsReadOnlySpan<float>()[index],
        DType.Float64 => AsReadOnlySpan<double>()[index],
        DType.Int64 => AsReadOnlySpan<long>()[index],
        _ => AsReadOnlySpan<bool>()[index] ? 1 : 0,
    };

    /// <summary>Overwrites the elements with those of another tensor of the same shape and type.</summary>
    public void CopyFrom(Tensor source)
    {
        if (Cell.IsPlanned)
            return;
        if (source.Shape != Shape || source.Type != Type)
            throw new ShapeException("CopyFrom", "source", $"{source.Type} {source.Shape}", $"{Type} {Shape}");
        Cell target = Cell;
        ReadOnlySpan<byte> from = source.Cell.Bytes;
        target.Block!.Version++;
        from.CopyTo(target.Bytes);
    }

    /// <summary>Overwrites every element with one value.</summary>
    public void Fill(double value)
    {
        if (Cell.IsPlanned)
            return;
        switch (Type)
        {
            case DType.Float32: AsSpan<float>().Fill((float)value); break;
            case DType.Float64: AsSpan<double>().Fill(value); break;
            case DType.Int64: AsSpan<long>().Fill((long)value); break;
            default: AsSpan<bool>().Fill(value != 0); break;
        }
    }

    /// <summary>Takes over the contents of another tensor, its type included, while every handle to this one stays valid: how parameters change type. The gradient is forgotten.</summary>
    internal void Become(Tensor other)
    {
        Cell cell = Cell, source = other.Keep().Cell;
        cell.Block = source.Block;
        cell.ByteOffset = source.ByteOffset;
        cell.Type = source.Type;
        cell.Gradient = null;
        cell.HasGradient = false;
    }

    /// <summary>Makes this tensor one with another of its shape, while every handle to either stays valid: one memory, one gradient. How a loaded network gets its tied parameters back.</summary>
    internal void TieTo(Tensor other)
    {
        Cell cell = Cell, root = other.Cell.Root;
        cell.Base = root;
        cell.Block = root.Block;
        cell.ByteOffset = root.ByteOffset;
        cell.Type = root.Type;
        cell.Owns = false;
        cell.Gradient = null;
        cell.HasGradient = false;
    }

    /// <summary>The tensor this one was tied to, or itself: what counts as one parameter.</summary>
    internal Tensor Origin => Cell.Base is { } root && root.Shape == Cell.Shape ? new Tensor(root) : this;

    private static void Seed<T>(Cell cell, Tensor upstream, Workspace workspace)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Span<T> dy = Gradients.Open<T>(cell, workspace, out bool add);
        if (add)
            TensorPrimitives.Add(dy, upstream.AsReadOnlySpan<T>(), dy);
        else
            upstream.AsReadOnlySpan<T>().CopyTo(dy);
    }

    [DoesNotReturn]
    private static void ThrowUnusable(Cell? cell)
    {
        if (cell is null)
            throw new StepException("This tensor is none: it was never computed (an absent bias, a gradient before backward, or a default value). Ask IsNone first.");
        throw new StepException("This tensor belongs to a step that is over; its memory has been used again. Call Keep() inside the step on what must outlive it, or read the numbers out (ToArray, ToScalar) before the step ends.");
    }
}
