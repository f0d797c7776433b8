using Fathom.Kernels;

namespace Fathom.Tests.Training.Monitoring;

/// <summary>The kernels behind the monitor, at every length around a vector, against plain arithmetic.</summary>
public sealed class StatisticsKernelTests
{
    [Fact]
    public void Sums_are_those_of_plain_arithmetic()
    {
        foreach (int length in new[] { 1, 2, 7, 15, 16, 17, 31, 33, 64, 1000, 100_003 })
        {
            float[] x = new Rng((ulong)length).Normal([length]).ToArray<float>(), y = new Rng((ulong)length + 1).Normal([length]).ToArray<float>();
            Moments moments = Moments.Of<float>(x);
            Assert.Equal(length, moments.Count);
            Assert.Equal(x.Sum(v => (double)v), moments.Sum, 1e-9);
            Assert.Equal(x.Sum(v => (double)v * v), moments.Squares, 1e-11 * length);
            Assert.Equal((x.Min(), x.Max()), ((float)moments.Low, (float)moments.High));
            Assert.Equal(x.Zip(y, (a, b) => (double)(a - b) * (a - b)).Sum(), Moments.SquaredDistance<float>(x, y), 1e-11 * length);
            Assert.Equal(x.Count(v => v < -0.75f || v > 0.5f), Moments.CountNear<float>(x, -1, 0.75, 0.25));
            double[] wide = [.. x.Select(v => (double)v)];
            Assert.Equal(x.Count(v => v < -0.75f || v > 0.5f), Moments.CountNear<double>(wide, -1, 0.75, 0.25));
            Assert.Equal(wide.Sum(), Moments.Of<double>(wide).Sum, 1e-9);
        }
    }

    [Fact]
    public void What_is_not_finite_is_counted_apart()
    {
        float[] x = [1, float.NaN, -2, float.PositiveInfinity, 3, .. new float[40], float.NegativeInfinity];
        Moments moments = Moments.Of<float>(x);
        Assert.Equal(new Moments(43, 2, 14, -2, 3, 3), moments);
        Assert.True(double.IsNaN(moments.Norm));
        long[] counts = new long[5];
        ValueBins.Add<float>(x, moments.Low, moments.High, counts);
        Assert.Equal([1, 0, 40, 1, 1], counts);
    }

    [Fact]
    public void Equal_numbers_fall_into_the_middle_and_the_widest_range_into_its_ends()
    {
        long[] counts = new long[5];
        ValueBins.Add<float>([2, 2, 2], 2, 2, counts);
        Assert.Equal([0, 0, 3, 0, 0], counts);
        counts = new long[4];
        ValueBins.Add<double>([double.MinValue, 0, double.MaxValue], double.MinValue, double.MaxValue, counts);
        Assert.Equal(3, counts.Sum());
    }

    [Fact]
    public void Nothing_has_no_numbers()
    {
        Moments none = Moments.Of<float>([]);
        Assert.Equal((0, 0.0), (none.Count, none.Norm));
        Assert.True(double.IsNaN(none.Mean) && double.IsNaN(none.Deviation));
    }
}
