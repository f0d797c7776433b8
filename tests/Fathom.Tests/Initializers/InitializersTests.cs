namespace Fathom.Tests.Initializers;

public sealed class InitializersTests
{
    [Fact]
    public void Fans_are_counted_as_in_PyTorch()
    {
        Assert.Equal(new Fans(784, 128), Fans.Of([128, 784]));
        Assert.Equal(new Fans(16 * 9, 32 * 9), Fans.Of([32, 16, 3, 3]));
        Assert.Equal(new Fans(4 * 5, 8 * 5), Fans.Of([8, 4, 5]));
    }

    // Limit (uniform) or standard deviation (normal) for a weight of 300 outputs and 200 inputs: handbook G.
    public static TheoryData<Initializer, double, double> Spreads => new()
    {
        { new UniformInitializer(-0.3, 0.3), 0.3, 0 },
        { new XavierUniform(), Math.Sqrt(6.0 / 500), 0 },
        { new XavierUniform(Gain.Tanh), 5.0 / 3 * Math.Sqrt(6.0 / 500), 0 },
        { new HeUniform(), Math.Sqrt(6.0 / 200), 0 },
        { new HeUniform(FanMode.Out), Math.Sqrt(6.0 / 300), 0 },
        { new HeUniform(gain: Math.Sqrt(1.0 / 3)), 1 / Math.Sqrt(200), 0 },
        { new LeCunUniform(), Math.Sqrt(3.0 / 200), 0 },
        { new NormalInitializer(0, 0.05), 0, 0.05 },
        { new XavierNormal(), 0, Math.Sqrt(2.0 / 500) },
        { new XavierNormal(2), 0, 2 * Math.Sqrt(2.0 / 500) },
        { new HeNormal(), 0, Math.Sqrt(2.0 / 200) },
        { new HeNormal(FanMode.Out), 0, Math.Sqrt(2.0 / 300) },
        { new HeNormal(gain: Gain.LeakyReLU(0.5)), 0, Math.Sqrt(2.0 / 1.25 / 200) },
        { new LeCunNormal(), 0, Math.Sqrt(1.0 / 200) },
    };

    [Theory]
    [MemberData(nameof(Spreads), DisableDiscoveryEnumeration = true)]
    public void G_the_spread_is_the_formulas_at_either_precision(Initializer initializer, double limit, double std)
    {
        foreach (DType type in new[] { DType.Float32, DType.Float64 })
        {
            double[] values = Draw(initializer, [300, 200], type);
            double expected = limit > 0 ? limit / Math.Sqrt(3) : std;
            double mean = values.Average(), actual = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
            // 60,000 values: five standard errors.
            Assert.Equal(0, mean, 5 * expected / Math.Sqrt(values.Length));
            Assert.Equal(expected, actual, 5 * expected / Math.Sqrt(2.0 * values.Length));
            double largest = values.Max(Math.Abs);
            if (limit > 0)
                Assert.InRange(largest, 0.999 * limit, limit * (1 + 1e-6));
            else
                Assert.InRange(largest, 3.5 * std, 6.5 * std);
        }
    }

    [Fact]
    public void G_kernels_count_as_inputs()
    {
        double limit = Draw(new XavierUniform(), [32, 16, 3, 3]).Max(Math.Abs);
        Assert.InRange(limit, 0.99 * Math.Sqrt(6.0 / (48 * 9)), Math.Sqrt(6.0 / (48 * 9)) * (1 + 1e-6));
    }

    [Fact]
    public void A_constant_start_is_zero_unless_told_otherwise_and_fits_any_shape()
    {
        Assert.All(Draw(new ConstantInitializer(), [7]), v => Assert.Equal(0, v));
        Assert.All(Draw(new ConstantInitializer(0.25), [2, 3]), v => Assert.Equal(0.25, v));
    }

    [Fact]
    public void A_truncated_normal_stays_inside_its_cut_with_the_spread_that_leaves()
    {
        double[] values = Draw(new TruncatedNormalInitializer(1, 0.5, cut: 2), [200, 300]);
        Assert.All(values, v => Assert.InRange(v, 0, 2));
        double mean = values.Average();
        Assert.Equal(1, mean, 0.01);
        // √(1 − 2·2·φ(2)/(2Φ(2) − 1)) = 0.8796
        Assert.Equal(0.5 * 0.879626, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), 0.005);
        Assert.All(Draw(new TruncatedNormalInitializer(0, 1, cut: 0.1), [50, 50]), v => Assert.InRange(v, -0.1, 0.1));
    }

    [Fact]
    public void A_truncated_normal_may_have_bounds_of_its_own()
    {
        double[] values = Draw(TruncatedNormalInitializer.Between(0, 2, mean: 1, std: 2), [200, 300], DType.Float64);
        Assert.All(values, v => Assert.InRange(v, 0, 2));
        Assert.Equal(1, values.Average(), 0.01);
        // N(0, 1) above 0 has the mean √(2/π)
        Assert.Equal(Math.Sqrt(2 / Math.PI), Draw(TruncatedNormalInitializer.Between(0, 50), [200, 300], DType.Float64).Average(), 0.01);
        foreach ((double low, double high) in new[] { (5.0, 6.0), (1.0, 0.0), (0.0, 0.05) })
            Assert.Contains("less than a tenth of a standard deviation", Assert.Throws<ArgumentOutOfRangeException>(() => TruncatedNormalInitializer.Between(low, high)).Message);
        Assert.Equal("std", Assert.Throws<ArgumentOutOfRangeException>(() => TruncatedNormalInitializer.Between(0, 1, std: 0)).ParamName);
    }

    [Theory]
    [InlineData(64, 64, 1)]
    [InlineData(20, 50, 2)]
    [InlineData(50, 20, 0.5)]
    [InlineData(1, 5, 1)]
    public void An_orthogonal_start_keeps_lengths_and_angles(int rows, int columns, double gain)
    {
        double[] w = Draw(new Orthogonal(gain), [rows, columns], DType.Float64);
        int count = Math.Min(rows, columns);
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < count; b++)
            {
                double dot = 0;
                for (int k = 0; k < Math.Max(rows, columns); k++)
                    dot += rows <= columns ? w[(a * columns) + k] * w[(b * columns) + k] : w[(k * columns) + a] * w[(k * columns) + b];
                Assert.Equal(a == b ? gain * gain : 0, dot, 1e-13);
            }
        }
    }

    [Fact]
    public void An_orthogonal_kernel_is_a_matrix_of_its_outputs()
    {
        double[] w = Draw(new Orthogonal(), [4, 3, 2, 2], DType.Float64);
        for (int a = 0; a < 4; a++)
            Assert.Equal(1, Enumerable.Range(0, 12).Sum(k => w[(a * 12) + k] * w[(a * 12) + k]), 1e-13);
    }

    public static TheoryData<Initializer> Random =>
    [
        new UniformInitializer(-1, 1), new NormalInitializer(), new TruncatedNormalInitializer(), new XavierUniform(), new XavierNormal(), new HeUniform(), new HeNormal(),
        new LeCunNormal(), new LeCunUniform(), new Orthogonal(),
    ];

    [Theory]
    [MemberData(nameof(Random), DisableDiscoveryEnumeration = true)]
    public void The_generators_state_decides_every_bit_and_moves_on(Initializer initializer)
    {
        double[] first = Draw(initializer, [16, 8], seed: 3);
        Assert.Equal(first, Draw(initializer, [16, 8], seed: 3));
        Assert.NotEqual(first, Draw(initializer, [16, 8], seed: 4));
        var rng = new Rng(3);
        Tensor w = Tensor.Zeros([16, 8]);
        initializer.Apply(w, rng);
        initializer.Apply(w, rng);
        Assert.NotEqual(first, w.ToArray<float>().Select(v => (double)v));
    }

    [Fact]
    public void Every_initializer_of_the_library_is_tested_for_its_seed()
    {
        IEnumerable<Type> types = typeof(Initializer).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Initializer)) && type != typeof(ConstantInitializer));
        Assert.Equal(types.OrderBy(t => t.Name), Random.Select(row => row.Data.GetType()).OrderBy(t => t.Name));
    }

    [Fact]
    public void Every_initializer_has_a_name()
    {
        IEnumerable<Type> types = typeof(Initializer).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Initializer)));
        Assert.Empty(types.Except(StandardInitializers.Names.Select(name => StandardInitializers.Named(name.ToUpperInvariant()).GetType())));
        Assert.Contains("There is no initializer named \"kaiming\". Known: he-normal,", Assert.Throws<ArgumentException>(() => StandardInitializers.Named("kaiming")).Message);
    }

    [Fact]
    public void A_change_of_a_parameter_counts_as_a_change()
    {
        Tensor w = Tensor.Parameter([2, 2]);
        int version = w.Cell.Block!.Version;
        new HeNormal().Apply(w, new Rng(1));
        Assert.True(w.Cell.Block.Version > version);
        Assert.True(w.IsLeaf);
    }

    [Fact]
    public void What_has_no_fan_or_no_meaning_is_refused_with_a_sentence()
    {
        var rng = new Rng(1);
        Assert.Contains("A bias has no fan", Assert.Throws<ShapeException>(() => new HeNormal().Apply(Tensor.Zeros([5]), rng)).Message);
        Assert.Contains("with elements", Assert.Throws<ShapeException>(() => new XavierUniform().Apply(Tensor.Zeros([5, 0]), rng)).Message);
        Assert.Throws<ShapeException>(() => new HeUniform().Apply(Tensor.Zeros([5, 2], DType.Int64), rng));
        Assert.Contains("swap them", Assert.Throws<ArgumentOutOfRangeException>(() => new UniformInitializer(1, -1)).Message);
        Assert.Equal("std", Assert.Throws<ArgumentOutOfRangeException>(() => new NormalInitializer(std: -1)).ParamName);
        Assert.Equal("gain", Assert.Throws<ArgumentOutOfRangeException>(() => new HeNormal(gain: double.NaN)).ParamName);
        Assert.Equal("value", Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantInitializer(double.PositiveInfinity)).ParamName);
        Assert.Equal("cut", Assert.Throws<ArgumentOutOfRangeException>(() => new TruncatedNormalInitializer(cut: 0)).ParamName);
    }

    private static double[] Draw(Initializer initializer, Shape shape, DType type = DType.Float32, ulong seed = 1)
    {
        Tensor w = Tensor.Zeros(shape, type);
        initializer.Apply(w, new Rng(seed));
        return [.. Enumerable.Range(0, w.Length).Select(i => w.GetElement(i))];
    }
}
