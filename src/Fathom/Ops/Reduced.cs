using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops;

/// <summary>How the axes of a tensor fall into (outer, n, inner) when some of them are reduced.</summary>
internal readonly struct Reduced
{
    private readonly int _mask;

    private Reduced(int mask, int outer, int n, int inner, bool scattered)
    {
        _mask = mask;
        Outer = outer;
        N = n;
        Inner = inner;
        Scattered = scattered;
    }

    /// <summary>The number of elements before the reduced axes.</summary>
    public int Outer { get; }

    /// <summary>The number of elements that become one.</summary>
    public int N { get; }

    /// <summary>The number of elements behind the reduced axes.</summary>
    public int Inner { get; }

    /// <summary>Reduced axes do not lie side by side: <see cref="Gather{T}"/> first brings them together, as the last.</summary>
    public bool Scattered { get; }

    /// <summary>Sorts the axes of a shape; bits of <paramref name="mask"/> are reduced.</summary>
    public static Reduced Of(in Shape x, int mask)
    {
        int outer = 1, n = 1, inner = 1;
        bool scattered = false;
        for (int axis = 0; axis < x.Rank; axis++)
        {
            int length = x[axis];
            if ((mask >> axis & 1) == 0)
            {
                inner *= length;
            }
            else if (length != 1)
            {
                // The first reduced axis makes everything before it outer; a later one must follow at once.
                scattered |= n != 1 && inner != 1;
                if (n == 1)
                    (outer, inner) = (inner, 1);
                n *= length;
            }
        }

        if (n == 1)
            return new(mask, inner, 1, 1, false);
        return scattered ? new(mask, outer * inner, n, 1, true) : new(mask, outer, n, inner, false);
    }

    /// <summary>The shape of the result.</summary>
    public static Shape Result(in Shape x, int mask, bool keepAxes)
    {
        Span<int> lengths = stackalloc int[Shape.MaxRank];
        int rank = 0;
        for (int axis = 0; axis < x.Rank; axis++)
        {
            if ((mask >> axis & 1) == 0)
                lengths[rank++] = x[axis];
            else if (keepAxes)
                lengths[rank++] = 1;
        }

        return new Shape(lengths[..rank]);
    }

    /// <summary>The elements of input 0 with the reduced axes together, and how they lie.</summary>
    public static ReadOnlySpan<T> Input<T>(in Forward<T> f, int mask, out Reduced axes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        axes = Of(f.Shape(0), mask);
        return axes.Scattered ? axes.Gather(f.X(0), f.Shape(0), f.Scratch(f.Shape(0).Length)) : f.X(0);
    }

    /// <summary>A copy in which the reduced axes are the last.</summary>
    public ReadOnlySpan<T> Gather<T>(ReadOnlySpan<T> x, in Shape shape, Span<T> y)
        where T : unmanaged
    {
        Span<int> lengths = stackalloc int[Shape.MaxRank];
        Span<int> strides = stackalloc int[Shape.MaxRank];
        Order(shape, lengths, strides);
        Strided.Copy(x, 0, lengths[..shape.Rank], strides[..shape.Rank], y);
        return y;
    }

    /// <summary>x += y, where y has the reduced axes as the last.</summary>
    public void ScatterAdd<T>(ReadOnlySpan<T> y, in Shape shape, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> lengths = stackalloc int[Shape.MaxRank];
        Span<int> strides = stackalloc int[Shape.MaxRank];
        Order(shape, lengths, strides);
        Strided.Add(y, x, 0, lengths[..shape.Rank], strides[..shape.Rank]);
    }

    /// <summary>The walk over x with one number of the result for every element that it came from.</summary>
    public static Grid Spread(in Shape x, int mask) => Grid.Of(x.AsSpan(), Result(x, mask, keepAxes: true).AsSpan(), x.AsSpan());

    /// <summary>The walk over (x, a result, another result).</summary>
    public static Grid SpreadTwo(in Shape x, int mask)
    {
        Shape kept = Result(x, mask, keepAxes: true);
        return Grid.Of(x.AsSpan(), x.AsSpan(), kept.AsSpan(), kept.AsSpan());
    }

    private void Order(in Shape shape, Span<int> lengths, Span<int> strides)
    {
        int at = 0;
        for (int pass = 0; pass < 2; pass++)
        {
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                if ((_mask >> axis & 1) != pass)
                    continue;
                lengths[at] = shape[axis];
                strides[at++] = Stride(shape, axis);
            }
        }
    }

    /// <summary>Elements from one index of an axis to the next.</summary>
    public static int Stride(in Shape shape, int axis)
    {
        int stride = 1;
        for (int inside = axis + 1; inside < shape.Rank; inside++)
            stride *= shape[inside];
        return stride;
    }
}
