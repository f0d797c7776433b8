using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>
/// Reduces the middle axis of an array (outer, n, inner) to (outer, inner). The order of summation depends on the sizes alone.
/// </summary>
/// <remarks>
/// Rounding errors stay small in float: rows are summed in blocks of <see cref="Block"/> elements, columns in strips of
/// <see cref="Strip"/> rows, and blocks and strips pairwise (Higham 1993, "The accuracy of floating point summation").
/// </remarks>
internal static unsafe class Fold
{
    private const int Block = 1024;
    private const int Strip = 128;
    private const int LaneBytes = 64;

    /// <summary>y = fold(x, p), or y += fold(x, p). <paramref name="p"/> has y's length, or is empty for folds that ignore it.</summary>
    public static void Run<F, T>(F fold, ReadOnlySpan<T> x, ReadOnlySpan<T> p, Span<T> y, int outer, int n, int inner, bool add = false)
        where F : struct, IFold
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* px = x, pp = p, py = y)
        {
            var job = new Job<F, T>(fold, px, pp, py, outer, n, inner, add);
            if (x.Length < 2 * Elementwise.Piece)
                job.All();
            else
                ForkJoin.Run(job.Pieces, job);
        }
    }

    /// <summary>One contiguous row at a chosen vector width.</summary>
    public static T Row<V, T, F>(F fold, T* x, nint n, T p)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : struct, IFold
    {
        if (n <= Block)
            return BlockOf<V, T, F>(fold, x, n, p);
        nint half = (n + (2 * Block) - 1) / (2 * Block) * Block;
        Vec1<T> first = Vec1<T>.Broadcast(Row<V, T, F>(fold, x, half, p));
        Vec1<T> second = Vec1<T>.Broadcast(Row<V, T, F>(fold, x + half, n - half, p));
        return Vec1<T>.Sum(fold.Join<Vec1<T>, T>(first, second));
    }

    /// <summary>The first <paramref name="count"/> columns of one (n, inner) matrix at a chosen vector width.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns<V, T, F>(F fold, T* x, T* p, T* y, nint n, nint inner, nint count, bool add)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : struct, IFold
    {
        nint j = 0;

        // Four vectors side by side where there are as many: rows lie apart, and what is read of one should be worth the way.
        for (; j <= count - (4 * V.Count); j += 4 * V.Count)
        {
            Wide<V, T, F>(fold, x + j, n, inner, p == null ? null : p + j, out V a, out V b, out V c, out V d);
            V.Store(add ? fold.Join<V, T>(V.Load(ref *y, j), a) : a, ref *y, j);
            V.Store(add ? fold.Join<V, T>(V.Load(ref *y, j + V.Count), b) : b, ref *y, j + V.Count);
            V.Store(add ? fold.Join<V, T>(V.Load(ref *y, j + (2 * V.Count)), c) : c, ref *y, j + (2 * V.Count));
            V.Store(add ? fold.Join<V, T>(V.Load(ref *y, j + (3 * V.Count)), d) : d, ref *y, j + (3 * V.Count));
        }

        for (; j <= count - V.Count; j += V.Count)
        {
            V total = Strips<V, T, F>(fold, x + j, n, inner, p == null ? V.Zero : V.Load(ref *p, j), V.Count, null);
            V.Store(add ? fold.Join<V, T>(V.Load(ref *y, j), total) : total, ref *y, j);
        }

        nint rest = count - j;
        if (rest == 0)
            return;

        // The last columns: the same code on rows copied into a padded buffer.
        Pads pads;
        T* pad = (T*)&pads;
        V last = Strips<V, T, F>(fold, x + j, n, inner, p == null ? V.Zero : Padded<V, T>(p + j, rest, pad), rest, pad);
        if (add)
            last = fold.Join<V, T>(Padded<V, T>(y + j, rest, pad), last);
        V.Store(last, ref *pad, 0);
        Unsafe.CopyBlockUnaligned(y + j, pad, (uint)(rest * sizeof(T)));
    }

    /// <summary>One vector of columns over n rows: strips of rows, joined pairwise. With fewer columns than lanes each row goes through the pad.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Strips<V, T, F>(F fold, T* x, nint n, nint inner, V center, nint columns, T* pad)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : struct, IFold
    {
        if (n > Strip)
        {
            nint half = (n + (2 * Strip) - 1) / (2 * Strip) * Strip;
            V first = Strips<V, T, F>(fold, x, half, inner, center, columns, pad);
            return fold.Join<V, T>(first, Strips<V, T, F>(fold, x + (half * inner), n - half, inner, center, columns, pad));
        }

        V even = V.Broadcast(T.CreateTruncating(F.Identity)), odd = even;
        nint r = 0;
        if (columns == V.Count)
        {
            for (; r < n - 1; r += 2)
            {
                even = fold.Join<V, T>(even, fold.At<V, T>(V.Load(ref *x, r * inner), center));
                odd = fold.Join<V, T>(odd, fold.At<V, T>(V.Load(ref *x, (r + 1) * inner), center));
            }

            if (r < n)
                even = fold.Join<V, T>(even, fold.At<V, T>(V.Load(ref *x, r * inner), center));
        }
        else
        {
            for (; r < n; r += 2)
            {
                even = fold.Join<V, T>(even, fold.At<V, T>(Padded<V, T>(x + (r * inner), columns, pad), center));
                if (r + 1 < n)
                    odd = fold.Join<V, T>(odd, fold.At<V, T>(Padded<V, T>(x + ((r + 1) * inner), columns, pad), center));
            }
        }

        return fold.Join<V, T>(even, odd);
    }

    /// <summary>Four vectors of columns, each in the order of <see cref="Strips"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<V, T, F>(F fold, T* x, nint n, nint inner, T* p, out V a, out V b, out V c, out V d)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : struct, IFold
    {
        if (n > Strip)
        {
            nint half = (n + (2 * Strip) - 1) / (2 * Strip) * Strip;
            Wide(fold, x, half, inner, p, out V a0, out V b0, out V c0, out V d0);
            Wide(fold, x + (half * inner), n - half, inner, p, out V a1, out V b1, out V c1, out V d1);
            a = fold.Join<V, T>(a0, a1);
            b = fold.Join<V, T>(b0, b1);
            c = fold.Join<V, T>(c0, c1);
            d = fold.Join<V, T>(d0, d1);
            return;
        }

        V pa = V.Zero, pb = pa, pc = pa, pd = pa, identity = V.Broadcast(T.CreateTruncating(F.Identity));
        if (p != null)
        {
            pa = V.Load(ref *p, 0);
            pb = V.Load(ref *p, V.Count);
            pc = V.Load(ref *p, 2 * V.Count);
            pd = V.Load(ref *p, 3 * V.Count);
        }

        V evenA = identity, evenB = identity, evenC = identity, evenD = identity, oddA = identity, oddB = identity, oddC = identity, oddD = identity;
        nint r = 0;
        for (; r < n - 1; r += 2)
        {
            T* even = x + (r * inner), odd = even + inner;
            evenA = fold.Join<V, T>(evenA, fold.At<V, T>(V.Load(ref *even, 0), pa));
            evenB = fold.Join<V, T>(evenB, fold.At<V, T>(V.Load(ref *even, V.Count), pb));
            evenC = fold.Join<V, T>(evenC, fold.At<V, T>(V.Load(ref *even, 2 * V.Count), pc));
            evenD = fold.Join<V, T>(evenD, fold.At<V, T>(V.Load(ref *even, 3 * V.Count), pd));
            oddA = fold.Join<V, T>(oddA, fold.At<V, T>(V.Load(ref *odd, 0), pa));
            oddB = fold.Join<V, T>(oddB, fold.At<V, T>(V.Load(ref *odd, V.Count), pb));
            oddC = fold.Join<V, T>(oddC, fold.At<V, T>(V.Load(ref *odd, 2 * V.Count), pc));
            oddD = fold.Join<V, T>(oddD, fold.At<V, T>(V.Load(ref *odd, 3 * V.Count), pd));
        }

        if (r < n)
        {
            x += r * inner;
            evenA = fold.Join<V, T>(evenA, fold.At<V, T>(V.Load(ref *x, 0), pa));
            evenB = fold.Join<V, T>(evenB, fold.At<V, T>(V.Load(ref *x, V.Count), pb));
            evenC = fold.Join<V, T>(evenC, fold.At<V, T>(V.Load(ref *x, 2 * V.Count), pc));
            evenD = fold.Join<V, T>(evenD, fold.At<V, T>(V.Load(ref *x, 3 * V.Count), pd));
        }

        a = fold.Join<V, T>(evenA, oddA);
        b = fold.Join<V, T>(evenB, oddB);
        c = fold.Join<V, T>(evenC, oddC);
        d = fold.Join<V, T>(evenD, oddD);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Padded<V, T>(T* source, nint count, T* pad)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V.Store(V.Zero, ref *pad, 0);
        Unsafe.CopyBlockUnaligned(pad, source, (uint)(count * sizeof(T)));
        return V.Load(ref *pad, 0);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T BlockOf<V, T, F>(F fold, T* x, nint n, T p)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where F : struct, IFold
    {
        Pads pads;
        T* pad = (T*)&pads;
        V center = V.Broadcast(p);
        V identity = V.Broadcast(T.CreateTruncating(F.Identity));
        V a = identity, b = identity, c = identity, d = identity;
        nint i = 0;
        for (; i <= n - (4 * V.Count); i += 4 * V.Count)
        {
            a = fold.Join<V, T>(a, fold.At<V, T>(V.Load(ref *x, i), center));
            b = fold.Join<V, T>(b, fold.At<V, T>(V.Load(ref *x, i + V.Count), center));
            c = fold.Join<V, T>(c, fold.At<V, T>(V.Load(ref *x, i + (2 * V.Count)), center));
            d = fold.Join<V, T>(d, fold.At<V, T>(V.Load(ref *x, i + (3 * V.Count)), center));
        }

        for (; i <= n - V.Count; i += V.Count)
            a = fold.Join<V, T>(a, fold.At<V, T>(V.Load(ref *x, i), center));
        nint rest = n - i;
        if (rest > 0)
        {
            V.Store(center, ref *pad, 0);
            Unsafe.CopyBlockUnaligned(pad, x + i, (uint)(rest * sizeof(T)));
            V inside = V.GreaterThan(V.Broadcast(T.CreateTruncating(rest)), V.Load(ref Lanes<T>(), 0));
            b = fold.Join<V, T>(b, V.Select(inside, fold.At<V, T>(V.Load(ref *pad, 0), center), identity));
        }

        a = fold.Join<V, T>(fold.Join<V, T>(a, b), fold.Join<V, T>(c, d));
        if (F.Adds)
            return V.Sum(a);
        V.Store(a, ref *pad, 0);
        for (int half = V.Count / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
            {
                Vec1<T> low = Vec1<T>.Load(ref *pad, lane);
                Vec1<T> high = Vec1<T>.Load(ref *pad, lane + half);
                Vec1<T>.Store(fold.Join<Vec1<T>, T>(low, high), ref *pad, lane);
            }
        }

        return *pad;
    }

    /// <summary>The numbers of the lanes: 0, 1, 2, …</summary>
    private static ref T Lanes<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<float> floats = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
        ReadOnlySpan<double> doubles = [0, 1, 2, 3, 4, 5, 6, 7];
        return ref typeof(T) == typeof(float)
            ? ref Unsafe.As<float, T>(ref MemoryMarshal.GetReference(floats))
            : ref Unsafe.As<double, T>(ref MemoryMarshal.GetReference(doubles));
    }

    [StructLayout(LayoutKind.Sequential, Size = LaneBytes)]
    private struct Pads;

    private readonly struct Job<F, T>(F fold, T* x, T* p, T* y, int outer, int n, int inner, bool add) : IJob
        where F : struct, IFold
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Columns of a piece when one matrix is shared.</summary>
        private const int Width = 64;

        private int Cuts => inner <= 1 ? 1 : (inner + Width - 1) / Width;

        private int OuterAPiece => Cuts > 1 ? 1 : (int)Math.Clamp(Elementwise.Piece / Math.Max(1L, (long)n * inner), 1, outer);

        public int Pieces => (outer + OuterAPiece - 1) / OuterAPiece * Cuts;

        public void All() => Part(0, outer, 0, inner);

        public void Run(int piece)
        {
            (int block, int cut) = Math.DivRem(piece, Cuts);
            int first = block * OuterAPiece;
            int column = cut * Width;
            Part(first, Math.Min(OuterAPiece, outer - first), column, Cuts == 1 ? inner : Math.Min(Width, inner - column));
        }

        private void Part(int first, int count, int column, int columns)
        {
            if (Vector512.IsHardwareAccelerated)
                Part<Vec512<T>>(first, count, column, columns);
            else if (Vector256.IsHardwareAccelerated)
                Part<Vec256<T>>(first, count, column, columns);
            else if (Vector128.IsHardwareAccelerated)
                Part<Vec128<T>>(first, count, column, columns);
            else
                Part<Vec1<T>>(first, count, column, columns);
        }

        private void Part<V>(int first, int count, int column, int columns)
            where V : struct, IVec<V, T>
        {
            for (nint o = first; o < first + count; o++)
            {
                if (inner == 1)
                {
                    T value = Row<V, T, F>(fold, x + (o * n), n, p == null ? T.Zero : p[o]);
                    y[o] = add ? y[o] + value : value;
                }
                else
                {
                    nint at = (o * inner) + column;
                    Columns<V, T, F>(fold, x + (o * n * inner) + column, p == null ? null : p + at, y + at, n, inner, columns, add);
                }
            }
        }
    }
}
