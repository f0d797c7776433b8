using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Fathom;

/// <summary>What an operation sees while it states its shapes: its inputs' shapes and types, and the declaring of results and kept values.</summary>
public readonly ref struct Plan
{
    private readonly Node _node;

    internal Plan(Node node) => _node = node;

    /// <summary>The number of inputs, absent ones included.</summary>
    public int Count => _node.InputCount;

    /// <summary>Whether the run is recorded; values kept for backward are needed only then.</summary>
    public bool Recording => _node.Workspace.Recording;

    /// <summary>The shape of input <paramref name="i"/>.</summary>
    public ref readonly Shape this[int i] => ref Input(i).Shape;

    /// <summary>Whether input <paramref name="i"/> is there; optional inputs (a bias) may be none.</summary>
    public bool Has(int i) => i < _node.InputCount && _node.Inputs[i] is not null;

    /// <summary>The element type of input <paramref name="i"/>.</summary>
    public DType Type(int i) => Input(i).Type;

    /// <summary>Declares a result of the type the operation computes in. Returns its slot.</summary>
    public int Result(in Shape shape, bool gradient = true) => Declare(shape, _node.Type, kept: false, gradient);

    /// <summary>Declares a result of a given type; integers and masks never have a gradient.</summary>
    public int Result(in Shape shape, DType type, bool gradient = true) => Declare(shape, type, kept: false, gradient && type.IsFloating());

    /// <summary>Declares a value kept for backward. Returns its slot.</summary>
    public int Keep(in Shape shape) => Declare(shape, _node.Type, kept: true, differentiable: false);

    /// <summary>Declares a value of a given type kept for backward.</summary>
    public int Keep(in Shape shape, DType type) => Declare(shape, type, kept: true, differentiable: false);

    /// <summary>Demands a number of axes.</summary>
    public void Rank(int i, int rank, string argument, string fix = "")
    {
        if (Input(i).Shape.Rank != rank)
            Throw(i, argument, $"{rank} axes", fix);
    }

    /// <summary>Demands floating-point numbers, and gives the input's shape.</summary>
    public ref readonly Shape Floating(int i, string argument)
    {
        Cell cell = Input(i);
        if (!cell.Type.IsFloating())
            ThrowType(i, argument, DType.Float32);
        return ref cell.Shape;
    }

    /// <summary>Demands that an axis exists; counts a negative one from the end.</summary>
    public int Axis(int i, int axis, string argument = "axis")
    {
        int rank = Input(i).Shape.Rank;
        if (axis < -rank || axis >= rank)
            ThrowAxis(i, axis, argument);
        return axis < 0 ? axis + rank : axis;
    }

    /// <summary>Demands that axes exist and differ; gives them as bits, all of them where none is named.</summary>
    public int Axes(int i, Axes axes)
    {
        int rank = Input(i).Shape.Rank;
        int mask = 0;
        foreach (int axis in axes)
        {
            int bit = 1 << Axis(i, axis, "axes");
            if ((mask & bit) != 0)
                ThrowRepeated(i, axis);
            mask |= bit;
        }

        return axes.Count == 0 ? (1 << rank) - 1 : mask;
    }

    /// <summary>Demands an element type.</summary>
    public void Is(int i, DType type, string argument)
    {
        if (Input(i).Type != type)
            ThrowType(i, argument, type);
    }

    /// <summary>Demands equal shapes of two inputs.</summary>
    public void Same(int i, int j, string argumentI, string argumentJ)
    {
        if (Input(i).Shape != Input(j).Shape)
            Throw(j, argumentJ, $"the shape of {argumentI}, {Input(i).Shape}", "Shapes are not broadcast here: use Reshape or Expand to say what is meant.");
    }

    /// <summary>Refuses input <paramref name="i"/>, in the one form that all shape errors have.</summary>
    [DoesNotReturn]
    public void Throw(int i, string argument, string expected, string fix = "") =>
        throw new ShapeException(_node.Name, argument, Input(i).Shape.ToString(), expected, fix);

    [DoesNotReturn]
    private void ThrowType(int i, string argument, DType type) =>
        throw new ShapeException(_node.Name, argument, $"{Input(i).Type} {Input(i).Shape}", type.ToString(), $"Convert it with To(DType.{type}).");

    [DoesNotReturn]
    private void ThrowAxis(int i, int axis, string argument)
    {
        Shape shape = Input(i).Shape;
        string expected = shape.Rank == 0 ? "no axis: a scalar has none" : $"{-shape.Rank} to {shape.Rank - 1}, as x is {shape}";
        throw new ShapeException(_node.Name, argument, axis.ToString(), expected);
    }

    [DoesNotReturn]
    private void ThrowRepeated(int i, int axis) =>
        throw new ShapeException(_node.Name, "axes", $"naming axis {axis} twice", $"different axes of x {Input(i).Shape}");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Cell Input(int i)
    {
        if (_node.Inputs[i] is { } cell)
            return cell;
        _node.ThrowMissing(i);
        return null!;
    }

    private int Declare(in Shape shape, DType type, bool kept, bool differentiable) =>
        _node.AddSlot(_node.Workspace.Rent(shape, type), kept, differentiable);
}
