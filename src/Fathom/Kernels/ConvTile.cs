using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fathom.Kernels;

/// <summary>
/// The innermost block of every convolution: Rows × Columns·V sums kept in registers while the steps run. It is a matrix product whose second
/// operand is found through a table of offsets, so that patches of a picture are read where they stand and never copied out.
/// </summary>
/// <remarks>Eight rows of three vectors need 11 loads for 24 multiply-adds, and 8, 16, 32, 64 channels leave nothing over. Whole passes reach up
/// to 87 % of the multiply-add peak of an AVX-512 core (<c>conv</c> in the benchmarks).</remarks>
internal static unsafe class ConvTile
{
    [StructLayout(LayoutKind.Sequential, Size = 3)]
    internal readonly struct Three;

    [StructLayout(LayoutKind.Sequential, Size = 8)]
    internal readonly struct Eight;

    /// <summary>c_v[i·ldc …] = a[i] + Σ_s a[(s + 1)·Rows + i] · x_v[offsets[s] …], or += if <paramref name="add"/>.</summary>
    /// <remarks>Each element is one chain of multiply-adds in the order of the steps, whatever the tile's size and the vector's width.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<L, V, T, Rows, Columns>(
        nint steps, T* a, int* offsets, T* x0, T* x1, T* x2, T* c0, T* c1, T* c2, nint ldc, bool add)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where Rows : unmanaged
        where Columns : unmanaged
    {
        V s00 = L.Broadcast(a[0]), s01 = s00, s02 = s00;
        V s10 = default, s11 = default, s12 = default;
        V s20 = default, s21 = default, s22 = default;
        V s30 = default, s31 = default, s32 = default;
        V s40 = default, s41 = default, s42 = default;
        V s50 = default, s51 = default, s52 = default;
        V s60 = default, s61 = default, s62 = default;
        V s70 = default, s71 = default, s72 = default;
        if (sizeof(Rows) > 1)
        {
            s10 = s11 = s12 = L.Broadcast(a[1]);
            s20 = s21 = s22 = L.Broadcast(a[2]);
            s30 = s31 = s32 = L.Broadcast(a[3]);
        }
        if (sizeof(Rows) > 4)
        {
            s40 = s41 = s42 = L.Broadcast(a[4]);
            s50 = s51 = s52 = L.Broadcast(a[5]);
            s60 = s61 = s62 = L.Broadcast(a[6]);
            s70 = s71 = s72 = L.Broadcast(a[7]);
        }

        a += sizeof(Rows);
        for (int* end = offsets + steps; offsets != end; offsets++)
        {
            nint offset = *offsets;
            var b0 = L.Load(x0 + offset);
            var b1 = sizeof(Columns) > 1 ? L.Load(x1 + offset) : b0;
            var b2 = sizeof(Columns) > 2 ? L.Load(x2 + offset) : b0;
            V x = L.Broadcast(a[0]);
            L.MultiplyAdd(x, b0, ref s00);
            if (sizeof(Columns) > 1)
                L.MultiplyAdd(x, b1, ref s01);
            if (sizeof(Columns) > 2)
                L.MultiplyAdd(x, b2, ref s02);
            if (sizeof(Rows) > 1)
            {
                x = L.Broadcast(a[1]);
                L.MultiplyAdd(x, b0, ref s10);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref s11);
                if (sizeof(Columns) > 2)
                    L.MultiplyAdd(x, b2, ref s12);
                x = L.Broadcast(a[2]);
                L.MultiplyAdd(x, b0, ref s20);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref s21);
                if (sizeof(Columns) > 2)
                    L.MultiplyAdd(x, b2, ref s22);
                x = L.Broadcast(a[3]);
                L.MultiplyAdd(x, b0, ref s30);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref s31);
                if (sizeof(Columns) > 2)
                    L.MultiplyAdd(x, b2, ref s32);
            }
            if (sizeof(Rows) > 4)
            {
                x = L.Broadcast(a[4]);
                L.MultiplyAdd(x, b0, ref s40);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref s41);
                if (sizeof(Columns) > 2)
                    L.MultiplyAdd(x, b2, ref s42);
                x = L.Broadcast(a[5]);
                L.MultiplyAdd(x, b0, ref s50);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref s51);
                if (sizeof(Columns) > 2)
                    L.MultiplyAdd(x, b2, ref s52);
                x = L.Broadcast(a[6]);
                L.MultiplyAdd(x, b0, ref s60);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref s61);
                if (sizeof(Columns) > 2)
                    L.MultiplyAdd(x, b2, ref s62);
                x = L.Broadcast(a[7]);
                L.MultiplyAdd(x, b0, ref s70);
                if (sizeof(Columns) > 1)
                    L.MultiplyAdd(x, b1, ref s71);
                if (sizeof(Columns) > 2)
                    L.MultiplyAdd(x, b2, ref s72);
            }
            a += sizeof(Rows);
        }

        Put<L, V, T>(c0, s00, add);
        if (sizeof(Rows) > 1)
        {
            Put<L, V, T>(c0 + ldc, s10, add);
            Put<L, V, T>(c0 + 2 * ldc, s20, add);
            Put<L, V, T>(c0 + 3 * ldc, s30, add);
        }
        if (sizeof(Rows) > 4)
        {
            Put<L, V, T>(c0 + 4 * ldc, s40, add);
            Put<L, V, T>(c0 + 5 * ldc, s50, add);
            Put<L, V, T>(c0 + 6 * ldc, s60, add);
            Put<L, V, T>(c0 + 7 * ldc, s70, add);
        }
        if (sizeof(Columns) > 1)
        {
            Put<L, V, T>(c1, s01, add);
            if (sizeof(Rows) > 1)
            {
                Put<L, V, T>(c1 + ldc, s11, add);
                Put<L, V, T>(c1 + 2 * ldc, s21, add);
                Put<L, V, T>(c1 + 3 * ldc, s31, add);
            }
            if (sizeof(Rows) > 4)
            {
                Put<L, V, T>(c1 + 4 * ldc, s41, add);
                Put<L, V, T>(c1 + 5 * ldc, s51, add);
                Put<L, V, T>(c1 + 6 * ldc, s61, add);
                Put<L, V, T>(c1 + 7 * ldc, s71, add);
            }
        }
        if (sizeof(Columns) > 2)
        {
            Put<L, V, T>(c2, s02, add);
            if (sizeof(Rows) > 1)
            {
                Put<L, V, T>(c2 + ldc, s12, add);
                Put<L, V, T>(c2 + 2 * ldc, s22, add);
                Put<L, V, T>(c2 + 3 * ldc, s32, add);
            }
            if (sizeof(Rows) > 4)
            {
                Put<L, V, T>(c2 + 4 * ldc, s42, add);
                Put<L, V, T>(c2 + 5 * ldc, s52, add);
                Put<L, V, T>(c2 + 6 * ldc, s62, add);
                Put<L, V, T>(c2 + 7 * ldc, s72, add);
            }
        }
    }

    /// <summary><see cref="Run{L, V, T, Rows, Columns}"/> for a number of rows (1, 4 or 8) and of vectors (1, 2 or 3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Run<L, V, T>(
        int rows, int vectors, nint steps, T* a, int* offsets, T* x0, T* x1, T* x2, T* c0, T* c1, T* c2, nint ldc, bool add)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (rows)
        {
            case 8:
                Run<L, V, T, Eight>(vectors, steps, a, offsets, x0, x1, x2, c0, c1, c2, ldc, add);
                break;
            case 4:
                Run<L, V, T, MatMulTile.Four>(vectors, steps, a, offsets, x0, x1, x2, c0, c1, c2, ldc, add);
                break;
            default:
                Run<L, V, T, MatMulTile.One>(vectors, steps, a, offsets, x0, x1, x2, c0, c1, c2, ldc, add);
                break;
        }
    }

    /// <summary>Rows of a tile that begins with <paramref name="left"/> rows to go.</summary>
    internal static int Rows(int left, int most) => left == 1 ? 1 : Math.Min(most, left > 4 ? 8 : 4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<L, V, T, Rows>(
        int vectors, nint steps, T* a, int* offsets, T* x0, T* x1, T* x2, T* c0, T* c1, T* c2, nint ldc, bool add)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where Rows : unmanaged
    {
        if (vectors == 3)
            Run<L, V, T, Rows, Three>(steps, a, offsets, x0, x1, x2, c0, c1, c2, ldc, add);
        else if (vectors == 2)
            Run<L, V, T, Rows, MatMulTile.Two>(steps, a, offsets, x0, x1, x2, c0, c1, c2, ldc, add);
        else
            Run<L, V, T, Rows, MatMulTile.One>(steps, a, offsets, x0, x1, x2, c0, c1, c2, ldc, add);
    }

    /// <summary>Has numbers fetched into the cache that are used a while later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Fetch<T>(T* from, int count)
        where T : unmanaged
    {
        if (!Sse.IsSupported)
            return;
        for (byte* line = (byte*)from, end = (byte*)(from + count); line < end; line += 64)
            Sse.Prefetch1(line);
    }

    /// <summary>Copies a line of numbers; lines are short, so no call is made. The last vector is moved back until it fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Line<L, V, T>(T* from, T* to, int count)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (count >= L.Count)
        {
            for (; i <= count - L.Count; i += L.Count)
                L.Store(L.Load(from + i), to + i);
            if (i < count)
                L.Store(L.Load(from + count - L.Count), to + count - L.Count);
            return;
        }
        for (; i <= count - Vector128<T>.Count; i += Vector128<T>.Count)
            Vector128.Store(Vector128.Load(from + i), to + i);
        for (; i < count; i++)
            to[i] = from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<L, V, T>(T* c, V sum, bool add)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (add)
            L.Store(L.Add(L.Load(c), sum), c);
        else
            L.Store(sum, c);
    }
}
