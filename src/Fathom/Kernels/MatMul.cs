using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Fathom.Kernels;

/// <summary>C = op(A)·op(B), or C += op(A)·op(B), for float and double; what it means stands in <see cref="MatMulReference"/>.</summary>
/// <remarks>
/// The path, and with it the order in which each element of C is summed, is chosen by the shape alone, so the bits are the same at any
/// number of threads. C must not overlap A or B.
/// </remarks>
internal static unsafe class MatMul
{
    /// <summary>The vector width in bits that <see cref="Run"/> uses here: 512, 256, 128, or 0 where there are no vectors.</summary>
    /// <remarks>Asks for the instructions, not for <c>Vector512.IsHardwareAccelerated</c>: that one is false on processors which clock down
    /// for wide vectors, and a matrix product gains there all the same.</remarks>
    internal static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported ? 512
            : Vector256.IsHardwareAccelerated ? 256
            : Vector128.IsHardwareAccelerated ? 128 : 0;
    }

    /// <summary>C (m×n) = start + op(A) (m×k) · op(B) (k×n), or C += if <paramref name="add"/>.</summary>
    /// <remarks>op(A)[i, p] is <c>a[i·lda + p]</c>, transposed <c>a[p·lda + i]</c>; op(B)[p, j] is <c>b[p·ldb + j]</c>, transposed
    /// <c>b[j·ldb + p]</c>. With k = 0 the product is zero. <paramref name="start"/>, where given, is a row (n) that is added to each row
    /// of the product, as a bias is: it is what sums begin with, and costs nothing.</remarks>
    internal static void Run<T>(
        int m, int n, int k, ReadOnlySpan<T> a, int lda, bool transposeA, ReadOnlySpan<T> b, int ldb, bool transposeB, Span<T> c, int ldc, bool add,
        ReadOnlySpan<T> start = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Batched(1, m, n, k, a, 0, lda, transposeA, b, 0, ldb, transposeB, c, 0, ldc, add, start);

    /// <summary><see cref="Run"/> at a chosen vector width (0: one lane), for the tests.</summary>
    internal static void RunAt<T>(
        int width, int m, int n, int k, ReadOnlySpan<T> a, int lda, bool transposeA, ReadOnlySpan<T> b, int ldb, bool transposeB,
        Span<T> c, int ldc, bool add, ReadOnlySpan<T> start = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => BatchedAt(width, 1, m, n, k, a, 0, lda, transposeA, b, 0, ldb, transposeB, c, 0, ldc, add, start);

    /// <summary>Product number t of <paramref name="batch"/> reads A from <c>t·strideA</c> and B from <c>t·strideB</c> (0: one operand for
    /// all) and writes C at <c>t·strideC</c>; with <c>strideC = 0</c> the products are summed, in the order of t, into one C.</summary>
    internal static void Batched<T>(
        int batch, int m, int n, int k, ReadOnlySpan<T> a, nint strideA, int lda, bool transposeA,
        ReadOnlySpan<T> b, nint strideB, int ldb, bool transposeB, Span<T> c, nint strideC, int ldc, bool add,
        ReadOnlySpan<T> start = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (m == 0 || n == 0 || batch == 0)
            return;
        Check(batch, m, n, k, a.Length, strideA, lda, transposeA, b.Length, strideB, ldb, transposeB, c.Length, strideC, ldc);
        CheckStart(n, add, start.Length);
        fixed (T* pa = a, pb = b, pc = c, ps = start)
        {
            // The properties are constants to the compiler: of these only the one in use is ever compiled.
            if (Width == 512)
                MatMulDriver<Lanes512<T>, Vector512<T>, T, MatMulTile.Twelve, MatMulTile.Eight>.Run(batch, m, n, k, pa, strideA, lda, transposeA, pb, strideB, ldb, transposeB, pc, strideC, ldc, add, ps);
            else if (Width == 256)
                MatMulDriver<Lanes256<T>, Vector256<T>, T, MatMulTile.Six, MatMulTile.Four>.Run(batch, m, n, k, pa, strideA, lda, transposeA, pb, strideB, ldb, transposeB, pc, strideC, ldc, add, ps);
            else if (Width == 128 && AdvSimd.IsSupported)     // 32 registers, as with 512 bits
                MatMulDriver<Lanes128<T>, Vector128<T>, T, MatMulTile.Twelve, MatMulTile.Eight>.Run(batch, m, n, k, pa, strideA, lda, transposeA, pb, strideB, ldb, transposeB, pc, strideC, ldc, add, ps);
            else if (Width == 128)
                MatMulDriver<Lanes128<T>, Vector128<T>, T, MatMulTile.Six, MatMulTile.Four>.Run(batch, m, n, k, pa, strideA, lda, transposeA, pb, strideB, ldb, transposeB, pc, strideC, ldc, add, ps);
            else
                MatMulDriver<Lanes1<T>, T, T, MatMulTile.Six, MatMulTile.Four>.Run(batch, m, n, k, pa, strideA, lda, transposeA, pb, strideB, ldb, transposeB, pc, strideC, ldc, add, ps);
        }
    }

    /// <summary><see cref="Batched"/> at a chosen vector width (0: one lane), for the tests.</summary>
    internal static void BatchedAt<T>(
        int width, int batch, int m, int n, int k, ReadOnlySpan<T> a, nint strideA, int lda, bool transposeA,
        ReadOnlySpan<T> b, nint strideB, int ldb, bool transposeB, Span<T> c, nint strideC, int ldc, bool add,
        ReadOnlySpan<T> start = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (m == 0 || n == 0 || batch == 0)
            return;
        Check(batch, m, n, k, a.Length, strideA, lda, transposeA, b.Length, strideB, ldb, transposeB, c.Length, strideC, ldc);
        CheckStart(n, add, start.Length);
        fixed (T* pa = a, pb = b, pc = c, ps = start)
        {
            switch (width)
            {
                case 512:
                    MatMulDriver<Lanes512<T>, Vector512<T>, T, MatMulTile.Twelve, MatMulTile.Eight>.Run(batch, m, n, k, pa, strideA, lda, transposeA, pb, strideB, ldb, transposeB, pc, strideC, ldc, add, ps);
                    break;
                case 256:
                    MatMulDriver<Lanes256<T>, Vector256<T>, T, MatMulTile.Six, MatMulTile.Four>.Run(batch, m, n, k, pa, strideA, lda, transposeA, pb, strideB, ldb, transposeB, pc, strideC, ldc, add, ps);
                    break;
                case 128:
                    MatMulDriver<Lanes128<T>, Vector128<T>, T, MatMulTile.Six, MatMulTile.Four>.Run(batch, m, n, k, pa, strideA, lda, transposeA, pb, strideB, ldb, transposeB, pc, strideC, ldc, add, ps);
                    break;
                default:
                    MatMulDriver<Lanes1<T>, T, T, MatMulTile.Six, MatMulTile.Four>.Run(batch, m, n, k, pa, strideA, lda, transposeA, pb, strideB, ldb, transposeB, pc, strideC, ldc, add, ps);
                    break;
            }
        }
    }

    /// <summary>The kernels use pointers: what they will touch is checked here, once.</summary>
    private static void Check(
        int batch, int m, int n, int k, int lengthA, nint strideA, int lda, bool transposeA,
        int lengthB, nint strideB, int ldb, bool transposeB, int lengthC, nint strideC, int ldc)
    {
        if (batch < 0 || m < 0 || n < 0 || k < 0 || strideA < 0 || strideB < 0 || strideC < 0)
            ThrowSize(batch, m, n, k);
        CheckOperand("a", lengthA, batch, strideA, transposeA ? k : m, transposeA ? m : k, lda);
        CheckOperand("b", lengthB, batch, strideB, transposeB ? n : k, transposeB ? k : n, ldb);
        CheckOperand("c", lengthC, batch, strideC, m, n, ldc);
    }

    private static void CheckStart(int n, bool add, int length)
    {
        if (length != 0 && (length != n || add))
            ThrowStart(n, add, length);
    }

    private static void CheckOperand(string name, int length, int batch, nint stride, int rows, int columns, int rowStride)
    {
        if (rows == 0 || columns == 0)
            return;
        if ((rowStride < columns && rows > 1) || (batch - 1) * (long)stride + (rows - 1) * (long)rowStride + columns > length)
            ThrowOperand(name, length, batch, stride, rows, columns, rowStride);
    }

    [DoesNotReturn]
    private static void ThrowSize(int batch, int m, int n, int k) => throw new ArgumentException(
        $"MatMul: batch {batch}, m {m}, n {n}, k {k}: sizes and strides must not be negative.");

    [DoesNotReturn]
    private static void ThrowStart(int n, bool add, int length) => throw new ArgumentException(
        $"MatMul: start has {length} elements, add is {add}; expected a row of {n} and no adding.", "start");

    [DoesNotReturn]
    private static void ThrowOperand(string name, int length, int batch, nint stride, int rows, int columns, int rowStride) =>
        throw new ArgumentException(
            $"MatMul: {name} has {length} elements, but {batch} × ({rows}, {columns}) with row stride {rowStride} and batch stride {stride} "
            + $"reaches element {(batch - 1) * (long)stride + (rows - 1) * (long)rowStride + columns - 1}; a row stride is at least the row's length.", name);
}
