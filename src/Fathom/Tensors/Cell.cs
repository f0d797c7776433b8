using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>
/// What a <see cref="Tensor"/> handle points at: shape, type, memory, and its place in the graph. Pooled inside a step; a handle whose
/// <see cref="Stamp"/> no longer matches belongs to a step that is over.
/// </summary>
internal sealed class Cell
{
    public Shape Shape;
    public DType Type;

    /// <summary>Null in <see cref="Tape.ShapesOnly"/>, and after the memory went back to the pool.</summary>
    public Block? Block;
    public int ByteOffset;

    /// <summary>False for views and detached aliases: they never give the memory back.</summary>
    public bool Owns;

    /// <summary>For a view: the tensor whose memory, gradient and producer it shares.</summary>
    public Cell? Base;

    /// <summary>The operation that made this tensor, when it is recorded.</summary>
    public Node? Producer;

    /// <summary>Set by the user: a leaf that wants a gradient.</summary>
    public bool IsLeafWithGradient;

    /// <summary>The gradient's memory; meaningful only while <see cref="HasGradient"/>. Lives as long as this cell.</summary>
    public Cell? Gradient;
    public bool HasGradient;

    /// <summary>How often a gradient was taken off this cell: what tells a gradient that was cleared from one that adds up.</summary>
    public int Clears;

    /// <summary>Set by the user: keep the gradient of an interior tensor for reading.</summary>
    public bool RetainsGradient;
    public Cell? Retained;

    public int Stamp;

    /// <summary>Recorded operations whose backward reads the values and has not run yet; counted for pooled cells. See <see cref="Interior"/>.</summary>
    public int Readers;

    /// <summary>No handle to it is left but the graph's own: the memory goes back with its last reader.</summary>
    public bool Hidden;

    /// <summary>The memory went back before the step's end.</summary>
    public bool Released;

    /// <summary>An alias (<see cref="Tensor.Detach"/>) shares the memory without being counted, so it stays until the step's end.</summary>
    public bool Shared;

    /// <summary>Came from the pool of a workspace and goes back there.</summary>
    public bool Pooled;

    /// <summary>For a pooled cell: whose step's end takes it back.</summary>
    public Workspace? Home;
    public bool Kept;

    /// <summary>The tensor whose gradient and producer count: itself, or the base of a view.</summary>
    public Cell Root => Base ?? this;

    public bool NeedsGradient
    {
        get
        {
            Cell root = Root;
            return root.IsLeafWithGradient || root.Producer is not null;
        }
    }

    /// <summary>Whether it never had values, because only shapes were planned. Values that went back are an error, never taken for planned ones.</summary>
    /// <exception cref="StepException">The values are gone.</exception>
    public bool IsPlanned
    {
        get
        {
            if (Root.Released)
                ThrowNoValues();
            return Block is null;
        }
    }

    /// <summary>The values as they lie in memory, whatever their type.</summary>
    public Span<byte> Bytes
    {
        get
        {
            if (IsPlanned)
                ThrowNoValues();
            return Block!.Span<byte>(ByteOffset, Shape.Length * Type.Size());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Span<T>()
        where T : unmanaged
    {
        if (Type != DTypes.Of<T>())
            ThrowType(DTypes.Of<T>());
        if (Block is not { } block || Root.Released)
        {
            ThrowNoValues();
            return default;
        }

        return block.Span<T>(ByteOffset, Shape.Length);
    }

    /// <summary>The same cell in lasting memory: it and its memory leave the pool where they stand.</summary>
    public void Keep()
    {
        Kept = true;
        if (Block is { } block)
            block.Kept = true;
        Gradient?.Keep();
        Retained?.Keep();
        Base?.Keep();
    }

    public void Reset()
    {
        Stamp++;
        Block = null;
        ByteOffset = 0;
        Base = null;
        Producer = null;
        IsLeafWithGradient = false;
        Gradient = null;
        HasGradient = false;
        Clears = 0;
        RetainsGradient = false;
        Retained = null;
        Owns = false;
        Readers = 0;
        Hidden = false;
        Released = false;
        Shared = false;
    }

    [DoesNotReturn]
    private void ThrowType(DType wanted) =>
        throw new ShapeException($"The tensor {Shape} holds {Type} elements; {wanted} was asked for. Convert it with To(DType.{wanted}).");

    [DoesNotReturn]
    public void ThrowNoValues() => throw (Root.Released
        ? new StepException($"The values {Shape} are gone: nothing was to read them any more, so their memory has served again. A graph that backward is to run through twice needs Backward(retainGraph: true) the first time.")
        : new StepException($"The tensor {Shape} has a shape but no values: it was made inside Tape.ShapesOnly(), which plans without computing."));
}
