using System.Numerics;

namespace Fathom.Kernels;

/// <summary>The matrix product as it is defined, for comparison with <see cref="MatMul"/>: three loops, one sum for each element.</summary>
internal static class MatMulReference
{
    /// <summary>C = start + op(A)·op(B) with a row (n) or nothing to start from, or C += op(A)·op(B) if <paramref name="add"/>; op(X) = Xᵀ where the flag says so.</summary>
    /// <remarks>op(A)[i, p] is <c>a[i·lda + p]</c>, transposed <c>a[p·lda + i]</c>; op(B)[p, j] is <c>b[p·ldb + j]</c>, transposed
    /// <c>b[j·ldb + p]</c>; C[i, j] is <c>c[i·ldc + j]</c>.</remarks>
    internal static void Run<T>(
        int m, int n, int k, ReadOnlySpan<T> a, int lda, bool transposeA, ReadOnlySpan<T> b, int ldb, bool transposeB, Span<T> c, int ldc, bool add,
        ReadOnlySpan<T> start = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                var sum = start.IsEmpty ? T.Zero : start[j];
                for (int p = 0; p < k; p++)
                    sum += a[transposeA ? p * lda + i : i * lda + p] * b[transposeB ? j * ldb + p : p * ldb + j];
                c[i * ldc + j] = add ? c[i * ldc + j] + sum : sum;
            }
        }
    }
}
