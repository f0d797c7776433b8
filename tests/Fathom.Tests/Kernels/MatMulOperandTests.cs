using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

/// <summary>The packed operand against the product as it is defined, at every vector width.</summary>
public sealed unsafe class MatMulOperandTests
{
    public static TheoryData<int> Widths => [512, 256, 128, 0];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Products_equal_the_reference_in_float(int width) => All<float>(width, 1e-5);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Products_equal_the_reference_in_double(int width) => All<double>(width, 1e-13);

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_part_of_the_columns_and_a_row_alone_have_the_same_bits(int width)
    {
        const int M = 13, N = 150, K = 300;
        float[] a = Numbers<float>(M * K, 1), b = Numbers<float>(K * N, 2), whole = new float[M * N], parts = new float[M * N], rows = new float[M * N], packed = new float[MatMulOperand<float>.PackedLength(N, K)];
        fixed (float* pa = a, pb = b, pw = whole, pp = parts, pr = rows, memory = packed)
        {
            var operand = new MatMulOperand<float>(pb, N, K, transposed: true, memory, width);
            operand.Multiply(M, pa, K, pw, N, add: false);
            for (int j = 0; j < N; j += 64)
                operand.Columns(j, Math.Min(N, j + 64)).Multiply(M, pa, K, pp + j, N, add: false);
            for (int i = 0; i < M; i++)
                operand.Multiply(1, pa + (i * K), K, pr + (i * N), N, add: false);
        }

        Assert.Equal(whole, parts);
        Assert.Equal(whole, rows);
    }

    private static void All<T>(int width, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int n, int k) in new[] { (1, 1), (5, 3), (16, 7), (33, 20), (40, 300), (100, 513) })
        {
            foreach (int m in new[] { 1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 16, 17, 20, 28 })
            {
                Check<T>(width, m, n, k, transposed: false, add: true, tolerance);
                Check<T>(width, m, n, k, transposed: true, add: false, tolerance);
            }
        }
    }

    private static void Check<T>(int width, int m, int n, int k, bool transposed, bool add, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Rows of A and C lie further apart than they are long, and what is between must stay as it is.
        int lda = k + 3, ldc = n + 2;
        T[] a = Numbers<T>(m * lda, 1), b = Numbers<T>(k * n, 2), expected = Numbers<T>(m * ldc, 3), c = [.. expected];
        MatMulReference.Run<T>(m, n, k, a, lda, false, b, transposed ? k : n, transposed, expected, ldc, add);
        T[] packed = new T[MatMulOperand<T>.PackedLength(n, k)];
        fixed (T* pa = a, pb = b, pc = c, pp = packed)
            new MatMulOperand<T>(pb, n, k, transposed, pp, width).Multiply(m, pa, lda, pc, ldc, add);
        for (int i = 0; i < c.Length; i++)
            Assert.True(T.Abs(c[i] - expected[i]) <= T.CreateTruncating(tolerance * (1 + Math.Sqrt(k))), $"{m}×{n}×{k} {transposed} at {width}: element {i} is {c[i]}, expected {expected[i]}");
    }

    private static T[] Numbers<T>(int count, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[count];
        new Rng(seed).Normal<T>(values);
        return values;
    }
}
