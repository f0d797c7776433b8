namespace Fathom.Tests.Handbook;

/// <summary>Group I of the handbook: normalization.</summary>
public sealed class I_Normalization
{
    /// <summary>Worked by hand: mean 2.5, biased variance 1.25, unbiased 5/3.</summary>
    [Fact]
    public void I1_batch_norm_normalizes_by_the_biased_variance_and_tracks_the_unbiased_one()
    {
        var layer = new BatchNorm1d(1);
        Tensor y = layer.Forward(Column(1, 2, 3, 4));
        AssertClose([-1.342, -0.447, 0.447, 1.342], y, 5e-4);
        AssertClose([0.25], layer.RunningMean, 1e-7); // .9·0 + .1·2.5
        AssertClose([0.9 + (0.1 * 5 / 3)], layer.RunningVariance, 1e-7);
        Assert.Equal(1, layer.BatchesTracked.ToScalar());
        layer.Evaluate();
        AssertClose([(2 - 0.25) / Math.Sqrt(0.9 + (0.1 * 5 / 3) + 1e-5)], layer.Forward(Column(2)), 1e-6);
        Assert.Equal(1, layer.BatchesTracked.ToScalar());
    }

    [Fact]
    public void I1_without_momentum_the_running_statistics_are_the_plain_average_over_batches()
    {
        var layer = new BatchNorm1d(1, momentum: null);
        layer.Forward(Column(0, 2)); // mean 1, unbiased variance 2
        layer.Forward(Column(3, 9)); // mean 6, unbiased variance 18
        layer.Forward(Column(2, 2)); // mean 2, variance 0
        AssertClose([3], layer.RunningMean, 1e-6);
        AssertClose([20.0 / 3], layer.RunningVariance, 1e-6);
        layer.ResetRunningStatistics();
        AssertClose([0, 1, 0], Tensor.Concat([layer.RunningMean, layer.RunningVariance, layer.BatchesTracked.To(DType.Float32).Reshape(1)], 0), 0);
    }

    [Fact]
    public void I1_channels_of_images_are_normalized_over_examples_and_places()
    {
        Tensor x = new Rng(1).Normal([4, 3, 2, 5], mean: 7, std: 3, type: DType.Float64);
        Tensor y = x.BatchNorm();
        AssertClose(new double[3], y.Mean([0, 2, 3]), 1e-12);
        AssertClose([1, 1, 1], y.Var([0, 2, 3], correction: 0), 1e-5);
        AssertClose(y.ToArray<double>(), x.BatchNormInference(x.Mean([0, 2, 3]), x.Var([0, 2, 3], correction: 0)), 1e-12);
    }

    /// <summary>E[x²] − E[x]² would give nonsense here: the squares have no digits left for the variance.</summary>
    [Theory]
    [InlineData(1e4, 0.1)]
    [InlineData(1e6, 0.5)]
    public void I1_a_large_mean_does_not_drown_a_small_variance(double mean, double std)
    {
        double[] values = new double[256];
        new Rng(1).Normal<double>(values, mean, std);
        Tensor x = Tensor.From(values, [256, 1]).To(DType.Float32);
        Tensor narrow = x.BatchNorm(eps: 1e-12);
        Tensor wide = x.To(DType.Float64).BatchNorm(eps: 1e-12);
        AssertClose(wide.ToArray<double>(), narrow, 0.07); // a mean of 10⁶ itself is known to 1/32 in float
        Assert.InRange(narrow.Var(correction: 0).ToScalar(), 0.98, 1.02);
    }

    [Fact]
    public void I1_values_of_800_and_constant_channels_keep_values_and_gradients_finite()
    {
        foreach (DType type in new[] { DType.Float32, DType.Float64 })
        {
            foreach (Layer layer in new Layer[] { new BatchNorm1d(2), new LayerNorm(2), new GroupNorm(1, 2), new RMSNorm(2) })
            {
                layer.ConvertTo(type);
                Tensor x = Tensor.From<double>([800, -800, 800, -800, 800, 800], [3, 2]).To(type).Copy().RequireGradient();
                Tensor y = layer.Forward(x);
                y.Backward(new Rng(1).Normal(y.Shape, type: type));
                Assert.All(Enumerable.Range(0, 6), i => Assert.True(double.IsFinite(y.GetElement(i)) && double.IsFinite(x.Gradient.GetElement(i)), layer.ToString()));
            }
        }
    }

    [Fact]
    public void I2_layer_norm_of_1_2_3_4() =>
        AssertClose([-1.342, -0.447, 0.447, 1.342], new LayerNorm(4).Forward(Row(1, 2, 3, 4)), 5e-4);

    [Fact]
    public void I3_one_group_is_layer_norm_and_a_group_for_each_channel_is_instance_norm()
    {
        Tensor x = new Rng(1).Normal([3, 4, 5], mean: 2, type: DType.Float64);
        AssertClose(x.LayerNorm(axes: 2).ToArray<double>(), x.GroupNorm(1), 1e-12);
        AssertClose(x.InstanceNorm().ToArray<double>(), x.GroupNorm(4), 0);
        AssertClose(x.LayerNorm(axes: 1).ToArray<double>(), x.InstanceNorm(), 1e-12);
        Tensor pairs = x.Reshape(6, 10).LayerNorm();
        AssertClose(pairs.ToArray<double>(), x.GroupNorm(2), 1e-12);
    }

    /// <summary>Channels 1, 3 and 2, 6 of one example; means 2 and 4, biased variances 1 and 4, unbiased 2 and 8.</summary>
    [Fact]
    public void I4_instance_norm_normalizes_each_channel_of_each_example_and_tracks_where_asked()
    {
        var layer = new InstanceNorm1d(2, trackRunningStats: true, momentum: 0.5);
        Tensor x = Tensor.From<float>([1, 3, 2, 6], [1, 2, 2]);
        AssertClose([-1, 1, -1, 1], layer.Forward(x), 1e-5);
        AssertClose([1, 2], layer.RunningMean, 1e-6);
        AssertClose([1.5, 4.5], layer.RunningVariance, 1e-6);
        layer.Evaluate();
        AssertClose([0, 2 / Math.Sqrt(1.5), 0, 4 / Math.Sqrt(4.5)], layer.Forward(x), 1e-4);
        var bare = new InstanceNorm1d(2);
        bare.Evaluate();
        AssertClose([-1, 1, -1, 1], bare.Forward(x), 1e-5);
        AssertClose([-1, 1, -1, 1], bare.Forward(x[0]), 1e-5);
        Assert.Equal([2, 2], bare.Forward(x[0]).Shape.ToArray());
    }

    [Fact]
    public void I5_rms_norm_of_1_2_3_4() =>
        AssertClose([0.365, 0.730, 1.095, 1.461], new RMSNorm(4).Forward(Row(1, 2, 3, 4)), 5e-4);

    /// <summary>v = [3, 4] has length 5: with g = 10 the weight is [6, 8].</summary>
    [Fact]
    public void I6_weight_norm_keeps_length_and_direction_apart()
    {
        Tensor v = Tensor.From<float>([3, 4, 0, -2], [2, 2]);
        AssertClose([6, 8, 0, -7], v.WeightNorm(Tensor.From<float>([10, 7], [2, 1])), 1e-6);
        AssertClose(Enumerable.Repeat(1.0, 1), v.WeightNorm(Tensor.Scalar(1), axis: null).Norm(), 1e-6);
        var layer = new WeightNormLinear(4, 3, rng: new Rng(3));
        var plain = new Linear(4, 3, rng: new Rng(3));
        Tensor x = new Rng(5).Normal([2, 4]);
        AssertClose(plain.Forward(x).ToArray<float>().Select(y => (double)y), layer.Forward(x), 1e-6);
        layer.G.Fill(2);
        AssertClose([2, 2, 2], layer.V.WeightNorm(layer.G).Norm(axes: 1), 1e-6);
    }

    [Fact]
    public void I1_one_value_for_each_channel_is_refused_in_training_and_taken_in_evaluation()
    {
        var layer = new BatchNorm1d(3);
        string message = Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Ones([1, 3]))).Message;
        Assert.Contains("(1, 3)", message);
        Assert.Contains("more than one value for each channel", message);
        Assert.Contains("at least 2 rows", message);
        Assert.Equal(0, layer.BatchesTracked.ToScalar());
        layer.Forward(Tensor.Ones([1, 3, 2]));
        Assert.Equal([1, 3], layer.Predict(Tensor.Ones([1, 3])).Shape.ToArray());
        Assert.Contains("more than one place", Assert.Throws<ShapeException>(() => new InstanceNorm1d(3).Forward(Tensor.Ones([4, 3, 1]))).Message);
        Assert.Contains("fewer groups", Assert.Throws<ShapeException>(() => new GroupNorm(3, 3).Forward(Tensor.Ones([4, 3]))).Message);
    }

    [Fact]
    public void I1_a_negative_running_variance_is_refused_with_its_channel_and_value()
    {
        var layer = new BatchNorm1d(3);
        layer.RunningVariance.AsSpan<float>()[1] = -0.5f;
        string message = Assert.Throws<ArgumentException>(() => layer.Predict(Tensor.Ones([2, 3]))).Message;
        Assert.Contains("variance of channel 1 is -0.5; expected 0 or more", message);
    }

    [Fact]
    public void I1_wrong_shapes_and_settings_are_refused()
    {
        Assert.Contains("(N, C) or (N, C, L)", Assert.Throws<ShapeException>(() => new BatchNorm1d(3).Forward(Tensor.Ones([2, 3, 4, 5]))).Message);
        Assert.Contains("(N, C, H, W) with C = 3", Assert.Throws<ShapeException>(() => new BatchNorm2d(3).Forward(Tensor.Ones([2, 4, 4, 5]))).Message);
        Assert.Contains("(N, C, L) or (C, L) with C = 3", Assert.Throws<ShapeException>(() => new InstanceNorm1d(3).Forward(Tensor.Ones([2, 4]))).Message);
        Assert.Contains("(N, 4, …)", Assert.Throws<ShapeException>(() => new GroupNorm(2, 4).Forward(Tensor.Ones([2, 3]))).Message);
        Assert.Contains("momentum is 1.5; expected 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm1d(3, momentum: 1.5)).Message);
        Assert.Contains("3 groups do not divide 4 channels", Assert.Throws<ArgumentException>(() => new GroupNorm(3, 4)).Message);
        Assert.Contains("axis is 2; expected 0", Assert.Throws<ArgumentOutOfRangeException>(() => new WeightNormLinear(3, 4, axis: 2)).Message);
    }

    [Fact]
    public void I1_planning_changes_no_statistics()
    {
        foreach (Layer layer in new Layer[] { new BatchNorm1d(3), new InstanceNorm1d(3, trackRunningStats: true) })
        {
            byte[][] before = [.. layer.State.Select(item => item.Tensor.Bytes.ToArray())];
            using (Tape.ShapesOnly())
                Assert.Equal([4, 3, 5], layer.Forward(Tensor.Zeros([4, 3, 5])).Shape.ToArray());
            Assert.Equal(before, layer.State.Select(item => item.Tensor.Bytes.ToArray()));
        }
    }

    [Fact]
    public void I1_a_warm_training_step_allocates_nothing()
    {
        var model = new Sequential(new Linear(4, 8), new BatchNorm1d(8), new ReLU(), new Linear(8, 1));
        Tensor x = new Rng(1).Normal([16, 4]);
        void Run()
        {
            using (Step.Begin())
                model.Forward(x).Sum().Backward();
        }

        for (int i = 0; i < 5; i++)
            Run();
        Assert.Equal(0, Allocation.OnThisThread(Run));
    }

    private static Tensor Row(params float[] values) => Tensor.From(values, [1, values.Length]);

    private static Tensor Column(params float[] values) => Tensor.From(values, [values.Length, 1]);

    private static void AssertClose(IEnumerable<double> expected, Tensor actual, double tolerance)
    {
        double[] all = [.. expected];
        Assert.Equal(all.Length, actual.Length);
        for (int i = 0; i < all.Length; i++)
            Assert.Equal(all[i], actual.GetElement(i), tolerance);
    }
}
