using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops;

/// <summary>What operations on two broadcast tensors share: the common shape, the loop, and gradients summed back over what was repeated.</summary>
internal static class Binary
{
    /// <summary>Declares the result of two floating-point inputs that broadcast.</summary>
    public static void Plan(ref Plan p)
    {
        p.Floating(0, "a");
        p.Floating(1, "b");
        p.Result(Common(ref p, 0, 1, "b"));
    }

    /// <summary>The shape that two inputs broadcast to: aligned at the last axis, where lengths are equal or one of them is 1.</summary>
    public static Shape Common(ref Plan p, int i, int j, string argument)
    {
        if (p[i] == p[j])
            return p[i];
        Shape? common = Common(p[i], p[j]);
        if (common is null)
            p.Throw(j, argument, $"a shape that broadcasts with {p[i]}", "Aligned at the last axis, lengths must be equal or 1; Reshape says which axes belong together.");
        return common.Value;
    }

    /// <summary>The shape that two shapes broadcast to, or null.</summary>
    public static Shape? Common(in Shape a, in Shape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        Span<int> lengths = stackalloc int[Shape.MaxRank];
        for (int fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            int lengthA = fromEnd <= a.Rank ? a[^fromEnd] : 1;
            int lengthB = fromEnd <= b.Rank ? b[^fromEnd] : 1;
            if (lengthA != lengthB && lengthA != 1 && lengthB != 1)
                return null;
            lengths[rank - fromEnd] = lengthA == 1 ? lengthB : lengthA;
        }

        return new Shape(lengths[..rank]);
    }

    /// <summary>y = map(a, b).</summary>
    public static void Forward<M, T>(M map, in Forward<T> f)
        where M : struct, IMap2
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Map(map, f.X(0), f.Shape(0), f.X(1), f.Shape(1), f.Y(), f.YShape(), add: false);

    /// <summary>dxᵢ += what map(u, v) gives, summed over the axes along which input i was repeated.</summary>
    public static void Gradient<M, T>(M map, in Backward<T> b, int i, ReadOnlySpan<T> u, in Shape shapeU, ReadOnlySpan<T> v, in Shape shapeV)
        where M : struct, IMap2
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref readonly Shape full = ref b.YShape();
        if (b.Shape(i) == full)
        {
            Map(map, u, shapeU, v, shapeV, b.DX(i, out bool add), full, add);
            return;
        }

        Span<T> g = b.Scratch(full.Length);
        Map(map, u, shapeU, v, shapeV, g, full, add: false);
        SumTo(g, b, i);
    }

    /// <summary>dxᵢ += what map(u, v, w) gives, summed over the axes along which input i was repeated.</summary>
    public static void Gradient<M, T>(
        M map, in Backward<T> b, int i, ReadOnlySpan<T> u, in Shape shapeU, ReadOnlySpan<T> v, in Shape shapeV, ReadOnlySpan<T> w, in Shape shapeW)
        where M : struct, IMap3
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref readonly Shape full = ref b.YShape();
        var grid = Grid.Of(full.AsSpan(), shapeU.AsSpan(), shapeV.AsSpan(), shapeW.AsSpan());
        if (b.Shape(i) == full)
        {
            Elementwise.Map(map, grid, u, v, w, b.DX(i, out bool add), add);
            return;
        }

        Span<T> g = b.Scratch(full.Length);
        Elementwise.Map(map, grid, u, v, w, g);
        SumTo(g, b, i);
    }

    /// <summary>dxᵢ += dy, summed over the axes along which input i was repeated.</summary>
    public static void Gradient<T>(in Backward<T> b, int i)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> dy = b.DY();
        if (b.Shape(i) != b.YShape())
        {
            SumTo(dy, b, i);
            return;
        }

        Accumulate(dy, b.DX(i, out bool add), add);
    }

    /// <summary>dxᵢ += map(dy), summed over the axes along which input i was repeated.</summary>
    public static void Gradient<M, T>(M map, in Backward<T> b, int i)
        where M : struct, IMap1
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (b.Shape(i) == b.YShape())
        {
            Elementwise.Map(map, b.DY(), b.DX(i, out bool add), add);
            return;
        }

        Span<T> g = b.Scratch(b.YShape().Length);
        Elementwise.Map(map, b.DY(), g);
        SumTo(g, b, i);
    }

    /// <summary>y = x, or y += x.</summary>
    public static void Accumulate<T>(ReadOnlySpan<T> x, Span<T> y, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (add)
            Elementwise.Map(default(Unchanged), x, y, add: true);
        else
            x.CopyTo(y);
    }

    /// <summary>dxᵢ += g, which has y's shape, summed to the shape of input i.</summary>
    public static void SumTo<T>(ReadOnlySpan<T> g, in Backward<T> b, int i)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref readonly Shape full = ref b.YShape();
        ref readonly Shape target = ref b.Shape(i);
        int mask = 0;
        for (int fromEnd = 1; fromEnd <= full.Rank; fromEnd++)
        {
            if (fromEnd > target.Rank || (target[^fromEnd] == 1 && full[^fromEnd] != 1))
                mask |= 1 << (full.Rank - fromEnd);
        }

        var axes = Reduced.Of(full, mask);
        if (axes.Scattered)
            g = axes.Gather(g, full, b.Scratch(full.Length));
        Span<T> dx = b.DX(i, out bool add);
        Fold.Run(default(SumFold), g, default, dx, axes.Outer, axes.N, axes.Inner, add);
    }

    private static void Map<M, T>(
        M map, ReadOnlySpan<T> u, in Shape shapeU, ReadOnlySpan<T> v, in Shape shapeV, Span<T> y, in Shape full, bool add)
        where M : struct, IMap2
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (shapeU.Length == y.Length && shapeV.Length == y.Length)
            Elementwise.Map(map, u, v, y, add);
        else
            Elementwise.Map(map, Grid.Of(full.AsSpan(), shapeU.AsSpan(), shapeV.AsSpan()), u, v, y, add);
    }
}
