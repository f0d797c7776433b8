using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>Softmax and its relatives along the middle axis of (outer, n, inner), always below the maximum of their own row.</summary>
/// <remarks>Rows of neighbouring numbers (inner = 1) go through all steps one after the other, so that memory is read once; other axes step by step.</remarks>
internal static unsafe class SoftmaxRows
{
    /// <summary>Elements of a piece of rows; each takes an exponential.</summary>
    private const int Piece = 1 << 12;

    /// <summary>y = log Σ eˣ, of length outer · inner, as <paramref name="max"/> is.</summary>
    public static void LogSumExp<T>(ReadOnlySpan<T> x, Span<T> y, Span<T> max, int outer, int n, int inner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            fixed (T* px = x, py = y, pm = max)
                RowPieces.Run<LogSums<T>, T>(new(px, py, pm, n), outer, RowsAPiece(n));
            return;
        }

        Fold.Run(default(MaxFold), x, default, max, outer, n, inner);
        Elementwise.Map(default(Finite), max, max);
        Fold.Run(default(ExpFold), x, max, y, outer, n, inner);
        Elementwise.Map(default(LogPlus), y, max, y);
    }

    /// <summary>y = eˣ / Σ eˣ. <paramref name="stat"/> has length outer · inner.</summary>
    public static void Softmax<T>(ReadOnlySpan<T> x, Span<T> y, Span<T> stat, int outer, int n, int inner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            fixed (T* px = x, py = y)
                RowPieces.Run<Softmaxes<T>, T>(new(px, py, n), outer, RowsAPiece(n));
            return;
        }

        Grid grid = Spread(outer, n, inner);
        Fold.Run(default(MaxFold), x, default, stat, outer, n, inner);
        Elementwise.Map(default(ExpLess), grid, x, stat, y);
        Fold.Run(default(SumFold), y, default, stat, outer, n, inner);
        Elementwise.Map(default(Over), grid, y, stat, y);
    }

    /// <summary>y = x − log Σ eˣ. <paramref name="stat"/> has length 2 · outer · inner.</summary>
    public static void LogSoftmax<T>(ReadOnlySpan<T> x, Span<T> y, Span<T> stat, int outer, int n, int inner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> logSum = stat[..(outer * inner)];
        LogSumExp(x, logSum, stat[(outer * inner)..], outer, n, inner);
        Elementwise.Map(default(Less), Spread(outer, n, inner), x, logSum, y);
    }

    /// <summary>y = softmax(x) · scale, or y += that, with one logarithm of the sum and one scale for every (outer, inner). Where the scale is 0 so is the product, whatever x holds.</summary>
    public static void Scaled<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> logSum, ReadOnlySpan<T> scale, Span<T> y, int outer, int n, int inner, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner != 1)
        {
            Elementwise.Map(default(ScaledSoftmax), SpreadTwo(outer, n, inner), x, logSum, scale, y, add);
            return;
        }

        fixed (T* px = x, pl = logSum, ps = scale, py = y)
            RowPieces.Run<ScaledRows<T>, T>(new(px, pl, ps, py, n, add), outer, RowsAPiece(n));
    }

    /// <summary>The walk over (outer, n, inner) with one number for every (outer, inner).</summary>
    public static Grid Spread(int outer, int n, int inner) => Grid.Of([outer, n, inner], [outer, n, inner], [outer, 1, inner]);

    /// <summary>The walk over (outer, n, inner) with two numbers for every (outer, inner).</summary>
    public static Grid SpreadTwo(int outer, int n, int inner) =>
        Grid.Of([outer, n, inner], [outer, n, inner], [outer, 1, inner], [outer, 1, inner]);

    private static int RowsAPiece(int n) => Math.Max(1, Piece / Math.Max(1, n));

    /// <summary>max x of each row, and log Σ eˣ.</summary>
    internal readonly struct LogSums<T>(T* x, T* y, T* max, int n) : IRowWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Rows<V>(int piece, int from, int to)
            where V : struct, IVec<V, T>
        {
            for (nint row = from; row < to; row++)
            {
                T largest = Fold.Row<V, T, MaxFold>(default, x + (row * n), n, T.Zero);
                max[row] = largest = T.IsInfinity(largest) ? T.Zero : largest;
                y[row] = Fold.Row<V, T, ExpFold>(default, x + (row * n), n, largest);
            }

            Elementwise.Row<V, T, Reads2<LogPlus>>(new(default), y + from, false, max + from, false, null, false, y + from, to - from, false);
        }
    }

    /// <summary>eˣ / Σ eˣ of each row.</summary>
    internal readonly struct Softmaxes<T>(T* x, T* y, int n) : IRowWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Rows<V>(int piece, int from, int to)
            where V : struct, IVec<V, T>
        {
            for (nint row = from; row < to; row++)
            {
                T* at = x + (row * n), result = y + (row * n);
                T largest = Fold.Row<V, T, MaxFold>(default, at, n, T.Zero);
                Elementwise.Row<V, T, Reads2<ExpLess>>(new(default), at, false, &largest, true, null, false, result, n, false);
                T sum = Fold.Row<V, T, SumFold>(default, result, n, T.Zero);
                Elementwise.Row<V, T, Reads2<Over>>(new(default), result, false, &sum, true, null, false, result, n, false);
            }
        }
    }

    /// <summary>e^(x − logSum) · scale of each row.</summary>
    internal readonly struct ScaledRows<T>(T* x, T* logSum, T* scale, T* y, int n, bool add) : IRowWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Rows<V>(int piece, int from, int to)
            where V : struct, IVec<V, T>
        {
            for (nint row = from; row < to; row++)
                Elementwise.Row<V, T, Reads3<ScaledSoftmax>>(new(default), x + (row * n), false, logSum + row, true, scale + row, true, y + (row * n), n, add);
        }
    }

    /// <summary>0 for ±∞: ∞ − ∞ would be NaN where the sum of exponentials is 0 or ∞.</summary>
    private readonly struct Finite : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V a) => V.Select(V.EqualTo(V.Abs(a), VecMath.Of<V, T>(double.PositiveInfinity)), V.Zero, a);
    }

    private readonly struct LogPlus : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V sum, V max) => V.Log(sum) + max;
    }

    private readonly struct ExpLess : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V max) => V.Exp(x - max);
    }

    private readonly struct Over : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V y, V sum) => y / sum;
    }

    private readonly struct Less : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V logSum) => x - logSum;
    }

    private readonly struct ScaledSoftmax : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V logSum, V scale) => V.Select(V.EqualTo(scale, V.Zero), V.Zero, V.Exp(x - logSum) * scale);
    }
}
