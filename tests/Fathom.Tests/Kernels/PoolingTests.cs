using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

/// <summary>Pooling in vectors beside the plain loops that define it, at every vector width, and the windows themselves.</summary>
public sealed class PoolingTests
{
    /// <summary>Kernel, stride, padding, dilation, and whether lengths are rounded up.</summary>
    private static readonly (int Kernel, int Stride, int Padding, int Dilation, bool Ceil)[] s_windows =
        [(1, 1, 0, 1, false), (2, 2, 0, 1, false), (2, 1, 1, 1, false), (3, 2, 1, 1, false), (3, 2, 1, 1, true), (3, 1, 1, 2, false), (4, 2, 2, 1, true), (2, 3, 0, 1, false), (5, 4, 2, 1, false)];

    [Fact]
    public void Max_and_mean_equal_the_plain_loops_at_every_width()
    {
        foreach (var (kernel, stride, padding, dilation, ceil) in s_windows)
        {
            foreach (int length in new[] { 5, 8, 9, 17, 33, 34, 67, 70 })
            {
                Window high = Along(length == 9 ? 7 : 6, kernel, stride, padding, dilation, ceil), wide = Along(length, kernel, stride, padding, dilation, ceil);
                if (high.Output == 0 || wide.Output == 0)
                    continue;
                Compare<float>(high, wide);
                Compare<double>(high, wide);
            }
        }
    }

    [Fact]
    public void A_window_counts_the_taps_that_see_the_input()
    {
        Window axis = Along(5, 3, 2, 1, 1, false);
        Assert.Equal([(1, 3), (0, 3), (0, 2)], Enumerable.Range(0, axis.Output).Select(axis.Inside));
        Assert.Equal((0, 1), Along(5, 2, 4, 0, 3, true).Inside(1)); // a window that begins at the last place
        Assert.Equal(0, Window.Count(4, 5, 1, 0, 1));
        Assert.Equal(1, Window.Count(4, 5, 1, 1, 1, ceil: false) - 1); // 4 + 2 places hold two windows of 5
    }

    private static Window Along(int length, int kernel, int stride, int padding, int dilation, bool ceil) =>
        new(length, kernel, stride, padding, dilation, (int)Window.Count(length, kernel, stride, padding, dilation, ceil));

    private static unsafe void Compare<T>(Window high, Window wide)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        const int planes = 3;
        T[] x = new T[planes * high.Input * wide.Input];
        new Rng(1).Uniform<T>(x, -1, 1);
        for (int i = 0; i < x.Length; i += 3)
            x[i] = T.Zero; // equal numbers, so that the choice among them is seen
        x[7] = T.NaN;
        int results = planes * high.Output * wide.Output;
        T[] expected = new T[results], mean = new T[results];
        long[] places = new long[results];
        PoolReference.Max(high, wide, x, expected, places);
        PoolReference.Average(high, wide, x, mean, divisor: 4, countPadding: true);
        At<Vec1<T>>();
        At<Vec128<T>>();
        At<Vec256<T>>();
        At<Vec512<T>>();

        void At<V>()
            where V : struct, IVec<V, T>
        {
            T[] y = new T[results], tap = new T[results], average = new T[results], rowCount = new T[high.Output], columnCount = new T[wide.Output];
            T[] ones = [.. Enumerable.Repeat(T.One, results)], gradient = new T[x.Length], chosen = new T[x.Length];
            rowCount.AsSpan().Fill(T.CreateTruncating(4));
            columnCount.AsSpan().Fill(T.One);
            fixed (T* px = x, py = y, pt = tap, pa = average, pr = rowCount, pc = columnCount, po = ones, pg = gradient)
            {
                Rows<V, MaxPooling<T>>(new(high, wide, px, py, pt));
                Rows<V, AveragePooling<T>>(new(high, wide, px, pa, pr, pc));
                Rows<V, PoolGradient<T>>(new(high, wide, po, pg, false) { Tap = pt });
            }

            if (HalfPooling.Suits(high, wide) && wide.Output >= V.Count)
            {
                T[] half = new T[results], taps = new T[results], back = [.. Enumerable.Repeat(T.NaN, x.Length)];
                fixed (T* px = x, py = half, pt = taps, po = ones, pg = back)
                {
                    HalfPooling.Forward<V, T>(high, wide, 0, planes, px, py, pt);
                    HalfPooling.Backward<V, T>(high, wide, 0, planes, po, pt, pg);
                }

                Assert.Equal(y, half);
                Assert.Equal(tap, taps);
                Assert.Equal(gradient, back);
            }

            long[] at = new long[results];
            MaxPooling<T>.Places(tap, at, high, wide);
            Assert.Equal(expected, y);
            Assert.Equal(places, at);
            Assert.Equal(mean, average, (a, b) => a.Equals(b) || T.Abs(a - b) <= T.CreateTruncating(1e-6));
            for (int i = 0; i < results; i++)
                chosen[((i / (high.Output * wide.Output)) * high.Input * wide.Input) + (int)places[i]] += T.One;
            Assert.Equal(chosen, gradient);
        }

        void Rows<V, R>(R row)
            where V : struct, IVec<V, T>
            where R : struct, IPoolRow<T>
        {
            for (int plane = 0; plane < planes; plane++)
            {
                row.Open(plane);
                for (int h = 0; h < high.Output; h++)
                    row.Blocks<Vec1<T>>(plane, h, row.Blocks<V>(plane, h, 0));
            }
        }
    }
}
