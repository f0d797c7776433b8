using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

[Collection(AloneCollection.Name)]
public sealed class MatMulTests : IDisposable
{
    private readonly int _threads = ForkJoin.Threads;

    public void Dispose() => ForkJoin.Threads = _threads;

    public static TheoryData<int> Widths => [512, 256, 128, 0];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Small_shapes_equal_the_reference_in_float(int width) => AllSmall<float>(width);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Small_shapes_equal_the_reference_in_double(int width) => AllSmall<double>(width);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Large_shapes_equal_the_reference_in_float(int width) => AllLarge<float>(width);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Large_shapes_equal_the_reference_in_double(int width) => AllLarge<double>(width);

    [Fact]
    public void The_default_width_equals_the_reference()
    {
        foreach (var (m, n, k) in (ReadOnlySpan<(int, int, int)>)[(1, 1, 1), (32, 64, 30), (33, 1, 17), (1, 40, 9), (130, 140, 150)])
            EveryWay<float>(-1, m, n, k);
    }

    [Fact]
    public void Bits_are_the_same_at_any_number_of_threads()
    {
        foreach (var (m, n, k) in (ReadOnlySpan<(int, int, int)>)[
            (32, 64, 30), (64, 256, 784), (257, 129, 511), (3, 2000, 700), (2000, 3, 700), (1, 3000, 900), (3000, 1, 900), (300, 20, 4000), (130, 2100, 90), (1100, 300, 400)])
        {
            for (int transposes = 0; transposes < 4; transposes++)
            {
                bool ta = (transposes & 1) != 0, tb = (transposes & 2) != 0;
                float[] a = Numbers<float>(m * k, 1), b = Numbers<float>(k * n, 2), expected = new float[m * n], c = new float[m * n];
                ForkJoin.Threads = 1;
                MatMul.Run<float>(m, n, k, a, ta ? m : k, ta, b, tb ? k : n, tb, expected, n, false);
                foreach (int threads in (int[])[2, 3, 4, 8])
                {
                    ForkJoin.Threads = threads;
                    MatMul.Run<float>(m, n, k, a, ta ? m : k, ta, b, tb ? k : n, tb, c, n, false);
                    Assert.True(expected.AsSpan().SequenceEqual(c), $"{m}×{n}×{k} {ta} {tb} at {threads} threads");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Batches_equal_the_reference_with_own_shared_and_summed_operands(int width)
    {
        foreach (var (batch, m, n, k) in (ReadOnlySpan<(int, int, int, int)>)[
            (0, 2, 2, 2), (1, 3, 4, 5), (5, 7, 9, 6), (3, 33, 40, 20), (64, 16, 16, 16), (6, 1, 30, 12), (7, 30, 1, 12), (3, 130, 130, 130), (40, 32, 48, 64)])
        {
            for (int variant = 0; variant < 64; variant++)
            {
                bool ta = (variant & 1) != 0, tb = (variant & 2) != 0, add = (variant & 4) != 0;
                int pad = (variant & 8) != 0 ? 3 : 0;
                int sa = (variant & 16) != 0 ? 0 : m * k + pad, sb = (variant & 32) != 0 ? 0 : k * n + pad;
                foreach (int sc in (int[])[m * n + pad, 0])
                {
                    float[] a = Numbers<float>(batch * (m * k + pad) + m * k, 1), b = Numbers<float>(batch * (k * n + pad) + k * n, 2);
                    float[] c = Numbers<float>(batch * (m * n + pad) + m * n, 3), expected = [.. c];
                    MatMul.BatchedAt<float>(width, batch, m, n, k, a, sa, ta ? m : k, ta, b, sb, tb ? k : n, tb, c, sc, n, add);
                    for (int t = 0; t < batch; t++)
                        MatMulReference.Run(m, n, k, a.AsSpan(t * sa), ta ? m : k, ta, b.AsSpan(t * sb), tb ? k : n, tb, expected.AsSpan(t * sc), n, add || (sc == 0 && t > 0));
                    AssertClose(expected, c, (sc == 0 ? batch : 1) * k, $"{batch} × {m}×{n}×{k} variant {variant} strideC {sc}");
                }
            }
        }
    }

    [Fact]
    public void Batches_have_the_same_bits_at_any_number_of_threads()
    {
        foreach (var (batch, m, n, k) in (ReadOnlySpan<(int, int, int, int)>)[(64, 32, 32, 32), (3, 200, 200, 200), (1000, 1, 16, 64), (500, 9, 9, 70)])
        {
            float[] a = Numbers<float>(batch * m * k, 1), b = Numbers<float>(batch * k * n, 2), expected = new float[batch * m * n], c = new float[batch * m * n];
            ForkJoin.Threads = 1;
            MatMul.Batched<float>(batch, m, n, k, a, m * k, k, false, b, k * n, k, true, expected, m * n, n, false);
            foreach (int threads in (int[])[2, 3, 4, 8])
            {
                ForkJoin.Threads = threads;
                MatMul.Batched<float>(batch, m, n, k, a, m * k, k, false, b, k * n, k, true, c, m * n, n, false);
                Assert.True(expected.AsSpan().SequenceEqual(c), $"{batch} × {m}×{n}×{k} at {threads} threads");
            }
        }
    }

    [Fact]
    public void A_product_allocates_nothing_after_the_first()
    {
        foreach (var (m, n, k) in (ReadOnlySpan<(int, int, int)>)[(32, 64, 30), (32, 1, 32), (1, 500, 900), (200, 300, 400), (512, 512, 512)])
        {
            float[] a = Numbers<float>(m * k, 1), b = Numbers<float>(k * n, 2), c = new float[m * n];
            ForkJoin.Threads = 2;
            for (int i = 0; i < 3; i++)
                MatMul.Run<float>(m, n, k, a, k, false, b, k, true, c, n, i > 0);
            Assert.Equal(0, Allocation.InProcess(() =>
            {
                for (int i = 0; i < 10; i++)
                    MatMul.Run<float>(m, n, k, a, k, false, b, k, true, c, n, i > 0);
            }));
        }
    }

    [Fact]
    public void NaN_and_infinity_reach_the_elements_they_belong_to_and_no_others()
    {
        const int m = 37, n = 45, k = 50;
        float[] a = Numbers<float>(m * k, 1), b = Numbers<float>(k * n, 2), c = new float[m * n];
        a[36 * k + 49] = float.NaN;
        b[7 * n + 44] = float.PositiveInfinity;
        MatMul.Run<float>(m, n, k, a, k, false, b, n, false, c, n, false);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
                Assert.Equal(i != 36 && j != 44, float.IsFinite(c[i * n + j]));
        }
    }

    [Fact]
    public void Rows_and_steps_beyond_what_is_packed_at_a_time_equal_the_reference()
    {
        const int m = 2110, n = 128, k = 2050;
        float[] a = Numbers<float>(m * k, 1), b = Numbers<float>(k * n, 2), c = new float[m * n], expected = new float[m * n], start = Numbers<float>(n, 3);
        MatMulReference.Run<float>(m, n, k, a, k, false, b, n, false, expected, n, false, start);
        MatMul.Run<float>(m, n, k, a, k, false, b, n, false, c, n, false, start);
        AssertClose(expected, c, k, "default width");
    }

    [Fact]
    public void A_start_of_another_length_or_beside_adding_is_refused()
    {
        float[] a = new float[6], b = new float[12], c = new float[8];
        Assert.Equal("start", Assert.Throws<ArgumentException>(() => MatMul.Run<float>(2, 4, 3, a, 3, false, b, 4, false, c, 4, false, new float[3])).ParamName);
        Assert.Equal("start", Assert.Throws<ArgumentException>(() => MatMul.Run<float>(2, 4, 3, a, 3, false, b, 4, false, c, 4, true, new float[4])).ParamName);
    }

    [Fact]
    public void Operands_that_are_too_short_are_refused_by_name()
    {
        float[] a = new float[6], b = new float[12], c = new float[8];
        Assert.Equal("a", Assert.Throws<ArgumentException>(() => MatMul.Run<float>(2, 4, 3, a.AsSpan(1), 3, false, b, 4, false, c, 4, false)).ParamName);
        Assert.Equal("b", Assert.Throws<ArgumentException>(() => MatMul.Run<float>(2, 4, 3, a, 3, false, b, 5, false, c, 4, false)).ParamName);
        Assert.Equal("c", Assert.Throws<ArgumentException>(() => MatMul.Run<float>(2, 4, 3, a, 3, false, b, 4, false, c, 3, false)).ParamName);
    }

    private static void AllSmall<T>(int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] sizes = [0, 1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 31, 33];
        foreach (int m in sizes)
        {
            foreach (int n in sizes)
            {
                foreach (int k in (int[])[0, 1, 2, 3, 8, 17, 35])
                    EveryWay<T>(width, m, n, k);
            }
        }
    }

    private static void AllLarge<T>(int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var (m, n, k) in (ReadOnlySpan<(int, int, int)>)[
            (130, 140, 150), (49, 65, 1030), (2, 300, 200), (300, 2, 200), (1, 700, 300), (700, 1, 300), (2050, 9, 20), (9, 2070, 20), (562, 90, 60), (29, 310, 330)])
            EveryWay<T>(width, m, n, k);
    }

    private static void EveryWay<T>(int width, int m, int n, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int way = 0; way < 16; way++)
        {
            bool ta = (way & 1) != 0, tb = (way & 2) != 0, add = (way & 4) != 0;
            int pad = (way & 8) != 0 ? 3 : 0;
            int lda = (ta ? m : k) + pad, ldb = (tb ? k : n) + pad, ldc = n + pad;
            var a = Numbers<T>((ta ? k : m) * lda, 1);
            var b = Numbers<T>((tb ? n : k) * ldb, 2);
            var c = Numbers<T>(m * ldc, 3);
            T[] expected = [.. c];
            MatMulReference.Run(m, n, k, a, lda, ta, b, ldb, tb, expected, ldc, add);
            if (width < 0)
                MatMul.Run<T>(m, n, k, a, lda, ta, b, ldb, tb, c, ldc, add);
            else
                MatMul.RunAt<T>(width, m, n, k, a, lda, ta, b, ldb, tb, c, ldc, add);
            string what = $"width {width}, {m}×{n}×{k}, A {(ta ? "turned" : "plain")}, B {(tb ? "turned" : "plain")}, pad {pad}";
            AssertClose(expected, c, k, $"{what}, add {add}");
            if (add || n == 0)
                continue;
            T[] start = Numbers<T>(n, 4);
            MatMulReference.Run(m, n, k, a, lda, ta, b, ldb, tb, expected, ldc, false, start);
            MatMul.RunAt<T>(width < 0 ? MatMul.Width : width, m, n, k, a, lda, ta, b, ldb, tb, c, ldc, false, start);
            AssertClose(expected, c, k, $"{what}, with a start");
        }
    }

    /// <summary>Numbers are in [−1, 1]: the difference of two orders of summation is within a few roundings of √k terms.
    /// Gaps between rows (pad) must come back untouched, so everything is compared.</summary>
    private static void AssertClose<T>(T[] expected, T[] got, int k, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double tolerance = (typeof(T) == typeof(float) ? 1.2e-7 : 2.3e-16) * (4 + 2 * Math.Sqrt(k) * Math.Log2(k + 2));
        for (int i = 0; i < expected.Length; i++)
        {
            double e = double.CreateChecked(expected[i]), g = double.CreateChecked(got[i]);
            if (!(Math.Abs(e - g) <= tolerance * Math.Max(1, Math.Abs(e))))
                Assert.Fail($"{what}: element {i}: expected {e}, got {g}");
        }
    }

    private static T[] Numbers<T>(int count, uint seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[count];
        uint state = seed * 2654435769u + 1;
        for (int i = 0; i < count; i++)
        {
            state = state * 1664525u + 1013904223u;
            values[i] = T.CreateChecked((state >> 8) / (double)(1 << 23) - 1);
        }
        return values;
    }
}
