using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops;

/// <summary>What losses of two tensors of one shape share: the loss of each element, and its mean or sum without another operation.</summary>
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

    /// <summary>The place for the losses of the elements: the result itself, or scratch.</summary>
    public static Span<T> Elements<T>(in Forward<T> f, Reduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => reduction == Reduction.None ? f.Y() : f.Scratch(f.Shape(0).Length);

    /// <summary>Reduces the losses of the elements to the result.</summary>
    public static void Reduce<T>(in Forward<T> f, ReadOnlySpan<T> elements, Reduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (reduction == Reduction.None)
            return;
        Span<T> y = f.Y();
        Fold.Run(default(SumFold), elements, default, y, 1, elements.Length, 1);
        if (reduction == Reduction.Mean)
            y[0] /= T.CreateTruncating(elements.Length);
    }

    /// <summary>The upstream gradient of each element: dy itself, or one number (dy, or dy / n) that repeats.</summary>
    public static ReadOnlySpan<T> Upstream<T>(in Backward<T> b, Reduction reduction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> dy = b.DY();
        if (reduction != Reduction.Mean)
            return dy;
        Span<T> share = b.Scratch(1);
        share[0] = dy[0] / T.CreateTruncating(b.Shape(0).Length);
        return share;
    }

    /// <summary>dxᵢ += map(u, v, upstream) over all elements.</summary>
    public static void Gradient<M, T>(M map, in Backward<T> b, int i, ReadOnlySpan<T> u, ReadOnlySpan<T> v, Reduction reduction)
        where M : struct, IMap3
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = b.Shape(0).Length;
        ReadOnlySpan<int> upstream = reduction == Reduction.None ? [n] : [1];
        ReadOnlySpan<T> dy = Upstream(b, reduction);
        Elementwise.Map(map, Grid.Of([n], [n], [n], upstream), u, v, dy, b.DX(i, out bool add), add);
    }
}
