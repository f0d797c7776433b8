using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>What an operation sees while it computes: its inputs to read and its slots to write.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly ref struct Forward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Node _node;

    internal Forward(Node node) => _node = node;

    /// <summary>The number of inputs, absent ones included.</summary>
    public int Count => _node.InputCount;

    /// <summary>Whether values kept for backward will be used.</summary>
    public bool Recording => _node.Workspace.Recording;

    /// <summary>Whether input <paramref name="i"/> is there.</summary>
    public bool Has(int i) => i < _node.InputCount && _node.Inputs[i] is not null;

    /// <summary>The shape of input <paramref name="i"/>.</summary>
    public ref readonly Shape Shape(int i) => ref Input(i).Shape;

    /// <summary>The element type of input <paramref name="i"/>.</summary>
    public DType Type(int i) => Input(i).Type;

    /// <summary>The shape of slot <paramref name="slot"/>.</summary>
    public ref readonly Shape YShape(int slot = 0) => ref _node.Slots[slot]!.Shape;

    /// <summary>The elements of input <paramref name="i"/>.</summary>
    public ReadOnlySpan<T> X(int i) => Input(i).Span<T>();

    /// <summary>The elements of an integer, mask or other typed input.</summary>
    public ReadOnlySpan<U> X<U>(int i)
        where U : unmanaged => Input(i).Span<U>();

    /// <summary>Slot <paramref name="slot"/> to write: every element.</summary>
    public Span<T> Y(int slot = 0) => _node.Slots[slot]!.Span<T>();

    /// <summary>An integer, mask or other typed slot to write.</summary>
    public Span<U> Y<U>(int slot = 0)
        where U : unmanaged => _node.Slots[slot]!.Span<U>();

    /// <summary>Memory for the duration of this call; contents undefined.</summary>
    public Span<T> Scratch(int length) => _node.Workspace.Scratch<T>(length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Cell Input(int i)
    {
        if (_node.Inputs[i] is { } cell)
            return cell;
        _node.ThrowMissing(i);
        return null!;
    }
}
