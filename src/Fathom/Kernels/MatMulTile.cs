using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fathom.Kernels;

/// <summary>
/// The innermost block of the matrix product: Rows × Columns·V of C kept in registers while k runs. Everything else in <see cref="MatMul"/>
/// only brings operands into a form this loop can read.
/// </summary>
internal static unsafe class MatMulTile
{
    /// <summary>A number known to the compiler as a type, so that one source gives a tile of each size.</summary>
    internal interface ISize
    {
        static abstract int Value { get; }
    }

    internal readonly struct One : ISize
    {
        public static int Value => 1;
    }

    internal readonly struct Two : ISize
    {
        public static int Value => 2;
    }

    internal readonly struct Four : ISize
    {
        public static int Value => 4;
    }

    internal readonly struct Six : ISize
    {
        public static int Value => 6;
    }

    internal readonly struct Eight : ISize
    {
        public static int Value => 8;
    }

    internal readonly struct Twelve : ISize
    {
        public static int Value => 12;
    }

    /// <summary>C tile = A·B, or += if <paramref name="add"/>. A[i, p] is a[i·rowStep + p·step], B[p, j] is b[p·ldb + j].</summary>
    /// <remarks>Each element is one chain of multiply-adds over p = 0 … k − 1, whatever the tile's size and the vector's width.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<V, T, Rows, Columns>(nint k, T* a, nint rowStep, nint step, T* b, nint ldb, T* c, nint ldc, bool add)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where Rows : struct, ISize
        where Columns : struct, ISize
    {
        V c00 = V.Zero, c01 = V.Zero;
        V c10 = V.Zero, c11 = V.Zero;
        V c20 = V.Zero, c21 = V.Zero;
        V c30 = V.Zero, c31 = V.Zero;
        V c40 = V.Zero, c41 = V.Zero;
        V c50 = V.Zero, c51 = V.Zero;
        V c60 = V.Zero, c61 = V.Zero;
        V c70 = V.Zero, c71 = V.Zero;
        V c80 = V.Zero, c81 = V.Zero;
        V c90 = V.Zero, c91 = V.Zero;
        V cA0 = V.Zero, cA1 = V.Zero;
        V cB0 = V.Zero, cB1 = V.Zero;
        // Four row pointers and one step reach twelve rows with the processor's own address arithmetic.
        T* a3 = a + 3 * rowStep, a6 = a3 + 3 * rowStep, a9 = a6 + 3 * rowStep;
        for (nint p = 0; p < k; p++)
        {
            var b0 = V.Load(in *b, 0);
            var b1 = Columns.Value > 1 ? V.Load(in *b, V.Count) : V.Zero;
            V x;
            x = V.Broadcast(a[0]);
            c00 = V.MultiplyAdd(x, b0, c00);
            if (Columns.Value > 1)
                c01 = V.MultiplyAdd(x, b1, c01);
            if (Rows.Value > 1)
            {
                x = V.Broadcast(a[rowStep]);
                c10 = V.MultiplyAdd(x, b0, c10);
                if (Columns.Value > 1)
                    c11 = V.MultiplyAdd(x, b1, c11);
                x = V.Broadcast(a[2 * rowStep]);
                c20 = V.MultiplyAdd(x, b0, c20);
                if (Columns.Value > 1)
                    c21 = V.MultiplyAdd(x, b1, c21);
                x = V.Broadcast(a3[0]);
                c30 = V.MultiplyAdd(x, b0, c30);
                if (Columns.Value > 1)
                    c31 = V.MultiplyAdd(x, b1, c31);
            }
            if (Rows.Value > 4)
            {
                x = V.Broadcast(a3[rowStep]);
                c40 = V.MultiplyAdd(x, b0, c40);
                if (Columns.Value > 1)
                    c41 = V.MultiplyAdd(x, b1, c41);
                x = V.Broadcast(a3[2 * rowStep]);
                c50 = V.MultiplyAdd(x, b0, c50);
                if (Columns.Value > 1)
                    c51 = V.MultiplyAdd(x, b1, c51);
            }
            if (Rows.Value > 6)
            {
                x = V.Broadcast(a6[0]);
                c60 = V.MultiplyAdd(x, b0, c60);
                if (Columns.Value > 1)
                    c61 = V.MultiplyAdd(x, b1, c61);
                x = V.Broadcast(a6[rowStep]);
                c70 = V.MultiplyAdd(x, b0, c70);
                if (Columns.Value > 1)
                    c71 = V.MultiplyAdd(x, b1, c71);
            }
            if (Rows.Value > 8)
            {
                x = V.Broadcast(a6[2 * rowStep]);
                c80 = V.MultiplyAdd(x, b0, c80);
                if (Columns.Value > 1)
                    c81 = V.MultiplyAdd(x, b1, c81);
                x = V.Broadcast(a9[0]);
                c90 = V.MultiplyAdd(x, b0, c90);
                if (Columns.Value > 1)
                    c91 = V.MultiplyAdd(x, b1, c91);
                x = V.Broadcast(a9[rowStep]);
                cA0 = V.MultiplyAdd(x, b0, cA0);
                if (Columns.Value > 1)
                    cA1 = V.MultiplyAdd(x, b1, cA1);
                x = V.Broadcast(a9[2 * rowStep]);
                cB0 = V.MultiplyAdd(x, b0, cB0);
                if (Columns.Value > 1)
                    cB1 = V.MultiplyAdd(x, b1, cB1);
            }
            a += step;
            a3 += step;
            a6 += step;
            a9 += step;
            b += ldb;
        }
        Store<V, T, Columns>(c, c00, c01, add);
        if (Rows.Value > 1)
        {
            Store<V, T, Columns>(c + 1 * ldc, c10, c11, add);
            Store<V, T, Columns>(c + 2 * ldc, c20, c21, add);
            Store<V, T, Columns>(c + 3 * ldc, c30, c31, add);
        }
        if (Rows.Value > 4)
        {
            Store<V, T, Columns>(c + 4 * ldc, c40, c41, add);
            Store<V, T, Columns>(c + 5 * ldc, c50, c51, add);
        }
        if (Rows.Value > 6)
        {
            Store<V, T, Columns>(c + 6 * ldc, c60, c61, add);
            Store<V, T, Columns>(c + 7 * ldc, c70, c71, add);
        }
        if (Rows.Value > 8)
        {
            Store<V, T, Columns>(c + 8 * ldc, c80, c81, add);
            Store<V, T, Columns>(c + 9 * ldc, c90, c91, add);
            Store<V, T, Columns>(c + 10 * ldc, cA0, cA1, add);
            Store<V, T, Columns>(c + 11 * ldc, cB0, cB1, add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, T, Columns>(T* c, V left, V right, bool add)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where Columns : struct, ISize
    {
        V.Store(add ? V.Load(in *c, 0) + left : left, ref *c, 0);
        if (Columns.Value > 1)
            V.Store(add ? V.Load(in *c, V.Count) + right : right, ref *c, V.Count);
    }
}
