using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

/// <summary>Weights packed once against the convolution as it is defined, at every vector width, with one picture and with several.</summary>
public sealed unsafe class ConvOperandTests
{
    /// <summary>Groups, C, K, then big, kernel, stride, dilation, zeros before, for rows and columns alike.</summary>
    private static readonly int[][] s_cases =
    [
        [1, 1, 1, 1, 1, 1, 1, 0],
        [1, 3, 5, 9, 3, 2, 1, 1],
        [1, 1, 32, 14, 3, 1, 1, 0],
        [1, 8, 12, 13, 3, 1, 1, 1],
        [1, 16, 20, 10, 3, 1, 1, 0],
        [2, 9, 8, 11, 3, 1, 1, 1],
        [6, 1, 1, 9, 3, 1, 1, 1],
        [1, 10, 7, 8, 5, 1, 2, 4],
        [1, 12, 9, 6, 1, 1, 1, 0],
        [1, 8, 8, 4, 3, 1, 1, 1],
    ];

    public static TheoryData<int> Widths => [512, 256, 128, 0];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Pictures_equal_the_reference(int width)
    {
        foreach (int[] sizes in s_cases)
        {
            Check<float>(width, sizes, 1e-5);
            Check<double>(width, sizes, 1e-13);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ConvOperand<float>(Shape([1, 2, 3, 5, 3, 1, 1, 0]), new float[53], []));

    private static void Check<T>(int width, int[] sizes, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ConvShape one = Shape(sizes);
        T[] weight = Numbers<T>((int)one.Weights, 1), bias = Numbers<T>(one.Groups * one.K, 2);
        int inputs = one.Groups * one.C * one.BigPlane, outputs = one.Groups * one.K * one.SmallPlane;
        foreach (bool biased in (bool[])[true, false])
        {
            var operand = new ConvOperand<T>(one, weight, biased ? bias : [], width);
            T[] alone = [];
            foreach (int pictures in (int[])[1, 2, 5])
            {
                ConvShape shape = one with { N = pictures };
                T[] x = Numbers<T>(pictures * inputs, 3), y = new T[pictures * outputs], expected = new T[y.Length];
                ConvReference.Down<T>(shape, x, weight, expected);
                for (int i = 0; biased && i < expected.Length; i++)
                    expected[i] += bias[i / one.SmallPlane % bias.Length];
                fixed (T* px = x, py = y)
                    operand.Down(pictures, px, py);
                for (int i = 0; i < y.Length; i++)
                    Assert.True(T.Abs(y[i] - expected[i]) <= T.CreateTruncating(tolerance * (1 + Math.Sqrt(one.C * one.Taps))), $"{shape} at {width}: {y[i]} at {i}, expected {expected[i]}");

                // The first picture has the same bits whatever stands behind it.
                alone = pictures == 1 ? y : alone;
                Assert.True(alone.AsSpan().SequenceEqual(y.AsSpan(0, outputs)), $"{shape} at {width}");
            }
        }
    }

    private static ConvShape Shape(int[] s)
    {
        (int big, int kernel, int stride, int dilation, int before) = (s[3], s[4], s[5], s[6], s[7]);
        var axis = new ConvAxis(big, ((big + (2 * before) - (dilation * (kernel - 1)) - 1) / stride) + 1, kernel, stride, dilation, before);
        return new ConvShape(1, s[0], s[1], s[2], axis, axis);
    }

    private static T[] Numbers<T>(int count, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[count];
        new Rng(seed).Normal<T>(values);
        return values;
    }
}
