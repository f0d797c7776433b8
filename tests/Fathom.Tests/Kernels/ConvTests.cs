using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

[Collection(AloneCollection.Name)]
public sealed class ConvTests : IDisposable
{
    /// <summary>N, groups, C, K, then for rows and columns: big, kernel, stride, dilation, zeros before, zeros behind.</summary>
    private static readonly int[][] s_cases =
    [
        [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0],
        [2, 1, 3, 5, 7, 2, 1, 1, 0, 0, 8, 3, 2, 1, 1, 1],
        [2, 1, 4, 8, 9, 3, 1, 1, 1, 1, 8, 3, 1, 1, 1, 1],
        [1, 1, 2, 9, 30, 3, 1, 1, 0, 0, 35, 3, 1, 1, 0, 0],
        [3, 1, 16, 17, 8, 3, 1, 1, 1, 1, 8, 3, 1, 1, 1, 1],
        [2, 1, 20, 16, 16, 3, 2, 1, 1, 1, 16, 3, 2, 1, 1, 1],
        [2, 1, 8, 12, 9, 3, 3, 2, 2, 2, 20, 4, 2, 3, 1, 4],
        [2, 2, 3, 4, 9, 3, 1, 1, 1, 1, 9, 3, 1, 1, 1, 1],
        [2, 6, 1, 1, 9, 3, 1, 1, 1, 1, 19, 3, 2, 1, 1, 1],
        [2, 3, 1, 2, 9, 3, 1, 2, 2, 2, 19, 3, 1, 1, 0, 2],
        [5, 1, 7, 10, 1, 1, 1, 1, 0, 0, 40, 5, 1, 1, 2, 2],
        [2, 1, 33, 20, 6, 1, 1, 1, 0, 0, 7, 1, 1, 1, 0, 0],
        [2, 1, 16, 24, 9, 1, 2, 1, 0, 0, 9, 1, 2, 1, 0, 0],
        [1, 1, 3, 4, 2, 1, 5, 1, 0, 0, 3, 2, 4, 1, 0, 0],
        [1, 1, 2, 3, 5, 2, 1, 1, -1, -1, 6, 2, 1, 1, -2, 0],
        [1, 1, 2, 3, 4, 3, 1, 1, 5, 5, 4, 3, 2, 1, 4, 6],
        [1, 1, 24, 9, 22, 3, 1, 1, 1, 1, 26, 3, 1, 1, 1, 1],
        [9, 1, 1, 32, 12, 3, 1, 1, 0, 0, 28, 3, 1, 1, 0, 0],
        [20, 1, 18, 6, 4, 3, 1, 1, 1, 1, 5, 3, 1, 1, 1, 1],
        [0, 1, 3, 4, 5, 3, 1, 1, 1, 1, 5, 3, 1, 1, 1, 1],

        // Few channels: the weight's gradient along rows; whole and partial vectors, several bands, depthwise.
        [3, 1, 3, 6, 20, 3, 1, 1, 1, 1, 37, 3, 1, 1, 1, 1],
        [2, 5, 1, 1, 18, 3, 1, 1, 1, 1, 32, 3, 1, 1, 1, 1],
        [2, 4, 1, 1, 20, 5, 1, 2, 4, 4, 33, 5, 1, 1, 2, 2],
        [1, 1, 2, 3, 70, 3, 1, 1, 1, 1, 200, 3, 1, 1, -1, 0],
        [2, 2, 4, 5, 6, 1, 1, 1, 0, 0, 19, 4, 1, 2, 7, 1],

        // By Winograd's tiles: odd and even sizes, rows of tiles shorter and longer than a vector, several pictures in a block, padding of every kind.
        [3, 1, 8, 8, 8, 3, 1, 1, 1, 1, 8, 3, 1, 1, 1, 1],
        [2, 1, 9, 13, 11, 3, 1, 1, 0, 0, 28, 3, 1, 1, 0, 0],
        [1, 1, 17, 20, 20, 3, 1, 1, 2, 2, 37, 3, 1, 1, 2, 0],
        [2, 1, 16, 33, 17, 3, 1, 1, 1, 0, 13, 3, 1, 1, 0, 2],
        [2, 2, 8, 10, 9, 3, 1, 1, 1, 1, 10, 3, 1, 1, 1, 1],
        [30, 1, 10, 8, 4, 3, 1, 1, 1, 1, 3, 3, 1, 1, 1, 1],
        [1, 1, 8, 9, 14, 3, 1, 1, -1, 1, 15, 3, 1, 1, -2, -1],
        [2, 1, 12, 8, 12, 3, 1, 1, 4, 3, 12, 3, 1, 1, 3, 5],
        [18, 1, 64, 40, 6, 3, 1, 1, 1, 1, 6, 3, 1, 1, 1, 1],
    ];

    private readonly int _threads = ForkJoin.Threads;

    public static TheoryData<int> Widths => [512, 256, 128, 0];

    public void Dispose() => ForkJoin.Threads = _threads;

    [Theory]
    [MemberData(nameof(Widths))]
    public void All_passes_equal_the_reference_in_float(int width) => All<float>(width, 1e-5);

    [Theory]
    [MemberData(nameof(Widths))]
    public void All_passes_equal_the_reference_in_double(int width) => All<double>(width, 1e-13);

    [Theory]
    [MemberData(nameof(Widths))]
    public void What_is_not_finite_reaches_the_results_that_see_it_and_no_others(int width)
    {
        ConvShape shape = Shape([2, 1, 8, 9, 7, 3, 1, 1, 1, 1, 9, 3, 1, 1, 1, 0]);     // by Winograd's tiles
        Assert.True(Winograd.Suits(shape));
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity])
        {
            for (int place = 0; place < shape.BigPlane; place++)
            {
                var a = new Arrays<float>(shape);
                a.Big[(9 * shape.BigPlane) + place] = value;
                a.Small[(10 * shape.SmallPlane) + (place % shape.SmallPlane)] = value;
                float[] small = new float[a.Small.Length], big = new float[a.Big.Length], seen = new float[a.Small.Length], met = new float[a.Big.Length];
                ConvReference.Down<float>(shape, a.Big, a.Weight, seen);
                Conv.Pass<float>(width, shape, false, a.Big, a.Weight, [], small, false);
                ConvReference.Up<float>(shape, a.Small, a.Weight, met);
                Conv.Pass<float>(width, shape, true, a.Small, a.Weight, [], big, false);
                Assert.Equal(seen.Select(float.IsFinite), small.Select(float.IsFinite));
                Assert.Equal(met.Select(float.IsFinite), big.Select(float.IsFinite));
            }
        }
    }

    [Fact]
    public void Bits_are_the_same_at_any_number_of_threads()
    {
        foreach (int[] sizes in (int[][])[[20, 1, 16, 24, 20, 3, 1, 1, 1, 1, 18, 3, 1, 1, 1, 1], [20, 1, 5, 16, 20, 3, 1, 1, 1, 1, 20, 3, 1, 1, 1, 1], [3, 1, 30, 20, 40, 3, 2, 1, 1, 1, 40, 3, 1, 1, 1, 1], [24, 8, 1, 1, 30, 5, 1, 1, 2, 2, 30, 5, 1, 1, 2, 2], [20, 1, 3, 16, 20, 3, 1, 1, 1, 1, 20, 3, 1, 1, 1, 1]])
        {
            ConvShape shape = Shape(sizes);
            Arrays<float> a = new(shape), first = default;
            foreach (int threads in (int[])[1, 2, 3, 4, 8])
            {
                ForkJoin.Threads = threads;
                float[] big = new float[a.Big.Length], small = new float[a.Small.Length], weight = new float[a.Weight.Length];
                Conv.Down<float>(shape, a.Big, a.Weight, a.Bias, small, false);
                Conv.Up<float>(shape, a.Small, a.Weight, [], big, false);
                Conv.Weight<float>(shape, a.Big, a.Small, weight, false);
                if (threads == 1)
                    first = new Arrays<float>(big, small, weight);
                Assert.True(first.Big.AsSpan().SequenceEqual(big) && first.Small.AsSpan().SequenceEqual(small) && first.Weight.AsSpan().SequenceEqual(weight), $"{shape} at {threads} threads");
            }
        }
    }

    [Fact]
    public void Passes_allocate_nothing_after_the_first()
    {
        ConvShape shape = Shape([8, 1, 16, 16, 16, 3, 1, 1, 1, 1, 16, 3, 1, 1, 1, 1]);
        var a = new Arrays<float>(shape);
        ForkJoin.Threads = 2;
        Action all = () =>
        {
            Conv.Down<float>(shape, a.Big, a.Weight, a.Bias, a.Small, false);
            Conv.Up<float>(shape, a.Small, a.Weight, [], a.Big, false);
            Conv.Weight<float>(shape, a.Big, a.Small, a.Weight, false);
        };
        all();
        all();
        Assert.Equal(0, Allocation.InProcess(all));
    }

    [Fact]
    public void Operands_of_the_wrong_length_are_refused()
    {
        ConvShape shape = Shape(s_cases[2]);
        var a = new Arrays<float>(shape);
        Assert.Throws<ArgumentException>(() => Conv.Down<float>(shape, a.Big.AsSpan(1), a.Weight, [], a.Small, false));
        Assert.Throws<ArgumentException>(() => Conv.Up<float>(shape, a.Small, a.Weight, new float[1], a.Big, false));
        Assert.Throws<ArgumentException>(() => Conv.Weight<float>(shape, a.Big, a.Small, a.Weight.AsSpan(1), false));
    }

    private static void All<T>(int width, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int[] sizes in s_cases)
        {
            ConvShape shape = Shape(sizes);
            var a = new Arrays<T>(shape);
            foreach (bool add in (bool[])[false, true])
            {
                T[] bias = add ? [] : a.Bias;
                T[] small = Start(a.Small, add), big = Start(a.Big, add), weight = Start(a.Weight, add), expected = [.. small];
                if (!add)
                    Spread(bias, shape.N, expected);
                ConvReference.Down<T>(shape, a.Big, a.Weight, expected);
                Conv.Pass<T>(width, shape, false, a.Big, a.Weight, bias, small, add);
                Same(expected, small, tolerance * shape.C * shape.Taps, $"down {shape} {add}");

                expected = [.. big];
                ConvReference.Up<T>(shape, a.Small, a.Weight, expected);
                Conv.Pass<T>(width, shape, true, a.Small, a.Weight, [], big, add);
                Same(expected, big, tolerance * shape.K * shape.Taps, $"up {shape} {add}");

                expected = [.. weight];
                ConvReference.Weight<T>(shape, a.Big, a.Small, expected);
                Conv.WeightAt<T>(width, shape, a.Big, a.Small, weight, add);
                Same(expected, weight, tolerance * Math.Max(1, shape.N * shape.SmallPlane), $"weight {shape} {add}");
            }
        }
    }

    private static ConvShape Shape(int[] s) => new(s[0], s[1], s[2], s[3], Axis(s.AsSpan(4, 6)), Axis(s.AsSpan(10, 6)));

    private static ConvAxis Axis(ReadOnlySpan<int> s) =>
        new(s[0], ((s[0] + s[4] + s[5] - (s[3] * (s[1] - 1)) - 1) / s[2]) + 1, s[1], s[2], s[3], s[4]);

    /// <summary>What stands in the result before: kept when added to, nonsense to be overwritten when not.</summary>
    private static T[] Start<T>(T[] values, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => add ? [.. values] : new T[values.Length];

    private static void Spread<T>(T[] bias, int n, T[] y)
    {
        int plane = n == 0 ? 0 : y.Length / (n * bias.Length);
        for (int i = 0; i < y.Length; i++)
            y[i] = bias[i / plane % bias.Length];
    }

    private static void Same<T>(T[] expected, T[] actual, double tolerance, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(double.CreateTruncating(expected[i]) - double.CreateTruncating(actual[i]));
            Assert.True(difference <= tolerance, $"{what}: element {i} is {actual[i]}, expected {expected[i]}");
        }
    }

    private readonly record struct Arrays<T>(T[] Big, T[] Small, T[] Weight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Arrays(ConvShape s)
            : this(Numbers(s.N * s.Groups * s.C * s.BigPlane, 1), Numbers(s.N * s.Groups * s.K * s.SmallPlane, 2), Numbers((int)s.Weights, 3)) => Bias = Numbers(s.Groups * s.K, 4);

        public T[] Bias { get; } = [];

        private static T[] Numbers(int count, int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
        }
    }
}
