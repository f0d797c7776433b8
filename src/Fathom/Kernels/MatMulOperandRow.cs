using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fathom.Kernels;

/// <summary>One row times a packed operand (<see cref="MatMulOperand{T}"/>): bound by reading the operand once, from wherever it stands.</summary>
/// <remarks>
/// A panel alone is two sums a step, too few to cover the latency of a multiply-add; four panels side by side are eight. Each element is the same chain
/// of multiply-adds as in a tile, so a row has the same bits whether it comes alone or among others.
/// </remarks>
internal static unsafe class MatMulOperandRow<L, V, T>
    where L : struct, ILanes<V, T>
    where V : struct
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>c (n) = a (k) · op(B), or += if <paramref name="add"/>; op(B) in panels of two vectors, the last of one where that is enough.</summary>
    /// <param name="n">Columns.</param>
    /// <param name="k">Steps of the sum.</param>
    /// <param name="block">Steps that are summed by themselves, before they are added to c.</param>
    /// <param name="a">The row.</param>
    /// <param name="packed">The panels.</param>
    /// <param name="c">The result.</param>
    /// <param name="add">Whether it is added to what is there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int n, int k, int block, T* a, T* packed, T* c, bool add)
    {
        int panel = 2 * L.Count, j = 0;
        for (; j <= n - (4 * panel); j += 4 * panel)
            Blocks<MatMulTile.Eight>(4 * panel, k, block, a, packed + ((nint)j * k), panel, c + j, add);
        for (; j <= n - (2 * panel); j += 2 * panel)
            Blocks<MatMulTile.Four>(2 * panel, k, block, a, packed + ((nint)j * k), panel, c + j, add);
        for (; j < n; j += panel)
        {
            int left = n - j;
            if (left > L.Count)
                Blocks<MatMulTile.Two>(Math.Min(left, panel), k, block, a, packed + ((nint)j * k), panel, c + j, add);
            else
                Blocks<MatMulTile.One>(left, k, block, a, packed + ((nint)j * k), L.Count, c + j, add);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Blocks<Vectors>(int columns, int k, int block, T* a, T* packed, int width, T* c, bool add)
        where Vectors : unmanaged
    {
        Sums sums;
        T* edge = (T*)&sums;
        for (int p = 0; p < k; p += block)
        {
            Chain<Vectors>(Math.Min(block, k - p), a + p, packed + ((nint)p * width), (nint)width * k, edge);
            bool adds = add || p > 0;
            int j = 0;
            for (; j <= columns - L.Count; j += L.Count)
                L.Store(adds ? L.Add(L.Load(c + j), L.Load(edge + j)) : L.Load(edge + j), c + j);
            for (; j < columns; j++)
                c[j] = adds ? c[j] + edge[j] : edge[j];
        }
    }

    /// <summary>The sums of one block of steps in up to four panels, which lie <paramref name="next"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Chain<Vectors>(nint depth, T* a, T* p0, nint next, T* to)
        where Vectors : unmanaged
    {
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        nint step = sizeof(Vectors) > 1 ? 2 * L.Count : L.Count;
        T* p1 = p0 + next, p2 = p1 + next, p3 = p2 + next;
        for (T* end = a + depth; a != end; a++)
        {
            V x = L.Broadcast(*a);
            L.MultiplyAdd(x, L.Load(p0), ref s0);
            if (sizeof(Vectors) > 1)
                L.MultiplyAdd(x, L.Load(p0 + L.Count), ref s1);
            if (sizeof(Vectors) > 2)
            {
                L.MultiplyAdd(x, L.Load(p1), ref s2);
                L.MultiplyAdd(x, L.Load(p1 + L.Count), ref s3);
            }
            if (sizeof(Vectors) > 4)
            {
                L.MultiplyAdd(x, L.Load(p2), ref s4);
                L.MultiplyAdd(x, L.Load(p2 + L.Count), ref s5);
                L.MultiplyAdd(x, L.Load(p3), ref s6);
                L.MultiplyAdd(x, L.Load(p3 + L.Count), ref s7);
            }
            p0 += step;
            p1 += step;
            p2 += step;
            p3 += step;
        }

        L.Store(s0, to);
        if (sizeof(Vectors) > 1)
            L.Store(s1, to + L.Count);
        if (sizeof(Vectors) > 2)
        {
            L.Store(s2, to + (2 * L.Count));
            L.Store(s3, to + (3 * L.Count));
        }
        if (sizeof(Vectors) > 4)
        {
            L.Store(s4, to + (4 * L.Count));
            L.Store(s5, to + (5 * L.Count));
            L.Store(s6, to + (6 * L.Count));
            L.Store(s7, to + (7 * L.Count));
        }
    }

    /// <summary>Eight vectors of the widest kind.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 8 * 64)]
    private struct Sums;
}
