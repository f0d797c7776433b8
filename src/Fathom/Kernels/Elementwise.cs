using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fathom.Kernels;

/// <summary>
/// Runs a formula over arrays: y = f(a, b, c) or y += f(a, b, c), with operands of y's shape or broadcast to it. One loop for every formula.
/// </summary>
/// <remarks>
/// What is left at the end of a row goes through the same vector code in a padded buffer, so the bits of an element never depend on where it
/// stands. Arrays above <see cref="Piece"/> elements are cut into pieces of that size and shared by <see cref="ForkJoin"/>.
/// Operands must not overlap y, except that y may be exactly one of them.
/// </remarks>
internal static unsafe class Elementwise
{
    /// <summary>Elements of a piece: large enough that handing one over costs little beside computing it.</summary>
    public const int Piece = 1 << 15;

    private const int LaneBytes = 64;

    /// <summary>y = f(x), or y += f(x).</summary>
    public static void Map<M, T>(M map, ReadOnlySpan<T> x, Span<T> y, bool add = false)
        where M : struct, IMap1
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Flat(new Reads1<M>(map), x, default, default, y, add);

    /// <summary>y = f(a, b), or y += f(a, b), all of one length.</summary>
    public static void Map<M, T>(M map, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, bool add = false)
        where M : struct, IMap2
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Flat(new Reads2<M>(map), a, b, default, y, add);

    /// <summary>y = f(a, b, c), or y += f(a, b, c), all of one length.</summary>
    public static void Map<M, T>(M map, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y, bool add = false)
        where M : struct, IMap3
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Flat(new Reads3<M>(map), a, b, c, y, add);

    /// <summary>y = f(x), or y += f(x), over a broadcast operand.</summary>
    public static void Map<M, T>(M map, in Grid grid, ReadOnlySpan<T> x, Span<T> y, bool add = false)
        where M : struct, IMap1
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Walk(new Reads1<M>(map), grid, x, default, default, y, add);

    /// <summary>y = f(a, b), or y += f(a, b), over broadcast operands.</summary>
    public static void Map<M, T>(M map, in Grid grid, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, bool add = false)
        where M : struct, IMap2
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Walk(new Reads2<M>(map), grid, a, b, default, y, add);

    /// <summary>y = f(a, b, c), or y += f(a, b, c), over broadcast operands.</summary>
    public static void Map<M, T>(M map, in Grid grid, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y, bool add = false)
        where M : struct, IMap3
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Walk(new Reads3<M>(map), grid, a, b, c, y, add);

    /// <summary>One row at a chosen vector width. An operand that repeats is one number.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row<V, T, M>(M map, T* a, bool repeatA, T* b, bool repeatB, T* c, bool repeatC, T* y, nint n, bool add)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where M : struct, IMap
    {
        Pads pads;
        byte* pad = (byte*)&pads;
        T* padA = (T*)pad, padB = (T*)(pad + LaneBytes), padC = (T*)(pad + (2 * LaneBytes)), padY = (T*)(pad + (3 * LaneBytes));

        // A number that repeats is a full vector read at offset 0 again and again: the loop needs no second form.
        nint maskA = -1, maskB = -1, maskC = -1;
        if (repeatA)
        {
            a = Fill<V, T>(a, padA);
            maskA = 0;
        }

        if (M.Inputs > 1 && repeatB)
        {
            b = Fill<V, T>(b, padB);
            maskB = 0;
        }

        if (M.Inputs > 2 && repeatC)
        {
            c = Fill<V, T>(c, padC);
            maskC = 0;
        }

        nint i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            V value = map.At<V, T>(
                V.Load(ref *a, i & maskA),
                M.Inputs > 1 ? V.Load(ref *b, i & maskB) : default,
                M.Inputs > 2 ? V.Load(ref *c, i & maskC) : default);
            if (add)
                value += V.Load(ref *y, i);
            V.Store(value, ref *y, i);
        }

        nint rest = n - i;
        if (rest == 0)
            return;
        if (!repeatA)
            Pad<V, T>(a + i, padA, rest);
        if (M.Inputs > 1 && !repeatB)
            Pad<V, T>(b + i, padB, rest);
        if (M.Inputs > 2 && !repeatC)
            Pad<V, T>(c + i, padC, rest);
        V last = map.At<V, T>(
            V.Load(ref *padA, 0),
            M.Inputs > 1 ? V.Load(ref *padB, 0) : default,
            M.Inputs > 2 ? V.Load(ref *padC, 0) : default);
        if (add)
        {
            Pad<V, T>(y + i, padY, rest);
            last += V.Load(ref *padY, 0);
        }

        V.Store(last, ref *padY, 0);
        Unsafe.CopyBlockUnaligned(y + i, padY, (uint)(rest * sizeof(T)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Fill<V, T>(T* value, T* pad)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V.Store(V.Broadcast(*value), ref *pad, 0);
        return pad;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pad<V, T>(T* source, T* pad, nint count)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V.Store(V.Zero, ref *pad, 0);
        Unsafe.CopyBlockUnaligned(pad, source, (uint)(count * sizeof(T)));
    }

    /// <summary>One row at the width in use, on the calling thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row<T, M>(M map, T* a, bool repeatA, T* b, bool repeatB, T* c, bool repeatC, T* y, nint n, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where M : struct, IMap
    {
        // Constants to the compiler: only the width in use is ever compiled.
        if (Vector512.IsHardwareAccelerated)
            Row<Vec512<T>, T, M>(map, a, repeatA, b, repeatB, c, repeatC, y, n, add);
        else if (Vector256.IsHardwareAccelerated)
            Row<Vec256<T>, T, M>(map, a, repeatA, b, repeatB, c, repeatC, y, n, add);
        else if (Vector128.IsHardwareAccelerated)
            Row<Vec128<T>, T, M>(map, a, repeatA, b, repeatB, c, repeatC, y, n, add);
        else
            Row<Vec1<T>, T, M>(map, a, repeatA, b, repeatB, c, repeatC, y, n, add);
    }

    private static void Flat<M, T>(M map, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where M : struct, IMap
    {
        fixed (T* pa = a, pb = b, pc = c, py = y)
        {
            if (y.Length < 2 * Piece)
                Row(map, pa, false, pb, false, pc, false, py, y.Length, add);
            else
                ForkJoin.Run((y.Length + Piece - 1) / Piece, new FlatJob<M, T>(map, pa, pb, pc, py, y.Length, add));
        }
    }

    private static void Walk<M, T>(M map, in Grid grid, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where M : struct, IMap
    {
        if (y.Length == 0)
            return;
        if (grid.IsFlat)
        {
            Flat(map, a, b, c, y, add);
            return;
        }

        fixed (T* pa = a, pb = b, pc = c, py = y)
        {
            var job = new GridJob<M, T>(map, grid, pa, pb, pc, py, add);
            if (y.Length < 2 * Piece)
                job.Rows(0, grid.Rows, 0, grid.Inner);
            else
                ForkJoin.Run(job.Pieces, job);
        }
    }

    /// <summary>Room for one vector of each operand and of y.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 4 * LaneBytes)]
    private struct Pads;

    private readonly struct FlatJob<M, T>(M map, T* a, T* b, T* c, T* y, int n, bool add) : IJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where M : struct, IMap
    {
        public void Run(int piece)
        {
            int start = piece * Piece;
            Row(map, a + start, false, b + start, false, c + start, false, y + start, Math.Min(Piece, n - start), add);
        }
    }

    /// <summary>Broadcast work. A piece is a number of whole rows, or part of one long row.</summary>
    private readonly struct GridJob<M, T>(M map, Grid grid, T* a, T* b, T* c, T* y, bool add) : IJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where M : struct, IMap
    {
        private readonly Grid _grid = grid;

        private int RowsAPiece => Math.Max(1, Piece / _grid.Inner);

        private int CutsARow => (_grid.Inner + Piece - 1) / Piece;

        public int Pieces => (_grid.Rows + RowsAPiece - 1) / RowsAPiece * CutsARow;

        public void Run(int piece)
        {
            (int block, int cut) = Math.DivRem(piece, CutsARow);
            int row = block * RowsAPiece;
            int column = cut * Piece;
            Rows(row, Math.Min(RowsAPiece, _grid.Rows - row), column, Math.Min(CutsARow == 1 ? _grid.Inner : Piece, _grid.Inner - column));
        }

        public void Rows(int first, int count, int column, int n)
        {
            int* index = stackalloc int[8];
            nint* offsets = stackalloc nint[3];
            Grid grid = _grid;
            bool repeatA = grid.Repeats(0), repeatB = grid.Repeats(1), repeatC = grid.Repeats(2);
            grid.Seek(first, index, offsets);
            for (int row = first; row < first + count; row++)
            {
                Row(
                    map,
                    a + offsets[0] + (repeatA ? 0 : column), repeatA,
                    b + offsets[1] + (repeatB ? 0 : column), repeatB,
                    c + offsets[2] + (repeatC ? 0 : column), repeatC,
                    y + ((nint)row * grid.Inner) + column, n, add);
                grid.Advance(index, offsets);
            }
        }
    }
}
