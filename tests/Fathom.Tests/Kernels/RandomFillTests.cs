using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

[Collection(AloneCollection.Name)]
public sealed class RandomFillTests : IDisposable
{
    private const ulong Seed = 20240229, Stream = 7;
    private readonly int _threads = ForkJoin.Threads;

    public void Dispose() => ForkJoin.Threads = _threads;

    public enum Kind
    {
        Uniform,
        Normal,
        Keep,
    }

    public static TheoryData<Kind> Kinds => [Kind.Uniform, Kind.Normal, Kind.Keep];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_fill_in_parts_equals_one_fill(Kind kind)
    {
        Parts<float>(kind);
        Parts<double>(kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_element_can_be_drawn_alone(Kind kind)
    {
        double[] all = new double[600], one = new double[1];
        Draw<double>(kind, all, ulong.MaxValue - 300);      // counters wrap round in the middle
        for (int i = 0; i < all.Length; i++)
        {
            Draw<double>(kind, one, unchecked(ulong.MaxValue - 300 + (ulong)i));
            Assert.Equal(all[i], one[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bits_are_the_same_at_any_number_of_threads(Kind kind)
    {
        float[] expected = new float[100_003], y = new float[100_003];
        ForkJoin.Threads = 1;
        Draw<float>(kind, expected, 5);
        foreach (int threads in (int[])[2, 3, 8])
        {
            ForkJoin.Threads = threads;
            Draw<float>(kind, y, 5);
            Assert.Equal(expected, y);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Float_and_double_are_one_number_but_for_rounding(Kind kind)
    {
        float[] single = new float[10_000];
        double[] full = new double[10_000];
        Draw<float>(kind, single, 3);
        Draw<double>(kind, full, 3);
        for (int i = 0; i < full.Length; i++)
            Assert.Equal(full[i], single[i], 1e-4);
    }

    [Fact]
    public void Uniform_is_the_word_scaled_to_the_interval()
    {
        // Shorter and longer than vectors, beginning inside a block of words; an interval whose rounded numbers betray a product in float.
        foreach (int length in (int[])[9, 16, 83, 700])
        {
            float[] y = new float[length], uneven = new float[length];
            RandomFill.Uniform<float>(y, Seed, Stream, 6, -1, 3);
            RandomFill.Uniform<float>(uneven, Seed, Stream, 7, 0.1, 0.7);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal((float)(-1 + 4 * ((Philox.Word(Seed, Stream, 6 + (ulong)i) >> 8) / 16777216.0)), y[i]);
                Assert.Equal((float)(0.1 + (Philox.Word(Seed, Stream, 7 + (ulong)i) >> 8) * ((0.7 - 0.1) * (1.0 / 16777216))), uneven[i]);
            }
        }
    }

    [Fact]
    public void Uniform_fills_its_interval_evenly()
    {
        const int n = 1_000_000, bins = 100;
        double[] y = new double[n];
        RandomFill.Uniform<double>(y, Seed, Stream, 0, 2, 5);
        double[] counts = new double[bins];
        foreach (double v in y)
        {
            Assert.InRange(v, 2, Math.BitDecrement(5.0));
            counts[(int)((v - 2) / 3 * bins)]++;
        }
        // Chi-square with 99 degrees of freedom: mean 99, standard deviation 14.
        Assert.InRange(counts.Sum(c => (c - n / bins) * (c - n / bins) / (n / bins)), 99 - 4 * 14, 99 + 4 * 14);
        Assert.InRange(y.Average(), 3.5 - 0.004, 3.5 + 0.004);
    }

    [Fact]
    public void Uniform_never_reaches_its_upper_end()
    {
        float[] y = new float[200_000];
        RandomFill.Uniform<float>(y, Seed, Stream, 0, 1, 1.0000002384185791);      // two steps of a float
        Assert.Equal([1f, MathF.BitIncrement(1f)], y.Distinct().Order());
        RandomFill.Uniform<float>(y.AsSpan(0, 10), Seed, Stream, 0, 4, 4);
        Assert.All(y[..10], v => Assert.Equal(4f, v));
    }

    [Fact]
    public void Normal_has_its_moments_and_its_distribution()
    {
        const int n = 1_000_000, bins = 64;
        double[] y = new double[n];
        RandomFill.Normal<double>(y, Seed, Stream, 0, 3, 2);
        double mean = y.Average(), variance = y.Average(v => (v - mean) * (v - mean));
        Assert.InRange(mean, 3 - 0.008, 3 + 0.008);
        Assert.InRange(variance, 4 - 0.023, 4 + 0.023);
        Assert.InRange(y.Average(v => Math.Pow((v - mean) / 2, 3)), -0.012, 0.012);
        Assert.InRange(y.Average(v => Math.Pow((v - mean) / 2, 4)), 3 - 0.05, 3 + 0.05);

        // Equally likely bins by the distribution function: chi-square with 63 degrees of freedom, standard deviation 11.2.
        double[] counts = new double[bins];
        foreach (double v in y)
            counts[Math.Min(bins - 1, (int)(Phi((v - 3) / 2) * bins))]++;
        const double expected = n / (double)bins;
        Assert.InRange(counts.Sum(c => (c - expected) * (c - expected) / expected), 63 - 4 * 11.2, 63 + 4 * 11.2);

        // The two of a pair are made of one radius: they must not be correlated, nor their squares.
        double product = 0, squares = 0;
        for (int i = 0; i < n; i += 2)
        {
            double a = (y[i] - 3) / 2, b = (y[i + 1] - 3) / 2;
            product += a * b;
            squares += (a * a - 1) * (b * b - 1);
        }
        Assert.InRange(product / (n / 2), -0.006, 0.006);
        Assert.InRange(squares / (n / 2), -0.012, 0.012);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(1.0)]
    public void Keep_keeps_its_share_and_writes_scale_or_zero(double probability)
    {
        const int n = 1_000_003;
        float[] y = new float[n];
        RandomFill.Keep(y, Seed, Stream, 1, probability, 2.5f);
        int kept = y.Count(v => v == 2.5f);
        Assert.Equal(n, kept + y.Count(v => v == 0));
        Assert.InRange(kept, n * probability - 2000, n * probability + 2000);
        if (probability is 0 or 1)
            Assert.Equal(probability * n, kept);
    }

    [Fact]
    public void Streams_seeds_and_counters_give_different_numbers()
    {
        var seen = new HashSet<double>();
        double[] y = new double[64];
        foreach (var (seed, stream, counter) in (ReadOnlySpan<(ulong, ulong, ulong)>)[
            (1, 1, 0), (2, 1, 0), (1, 2, 0), (1, 1, 64), (1ul << 32, 1, 0), (1, 1ul << 32, 0), (1, 1, 1ul << 34), (1, 1, 1ul << 63)])
        {
            RandomFill.Uniform<double>(y, seed, stream, counter, 0, 1);
            foreach (double v in y)
                Assert.True(seen.Add(v));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void A_permutation_holds_every_index_once(int n)
    {
        int[] indices = new int[n];
        RandomFill.Permutation(indices, Seed, Stream, 3);
        Assert.Equal(Enumerable.Range(0, n), indices.Order());
        int[] again = new int[n];
        RandomFill.Permutation(again, Seed, Stream, 3);
        Assert.Equal(indices, again);
    }

    [Fact]
    public void Permutations_are_equally_likely()
    {
        const int rounds = 120_000;
        var counts = new Dictionary<string, double>();
        int[] indices = new int[5];
        for (int i = 0; i < rounds; i++)
        {
            RandomFill.Permutation(indices, Seed, Stream, (ulong)i * 5);
            string key = string.Join(',', indices);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(120, counts.Count);
        // Chi-square with 119 degrees of freedom: standard deviation 15.4.
        Assert.InRange(counts.Values.Sum(c => (c - 1000) * (c - 1000) / 1000), 119 - 4 * 15.4, 119 + 4 * 15.4);
    }

    [Fact]
    public void Below_is_unbiased_where_a_plain_product_would_not_be()
    {
        // Of 3·2⁶² numbers a product of 64 bits without rejection would reach every third twice as often.
        const int n = 60_000;
        const ulong bound = 3ul << 62;
        int[] counts = new int[3];
        for (ulong i = 0; i < n; i++)
        {
            ulong v = RandomFill.Below(bound, Seed, Stream, i);
            Assert.True(v < bound);
            counts[v % 3]++;
        }
        Assert.All(counts, c => Assert.InRange(c, n / 3 - 500, n / 3 + 500));
    }

    [Fact]
    public void A_fill_allocates_nothing_after_the_first()
    {
        ForkJoin.Threads = 2;
        float[] y = new float[50_000];
        int[] indices = new int[500];
        Action fill = () =>
        {
            RandomFill.Uniform<float>(y, Seed, Stream, 0, 0, 1);
            RandomFill.Normal<float>(y, Seed, Stream, 0, 0, 1);
            RandomFill.Keep(y, Seed, Stream, 0, 0.5, 2f);
            RandomFill.Permutation(indices, Seed, Stream, 0);
        };
        fill();
        fill();
        Assert.Equal(0, Allocation.InProcess(() =>
        {
            for (int i = 0; i < 10; i++)
                fill();
        }));
    }

    private static void Parts<T>(Kind kind)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int length in (int[])[1, 2, 3, 5, 63, 257, 1000, 40_000])
        {
            T[] whole = new T[length], parts = new T[length];
            Draw<T>(kind, whole, 11);
            foreach (int cut in (int[])[0, 1, 2, 3, length / 2, length / 2 + 1, length - 1])
            {
                if (cut < 0 || cut > length)
                    continue;
                Draw<T>(kind, parts.AsSpan(0, cut), 11);
                Draw<T>(kind, parts.AsSpan(cut), 11 + (ulong)cut);
                Assert.True(whole.AsSpan().SequenceEqual(parts), $"{kind}, length {length}, cut {cut}");
            }
        }
    }

    private static void Draw<T>(Kind kind, Span<T> y, ulong counter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (kind == Kind.Uniform)
            RandomFill.Uniform(y, Seed, Stream, counter, -1, 2);
        else if (kind == Kind.Normal)
            RandomFill.Normal(y, Seed, Stream, counter, 1, 3);
        else
            RandomFill.Keep(y, Seed, Stream, counter, 0.7, T.One);
    }

    /// <summary>The normal distribution function, by Zelen and Severo's formula (error below 7.5e-8).</summary>
    private static double Phi(double x)
    {
        double t = 1 / (1 + 0.2316419 * Math.Abs(x));
        double tail = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)
            * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return x < 0 ? tail : 1 - tail;
    }
}
