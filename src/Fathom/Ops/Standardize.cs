using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops;

/// <summary>What normalizations share: bringing numbers to mean 0 and variance 1, and the way back. Mean and variance in two passes, so that a large mean does no harm.</summary>
internal static class Standardize
{
    /// <summary>y = (x − mean) · r for every row, with its mean and r = 1/√(variance + eps).</summary>
    public static void Rows<T>(ReadOnlySpan<T> x, Span<T> y, Span<T> mean, Span<T> variance, Span<T> r, int rows, int n, double eps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Fold.Run(default(SumFold), x, default, mean, rows, n, 1);
        Scale(mean, 1.0 / n);
        Fold.Run(default(DeviationFold), x, mean, variance, rows, n, 1);
        Scale(variance, 1.0 / n);
        Elementwise.Map(new InverseRoot(1, eps), variance, r);
        Elementwise.Map(default(Normalize), PerRow(rows, n), x, mean, r, y);
    }

    /// <summary>dx += r · (g − mean g − z · mean(g · z)) for every row, where g = dy · w.</summary>
    public static void RowsBackward<T>(in Backward<T> b, ReadOnlySpan<T> g, ReadOnlySpan<T> z, ReadOnlySpan<T> r, int rows, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> meanG = b.Scratch(rows), meanGZ = b.Scratch(rows), product = b.Scratch(g.Length);
        Fold.Run(default(SumFold), g, default, meanG, rows, n, 1);
        Scale(meanG, 1.0 / n);
        Elementwise.Map(default(Multiply), g, z, product);
        Fold.Run(default(SumFold), product, default, meanGZ, rows, n, 1);
        Scale(meanGZ, 1.0 / n);
        Elementwise.Map(default(LessProduct), Grid.Of([rows, n], [rows, n], [rows, n], [rows, 1]), g, z, meanGZ, product);
        Elementwise.Map(default(Normalize), PerRow(rows, n), product, meanG, r, b.DX(0, out bool add), add);
    }

    /// <summary>y = y · w + b, where w and b lie on the grid as its second and third operand; either may be absent.</summary>
    public static void ScaleAndShift<T>(Span<T> y, ReadOnlySpan<T> w, ReadOnlySpan<T> b, in Grid grid)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!w.IsEmpty && !b.IsEmpty)
            Elementwise.Map(default(Line), grid, y, w, b, y);
        else if (!w.IsEmpty)
            Elementwise.Map(default(Multiply), grid, y, w, y);
        else if (!b.IsEmpty)
            Elementwise.Map(default(Add), grid, y, b, y);
    }

    /// <summary>x = x · factor.</summary>
    public static void Scale<T>(Span<T> x, double factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Map(new Affine(factor, -0.0), x, x);

    /// <summary>The walk over rows with two numbers a row.</summary>
    public static Grid PerRow(int rows, int n) => Grid.Of([rows, n], [rows, n], [rows, 1], [rows, 1]);

    /// <summary>(x − mean) · r.</summary>
    public readonly struct Normalize : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V mean, V r) => (x - mean) * r;
    }

    /// <summary>a · b · c.</summary>
    public readonly struct Product : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V a, V b, V c) => a * b * c;
    }

    /// <summary>g − z · m.</summary>
    public readonly struct LessProduct : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V g, V z, V m) => g - (z * m);
    }

    /// <summary>1 / √(a · scale + eps).</summary>
    public readonly struct InverseRoot(double scale, double eps) : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V a) => Of<V, T>(1) / V.Sqrt(V.Fma(a, Of<V, T>(scale), Of<V, T>(eps)));
    }

    /// <summary>y · w + b.</summary>
    private readonly struct Line : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V y, V w, V b) => V.Fma(y, w, b);
    }
}
