using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops;

/// <summary>
/// What losses of two tensors of one shape share: a formula for the loss of each element (two numbers in) and one for its gradient (the same two and
/// the upstream gradient in), mean or sum without another operation, and the gradient of just that reduction.
/// </summary>
internal static class PairLoss
{
    /// <summary>Declares the result: a scalar, or the shape of the inputs.</summary>
    public static void Plan(ref Plan p, string first, string second, Reduction reduction)
    {
        p.Floating(0, first);
        p.Floating(1, second);
        p.Same(0, 1, first, second);
        p.Result(reduction == Reduction.None ? p[0] : []);
    }

    /// <summary>l = map(x₀, x₁), reduced.</summary>
    public static void Forward<M, T>(M map, in Forward<T> f, Reduction reduction)
        where M : struct, IMap2
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> elements = Elements(f, reduction);
        Elementwise.Map(map, f.X(0), f.X(1), elements);
        Reduce(f, elements, reduction);
    }

    /// <summary>dx₀ += map(x₀, x₁, upstream); x₁ has no gradient.</summary>
    public static void Backward<M, T>(M map, in Backward<T> b, Reduction reduction)
        where M : struct, IMap3
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (b.Wants(0))
            Gradient(map, b, 0, b.X(0), b.X(1), reduction);
    }

    /// <summary>Both gradients of a loss that is an even function of x₀ − x₁, which is the same seen from either side.</summary>
    public static void BackwardEven<M, T>(M map, in Backward<T> b, Reduction reduction)
        where M : struct, IMap3
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Backward(map, b, reduction);
        if (b.Wants(1))
            Gradient(map, b, 1, b.X(1), b.X(0), reduction);
    }

    /// <summary>The place for the losses of the elements: the result itself, or scratch.</summary>
    public static Span<T> Elements<T>(in Forward<T> f, Reduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => reduction == Reduction.None ? f.Y() : f.Scratch(f.Shape(0).Length);

    /// <summary>Reduces the losses of the elements to the result.</summary>
    public static void Reduce<T>(in Forward<T> f, ReadOnlySpan<T> elements, Reduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Reduce(f, elements, reduction, Divisor(Rows(f.Shape(0)), elements.Length, reduction));

    /// <summary>Reduces losses to the result: their sum by a divisor, unless they are the result.</summary>
    public static void Reduce<T>(in Forward<T> f, ReadOnlySpan<T> losses, Reduction reduction, double divisor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (reduction == Reduction.None)
            return;
        Span<T> y = f.Y();
        Fold.Run(default(SumFold), losses, default, y, 1, losses.Length, 1);
        y[0] /= T.CreateTruncating(divisor);
    }

    /// <summary>What the sum of losses is divided by.</summary>
    /// <param name="rows">What the batch mean divides by.</param>
    /// <param name="count">What the mean divides by.</param>
    /// <param name="reduction">The reduction.</param>
    public static double Divisor(int rows, double count, Reduction reduction) => reduction switch
    {
        Reduction.Mean => count,
        Reduction.BatchMean => rows,
        _ => 1,
    };

    /// <summary>The upstream gradient of each element: dy itself, or one number that repeats, dy by the divisor.</summary>
    public static ReadOnlySpan<T> Upstream<T>(in Backward<T> b, Reduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> dy = b.DY();
        if (reduction == Reduction.None)
            return dy;
        Span<T> share = b.Scratch(1);
        share[0] = dy[0] / T.CreateTruncating(Divisor(Rows(b.Shape(0)), b.Shape(0).Length, reduction));
        return share;
    }

    /// <summary>A loss of elements, each counted as often as its weight says, then reduced as the loss itself is: the mean divides by the elements, not by the weights.</summary>
    /// <exception cref="ShapeException">The weights do not broadcast to the elements.</exception>
    public static Tensor Weighted(string operation, Tensor elements, Tensor weights, Reduction reduction)
    {
        if (Binary.Common(elements.Shape, weights.Shape) != elements.Shape)
            throw new ShapeException(operation, "weights", weights.Shape.ToString(), $"a shape that broadcasts to {elements.Shape}, that of the losses");
        return Reduced(elements * weights, reduction);
    }

    /// <summary>Reduces a tensor of losses.</summary>
    public static Tensor Reduced(Tensor losses, Reduction reduction) => reduction switch
    {
        Reduction.None => losses,
        Reduction.Mean => losses.Mean(),
        _ => losses.Sum() / Divisor(Rows(losses.Shape), 1, reduction),
    };

    /// <summary>The length of the first axis; a single number is one row.</summary>
    private static int Rows(in Shape x) => x.Rank == 0 ? 1 : x[0];

    private static void Gradient<M, T>(M map, in Backward<T> b, int i, ReadOnlySpan<T> u, ReadOnlySpan<T> v, Reduction reduction)
        where M : struct, IMap3
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = b.Shape(0).Length;
        ReadOnlySpan<int> upstream = reduction == Reduction.None ? [n] : [1];
        ReadOnlySpan<T> dy = Upstream(b, reduction);
        Elementwise.Map(map, Grid.Of([n], [n], [n], upstream), u, v, dy, b.DX(i, out bool add), add);
    }
}
