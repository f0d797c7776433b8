using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fathom.Kernels;

/// <summary>
/// The innermost block of the matrix product: Rows × Columns·V of C kept in registers while k runs. Everything else in <see cref="MatMul"/>
/// only brings operands into a form this loop can read.
/// </summary>
internal static unsafe class MatMulTile
{
    // Numbers that the compiler knows as types. sizeof is folded while the source is read, so that each size of tile compiles only the rows
    // it has; a static abstract property would be folded after all twelve were taken in.
    [StructLayout(LayoutKind.Sequential, Size = 1)]
    internal readonly struct One;

    [StructLayout(LayoutKind.Sequential, Size = 2)]
    internal readonly struct Two;

    [StructLayout(LayoutKind.Sequential, Size = 4)]
    internal readonly struct Four;

    [StructLayout(LayoutKind.Sequential, Size = 6)]
    internal readonly struct Six;

    [StructLayout(LayoutKind.Sequential, Size = 8)]
    internal readonly struct Eight;

    [StructLayout(LayoutKind.Sequential, Size = 12)]
    internal readonly struct Twelve;

    /// <summary>Steps that B is asked for ahead of its use.</summary>
    private const int Ahead = 8;

    /// <summary>C tile = A·B, or += if <paramref name="add"/>. A[i, p] is a[i·rowStep + p·step], B[p, j] is b[p·ldb + j]. Sums begin with
    /// <paramref name="start"/>, one row for all, or with 0 where it is null.</summary>
    /// <remarks>Each element is one chain of multiply-adds over p = 0 … k − 1, whatever the tile's size and the vector's width.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<L, V, T, Rows, Columns>(nint k, T* a, nint rowStep, nint step, T* b, nint ldb, T* c, nint ldc, bool add, T* start = null)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where Rows : unmanaged
        where Columns : unmanaged
    {
        V c00 = default, c01 = default;
        V c10 = default, c11 = default;
        V c20 = default, c21 = default;
        V c30 = default, c31 = default;
        V c40 = default, c41 = default;
        V c50 = default, c51 = default;
        V c60 = default, c61 = default;
        V c70 = default, c71 = default;
        V c80 = default, c81 = default;
        V c90 = default, c91 = default;
        V cA0 = default, cA1 = default;
        V cB0 = default, cB1 = default;
        if (start != null)
        {
            V left = L.Load(start), right = sizeof(Columns) > 1 ? L.Load(start + L.Count) : left;
            c00 = c10 = c20 = c30 = c40 = c50 = c60 = c70 = c80 = c90 = cA0 = cB0 = left;
            c01 = c11 = c21 = c31 = c41 = c51 = c61 = c71 = c81 = c91 = cA1 = cB1 = right;
        }

        // C comes from far away when it is large: it is on its way while the loop runs.
        if (Sse.IsSupported)
        {
            for (int i = 0; i < sizeof(Rows); i++)
            {
                Sse.Prefetch0(c + i * ldc);
                if (sizeof(Columns) * L.Count * sizeof(T) > 64)
                    Sse.Prefetch0(c + i * ldc + L.Count);
            }
        }

        // Four row pointers and one step reach twelve rows with the processor's own address arithmetic.
        T* a3 = a + 3 * rowStep, a6 = a3 + 3 * rowStep, a9 = a6 + 3 * rowStep;
        nint twoRows = 2 * rowStep, bytes = step * sizeof(T);
        for (T* end = b + k * ldb; b != end; b += ldb)
        {
            var b0 = L.Load(b);
            var b1 = sizeof(Columns) > 1 ? L.Load(b + L.Count) : b0;
            // The next steps' numbers stand in the second-level cache, too far for the loop to wait for.
            if (Sse.IsSupported && sizeof(Rows) > 6)
            {
                Sse.Prefetch0(b + (Ahead * ldb));
                if (sizeof(Columns) * L.Count * sizeof(T) > 64)
                    Sse.Prefetch0(b + (Ahead * ldb) + L.Count);
            }

            V x;
            x = L.Broadcast(a[0]);
            L.MultiplyAdd(x, b0, ref c00);
            if (sizeof(Columns) > 1)
                L.MultiplyAdd(x, b1, ref c01);
            if (sizeof(Rows) > 1)
            {
                x = L.Broadcast(a[rowStep]);
                L.MultiplyAdd(x, b0, ref c10);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref c11);
                x = L.Broadcast(a[twoRows]);
                L.MultiplyAdd(x, b0, ref c20);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref c21);
                x = L.Broadcast(a3[0]);
                L.MultiplyAdd(x, b0, ref c30);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref c31);
            }
            if (sizeof(Rows) > 4)
            {
                x = L.Broadcast(a3[rowStep]);
                L.MultiplyAdd(x, b0, ref c40);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref c41);
                x = L.Broadcast(a3[twoRows]);
                L.MultiplyAdd(x, b0, ref c50);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref c51);
            }
            if (sizeof(Rows) > 6)
            {
                x = L.Broadcast(a6[0]);
                L.MultiplyAdd(x, b0, ref c60);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref c61);
                x = L.Broadcast(a6[rowStep]);
                L.MultiplyAdd(x, b0, ref c70);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref c71);
            }
            if (sizeof(Rows) > 8)
            {
                x = L.Broadcast(a6[twoRows]);
                L.MultiplyAdd(x, b0, ref c80);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref c81);
                x = L.Broadcast(a9[0]);
                L.MultiplyAdd(x, b0, ref c90);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref c91);
                x = L.Broadcast(a9[rowStep]);
                L.MultiplyAdd(x, b0, ref cA0);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref cA1);
                x = L.Broadcast(a9[twoRows]);
                L.MultiplyAdd(x, b0, ref cB0);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref cB1);
            }
            a = (T*)((byte*)a + bytes);
            a3 = (T*)((byte*)a3 + bytes);
            a6 = (T*)((byte*)a6 + bytes);
            a9 = (T*)((byte*)a9 + bytes);
        }
        // Two ways from here on: choosing inside Store (add ? … : …) costs each multiply-add of the loop above a register move.
        if (add)
        {
            Add<L, V, T, Columns>(c + 0 * ldc, c00, c01);
            if (sizeof(Rows) > 1)
            {
                Add<L, V, T, Columns>(c + 1 * ldc, c10, c11);
                Add<L, V, T, Columns>(c + 2 * ldc, c20, c21);
                Add<L, V, T, Columns>(c + 3 * ldc, c30, c31);
            }
            if (sizeof(Rows) > 4)
            {
                Add<L, V, T, Columns>(c + 4 * ldc, c40, c41);
                Add<L, V, T, Columns>(c + 5 * ldc, c50, c51);
            }
            if (sizeof(Rows) > 6)
            {
                Add<L, V, T, Columns>(c + 6 * ldc, c60, c61);
                Add<L, V, T, Columns>(c + 7 * ldc, c70, c71);
            }
            if (sizeof(Rows) > 8)
            {
                Add<L, V, T, Columns>(c + 8 * ldc, c80, c81);
                Add<L, V, T, Columns>(c + 9 * ldc, c90, c91);
                Add<L, V, T, Columns>(c + 10 * ldc, cA0, cA1);
                Add<L, V, T, Columns>(c + 11 * ldc, cB0, cB1);
            }
        }
        else
        {
            Store<L, V, T, Columns>(c + 0 * ldc, c00, c01);
            if (sizeof(Rows) > 1)
            {
                Store<L, V, T, Columns>(c + 1 * ldc, c10, c11);
                Store<L, V, T, Columns>(c + 2 * ldc, c20, c21);
                Store<L, V, T, Columns>(c + 3 * ldc, c30, c31);
            }
            if (sizeof(Rows) > 4)
            {
                Store<L, V, T, Columns>(c + 4 * ldc, c40, c41);
                Store<L, V, T, Columns>(c + 5 * ldc, c50, c51);
            }
            if (sizeof(Rows) > 6)
            {
                Store<L, V, T, Columns>(c + 6 * ldc, c60, c61);
                Store<L, V, T, Columns>(c + 7 * ldc, c70, c71);
            }
            if (sizeof(Rows) > 8)
            {
                Store<L, V, T, Columns>(c + 8 * ldc, c80, c81);
                Store<L, V, T, Columns>(c + 9 * ldc, c90, c91);
                Store<L, V, T, Columns>(c + 10 * ldc, cA0, cA1);
                Store<L, V, T, Columns>(c + 11 * ldc, cB0, cB1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<L, V, T, Columns>(T* c, V left, V right)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where Columns : unmanaged
    {
        L.Store(left, c);
        if (sizeof(Columns) > 1)
            L.Store(right, c + L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<L, V, T, Columns>(T* c, V left, V right)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where Columns : unmanaged
    {
        L.Store(L.Add(L.Load(c), left), c);
        if (sizeof(Columns) > 1)
            L.Store(L.Add(L.Load(c + L.Count), right), c + L.Count);
    }

    /// <summary>What the sums of a tile begin with: the row itself, or where a tile is wider than what is left of it a copy filled up with zeros.</summary>
    internal static T* Start<T>(T* row, int columns, int width, T* padded)
        where T : unmanaged
    {
        if (columns == width)
            return row;
        new Span<T>(padded, width).Clear();
        new Span<T>(row, columns).CopyTo(new Span<T>(padded, width));
        return padded;
    }

    /// <summary>Brings a tile that was computed aside, because only part of it belongs to C, to its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Copy<L, V, T>(T* source, int width, int rows, int columns, T* c, nint ldc, bool add)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++)
        {
            int j = 0;
            for (; j <= columns - L.Count; j += L.Count)
                L.Store(add ? L.Add(L.Load(c + j), L.Load(source + j)) : L.Load(source + j), c + j);
            for (; j <= columns - Vector128<T>.Count; j += Vector128<T>.Count)
                Vector128.Store(add ? Vector128.Load(c + j) + Vector128.Load(source + j) : Vector128.Load(source + j), c + j);
            for (; j < columns; j++)
                c[j] = add ? c[j] + source[j] : source[j];
            source += width;
            c += ldc;
        }
    }
}
