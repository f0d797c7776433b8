using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

/// <summary>Pooling without places beside pooling with them, NaN included.</summary>
public sealed unsafe class LargestPoolingTests
{
    [Fact]
    public void Both_find_the_same_numbers()
    {
        foreach ((int kernel, int stride, int padding, int dilation) in ((int, int, int, int)[])[(2, 2, 0, 1), (3, 2, 1, 1), (2, 1, 0, 2), (3, 3, 0, 1), (1, 1, 0, 1)])
        {
            foreach (int width in (int[])[4, 5, 8, 17, 24, 33, 70])
            {
                Check<float>(Along(6, kernel, stride, padding, dilation), Along(width, kernel, stride, padding, dilation));
                Check<double>(Along(7, kernel, stride, padding, dilation), Along(width, kernel, stride, padding, dilation));
            }
        }
    }

    [Fact]
    public void Two_by_two_is_the_same_at_every_width()
    {
        Assert.True(LargestOfFour.Suits(Along(6, 2, 2, 0, 1), Along(9, 2, 2, 0, 1)));
        Assert.False(LargestOfFour.Suits(Along(7, 2, 2, 0, 1), Along(8, 2, 2, 0, 1)));
        Assert.False(LargestOfFour.Suits(Along(6, 3, 2, 0, 1), Along(8, 2, 2, 0, 1)));
        foreach (int width in (int[])[2, 3, 8, 9, 16, 24, 31, 32, 33, 70])
        {
            Four<Vec1<float>, float>(width);
            Four<Vec128<float>, float>(width);
            Four<Vec256<float>, float>(width);
            Four<Vec512<float>, float>(width);
            Four<Vec256<double>, double>(width);
        }
    }

    private static void Four<V, T>(int width)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Rows = 5;
        if (width / 2 < V.Count)
            return;
        T[] x = Numbers<T>(2 * Rows * width), y = new T[Rows * (width / 2)];
        fixed (T* px = x, py = y)
        {
            LargestOfFour.Rows<V, T>(0, 2, width, px, py);
            LargestOfFour.Rows<V, T>(2, Rows, width, px, py);
        }

        for (int i = 0; i < y.Length; i++)
        {
            int at = (i / (width / 2) * 2 * width) + (i % (width / 2) * 2);
            T expected = T.Max(T.Max(x[at], x[at + 1]), T.Max(x[at + width], x[at + width + 1]));
            Assert.True(y[i].Equals(expected), $"{width}, {typeof(V).Name}: {y[i]} at {i}, expected {expected}");
        }
    }

    private static void Check<T>(Window high, Window wide)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Planes = 3;
        if (wide.Output < 1)
            return;
        int results = Planes * high.Output * wide.Output;
        T[] x = Numbers<T>(Planes * high.Input * wide.Input), expected = new T[results], tap = new T[results], y = new T[results], four = new T[results];
        fixed (T* px = x, pe = expected, pt = tap, py = y, pf = four)
        {
            PoolRows.Run<MaxPooling<T>, T>(new(high, wide, px, pe, pt), Planes, high.Output, wide.Output, results);
            PoolRows.Run<LargestPooling<T>, T>(new(high, wide, px, py), Planes, high.Output, wide.Output, results);
            if (LargestOfFour.Suits(high, wide))
            {
                LargestOfFour.Run(Planes * high.Output, wide.Input, px, pf);
                Assert.Equal(expected, four);
            }
        }

        Assert.Equal(expected, y);
    }

    private static Window Along(int length, int kernel, int stride, int padding, int dilation) =>
        new(length, kernel, stride, padding, dilation, (int)Window.Count(length, kernel, stride, padding, dilation));

    private static T[] Numbers<T>(int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[count];
        new Rng(1).Normal<T>(values);
        values[count / 2] = T.NaN;
        values[0] = T.NegativeInfinity;
        return values;
    }
}
