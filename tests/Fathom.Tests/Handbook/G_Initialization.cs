namespace Fathom.Tests.Handbook;

/// <summary>Handbook G: initialization.</summary>
public sealed class G_Initialization
{
    [Fact]
    public void G1_units_that_start_equal_stay_equal()
    {
        // XOR cannot be learned by hidden units that compute the same; small random weights break the symmetry.
        (float[] equal, double equalLoss) = Train(new ConstantInitializer(0.3));
        Assert.All(Enumerable.Range(1, 7), unit => Assert.Equal(equal[..2], equal[(2 * unit)..((2 * unit) + 2)]));
        (float[] random, double randomLoss) = Train(new XavierUniform());
        Assert.NotEqual(random[..2], random[2..4]);
        Assert.True(equalLoss > 0.1 && randomLoss < 0.01, $"{equalLoss} {randomLoss}");
    }

    [Fact]
    public void G1_all_zero_weights_get_no_gradient_but_in_the_last_bias()
    {
        Sequential model = Xor(new ConstantInitializer());
        Dataset xor = Datasets.Xor();
        Loss.BinaryCrossEntropy(model.Forward(xor.X[..3]), xor.Y[..3]).Backward();
        foreach (NamedTensor parameter in model.Parameters)
            Assert.Equal(parameter.Name == "2.bias", parameter.Tensor.Gradient.ToArray<float>().Any(g => g != 0));
    }

    [Fact]
    public void G4_gains_are_those_of_the_textbooks()
    {
        Assert.Equal([1, 1, 5.0 / 3, Math.Sqrt(2), Math.Sqrt(2), Math.Sqrt(2), 0.75], new[] { "linear", "sigmoid", "tanh", "relu", "gelu", "silu", "selu" }.Select(name => Gain.Of(name)));
        Assert.Equal(Math.Sqrt(2 / (1 + 0.04)), Gain.Of("leaky-relu", 0.2), 1e-15);
        Assert.Contains("There is no gain for \"relux\". Known: linear,", Assert.Throws<ArgumentException>(() => Gain.Of("relux")).Message);
    }

    // The oracle experiment: 50 ReLU layers of width 256 in float32.
    [Theory]
    [InlineData(1.0, 50, 0.05, 20)]
    [InlineData(0.5, 50, 0, 1e-12)]
    [InlineData(2.0, 50, 1e12, double.MaxValue)]
    public void G_only_Hes_scale_carries_a_signal_through_50_layers(double scale, int layers, double least, double most) =>
        Assert.InRange(Deviation(new HeNormal(gain: scale * Gain.ReLU), layers), least, most);

    [Theory]
    [InlineData(0.01, 2e-10)]
    [InlineData(1.0, 2e10)]
    public void G_a_fixed_deviation_dies_out_or_explodes_within_10_layers(double std, double about) =>
        Assert.InRange(Deviation(new NormalInitializer(0, std), 10), about / 3, about * 3);

    /// <summary>The standard deviation behind that many ReLU layers, of 16 normal inputs.</summary>
    private static double Deviation(Initializer initializer, int layers)
    {
        const int width = 256, rows = 16;
        var rng = new Rng(1);
        float[] x = rng.Normal([rows, width]).ToArray<float>();
        Tensor w = Tensor.Zeros([width, width]);
        for (int layer = 0; layer < layers; layer++)
        {
            initializer.Apply(w, rng);
            float[] y = new float[x.Length];
            for (int i = 0; i < y.Length; i++)
                y[i] = Math.Max(0, System.Numerics.Tensors.TensorPrimitives.Dot(x.AsSpan(i / width * width, width), w.AsReadOnlySpan<float>().Slice(i % width * width, width)));
            x = y;
        }

        double mean = x.Average(v => (double)v);
        return Math.Sqrt(x.Average(v => (v - mean) * (v - mean)));
    }

    private static Sequential Xor(Initializer start)
    {
        var rng = new Rng(1);
        var model = new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 1));
        foreach (NamedTensor parameter in model.Parameters)
            (parameter.Tensor.Rank == 2 ? start : new ConstantInitializer()).Apply(parameter.Tensor, rng);
        return model;
    }

    private static (float[] Hidden, double Loss) Train(Initializer start)
    {
        Sequential model = Xor(start);
        History history = new Trainer(model, new Adam(model, lr: 0.05), new BinaryObjective()) { Rng = new Rng(2) }
            .Fit(Datasets.Xor(), epochs: 300, batchSize: 4, cancel: TestContext.Current.CancellationToken);
        return (model.Parameters[0].Tensor.ToArray<float>(), history.Epochs[^1].TrainLoss);
    }
}
