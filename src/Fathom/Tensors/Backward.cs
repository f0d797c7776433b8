using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>What an operation sees while it computes gradients: values of forward, the gradients of its results, and its inputs' gradients to add to.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly ref struct Backward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Node _node;

    internal Backward(Node node) => _node = node;

    /// <summary>The number of inputs, absent ones included.</summary>
    public int Count => _node.InputCount;

    /// <summary>Whether input <paramref name="i"/> is there.</summary>
    public bool Has(int i) => i < _node.InputCount && _node.Inputs[i] is not null;

    /// <summary>The shape of input <paramref name="i"/>.</summary>
    public ref readonly Shape Shape(int i) => ref Input(i).Shape;

    /// <summary>The element type of input <paramref name="i"/>.</summary>
    public DType Type(int i) => Input(i).Type;

    /// <summary>The shape of slot <paramref name="slot"/>.</summary>
    public ref readonly Shape YShape(int slot = 0) => ref _node.Slots[slot]!.Shape;

    /// <summary>The elements of input <paramref name="i"/> as forward saw them.</summary>
    /// <exception cref="StepException">They were changed since.</exception>
    public ReadOnlySpan<T> X(int i) => Unchanged(i).Span<T>();

    /// <summary>The elements of an integer, mask or other typed input as forward saw them.</summary>
    public ReadOnlySpan<U> X<U>(int i)
        where U : unmanaged => Unchanged(i).Span<U>();

    /// <summary>What forward wrote to slot <paramref name="slot"/>.</summary>
    public ReadOnlySpan<T> Y(int slot = 0) => Result(slot).Span<T>();

    /// <summary>What forward wrote to an integer, mask or other typed slot.</summary>
    public ReadOnlySpan<U> Y<U>(int slot = 0)
        where U : unmanaged => Result(slot).Span<U>();

    /// <summary>Whether a gradient reached result <paramref name="slot"/>; without one <see cref="DY"/> is all zeros.</summary>
    public bool HasDY(int slot) => _node.Slots[slot]!.HasGradient;

    /// <summary>The gradient of result <paramref name="slot"/>.</summary>
    public ReadOnlySpan<T> DY(int slot = 0)
    {
        Cell y = _node.Slots[slot]!;
        if (y.HasGradient)
            return y.Gradient!.Span<T>();
        Span<T> zeros = Scratch(y.Shape.Length);
        zeros.Clear();
        return zeros;
    }

    /// <summary>The gradient of a result whose floating-point type is not the operation's, as a conversion has.</summary>
    public ReadOnlySpan<U> DY<U>(int slot = 0)
        where U : unmanaged => _node.Slots[slot]!.Gradient!.Span<U>();

    /// <summary>Whether input <paramref name="i"/> wants a gradient.</summary>
    public bool Wants(int i) => Has(i) && _node.Inputs[i]!.Type.IsFloating() && _node.Inputs[i]!.NeedsGradient;

    /// <summary>The gradient of input <paramref name="i"/>, cleared for its first writer: just add.</summary>
    public Span<T> DX(int i)
    {
        Span<T> dx = DX(i, out bool add);
        if (!add)
            dx.Clear();
        return dx;
    }

    /// <summary>The gradient of input <paramref name="i"/>. When <paramref name="add"/> is false its contents are undefined and every element must be written.</summary>
    /// <remarks>Write what one call gave before asking for the next input: two inputs may be the same tensor.</remarks>
    public Span<T> DX(int i, out bool add) => Gradients.Open<T>(Input(i), _node.Workspace, out add);

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

    private Cell Unchanged(int i)
    {
        Cell cell = Input(i);
        if (!_node.ReadsInput(i))
            _node.ThrowUnread($"input {i}");
        if (cell.Block is { } block && !cell.Root.Released && block.Version != _node.InputVersions[i])
            _node.ThrowChanged($"input {i} {cell.Shape}");
        return cell;
    }

    private Cell Result(int slot)
    {
        Cell cell = _node.Slots[slot]!;
        if (!_node.ReadsSlot(slot))
            _node.ThrowUnread($"result {slot}");
        if (cell.Block is { } block && block.Version != _node.SlotVersions[slot])
            _node.ThrowChanged($"result {slot} {cell.Shape}");
        return cell;
    }
}
