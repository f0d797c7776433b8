using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Fathom.Kernels;

/// <summary>C = op(A)·B, or C += op(A)·B, for products whose operands stand in the nearest caches and whose rows of B and C are whole vectors: tiles at once, nothing packed, cut or shared.</summary>
/// <remarks><see cref="MatMul"/> weighs shapes, packs and hands out pieces, which costs some tenths of a microsecond a product: as much as the work of a head of attention. What it means stands in
/// <see cref="MatMulReference"/>; each element is one chain of multiply-adds, so its bits do not depend on the tile it falls into.</remarks>
internal static unsafe class SmallProduct
{
    /// <summary>What the columns must be a multiple of.</summary>
    public static int Lanes<T>()
        where T : unmanaged => MatMul.Width == 0 ? 1 : MatMul.Width / 8 / sizeof(T);

    /// <summary>C (m×n) = op(A) (m×k) · B (k×n). A[i, p] is a[i·rowStep + p·step], B[p, j] is b[p·ldb + j]; n is a multiple of <see cref="Lanes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<T>(int m, int n, int k, T* a, nint rowStep, nint step, T* b, nint ldb, T* c, nint ldc, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => RunAt(MatMul.Width, m, n, k, a, rowStep, step, b, ldb, c, ldc, add);

    /// <summary><see cref="Run"/> at a chosen vector width (0: one lane), for the tests.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunAt<T>(int width, int m, int n, int k, T* a, nint rowStep, nint step, T* b, nint ldb, T* c, nint ldc, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (width == 512)
            Tiles<Lanes512<T>, Vector512<T>, T, MatMulTile.Twelve, MatMulTile.Eight>(m, n, k, a, rowStep, step, b, ldb, c, ldc, add);
        else if (width == 256)
            Tiles<Lanes256<T>, Vector256<T>, T, MatMulTile.Six, MatMulTile.Four>(m, n, k, a, rowStep, step, b, ldb, c, ldc, add);
        else if (width == 128 && AdvSimd.IsSupported)     // 32 registers, as with 512 bits
            Tiles<Lanes128<T>, Vector128<T>, T, MatMulTile.Twelve, MatMulTile.Eight>(m, n, k, a, rowStep, step, b, ldb, c, ldc, add);
        else if (width == 128)
            Tiles<Lanes128<T>, Vector128<T>, T, MatMulTile.Six, MatMulTile.Four>(m, n, k, a, rowStep, step, b, ldb, c, ldc, add);
        else
            Tiles<Lanes1<T>, T, T, MatMulTile.Six, MatMulTile.Four>(m, n, k, a, rowStep, step, b, ldb, c, ldc, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles<L, V, T, Main, Less>(int m, int n, int k, T* a, nint rowStep, nint step, T* b, nint ldb, T* c, nint ldc, bool add)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where Main : unmanaged
        where Less : unmanaged
    {
        int j = 0;
        for (; j <= n - (2 * L.Count); j += 2 * L.Count)
            Rows<L, V, T, Main, Less, MatMulTile.Two>(m, k, a, rowStep, step, b + j, ldb, c + j, ldc, add);
        if (j < n)
            Rows<L, V, T, Main, Less, MatMulTile.One>(m, k, a, rowStep, step, b + j, ldb, c + j, ldc, add);
    }

    /// <summary>All rows of one panel: the largest tiles first, two middling ones rather than a large and a small one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows<L, V, T, Main, Less, Columns>(int m, int k, T* a, nint rowStep, nint step, T* b, nint ldb, T* c, nint ldc, bool add)
        where L : struct, ILanes<V, T>
        where V : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where Main : unmanaged
        where Less : unmanaged
        where Columns : unmanaged
    {
        int rows;
        for (int i = 0; i < m; i += rows, a += rows * rowStep, c += rows * ldc)
        {
            int rest = m - i;
            if (rest >= sizeof(Main) && rest != 2 * sizeof(Less))
                MatMulTile.Run<L, V, T, Main, Columns>(k, a, rowStep, step, b, ldb, c, ldc, add);
            else if (rest >= sizeof(Less))
                MatMulTile.Run<L, V, T, Less, Columns>(k, a, rowStep, step, b, ldb, c, ldc, add);
            else if (rest >= 4)
                MatMulTile.Run<L, V, T, MatMulTile.Four, Columns>(k, a, rowStep, step, b, ldb, c, ldc, add);
            else
                MatMulTile.Run<L, V, T, MatMulTile.One, Columns>(k, a, rowStep, step, b, ldb, c, ldc, add);
            rows = rest >= sizeof(Main) && rest != 2 * sizeof(Less) ? sizeof(Main) : rest >= sizeof(Less) ? sizeof(Less) : rest >= 4 ? 4 : 1;
        }
    }
}
