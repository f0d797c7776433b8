namespace Fathom.Tests.Losses;

/// <summary>Worked numbers of losses, the extremes, and what wrong targets are told.</summary>
public sealed class LossTests
{
    [Fact]
    public void C1_mean_squared_error_by_hand()
    {
        Tensor x = Tensor.From([1.0, 2.0, 4.0]).RequireGradient();
        Tensor t = Tensor.From([1.0, 4.0, 1.0]);
        Tensor loss = Loss.MeanSquaredError(x, t);
        loss.Backward();
        Assert.Equal(13.0 / 3, loss.ToScalar(), 1e-12);
        Assert.Equal([0, -4.0 / 3, 2], x.Gradient.ToArray<double>());
        Assert.Equal(13, Loss.MeanSquaredError(x, t, Reduction.Sum).ToScalar(), 1e-12);
        Assert.Equal([0.0, 4, 9], Loss.MeanSquaredError(x, t, Reduction.None).ToArray<double>());
    }

    [Fact]
    public void C4_the_logarithm_of_a_probability_is_held_at_minus_100()
    {
        Tensor p = Tensor.From([0.0, 1.0, 0.0, 1.0]);
        Tensor t = Tensor.From([1.0, 0.0, 0.0, 1.0]);
        Assert.Equal([100.0, 100, 0, 0], Loss.BinaryCrossEntropyOfProbabilities(p, t, Reduction.None).ToArray<double>());
    }

    [Fact]
    public void C4_on_logits_it_is_the_loss_of_their_probabilities_and_stays_finite_at_800()
    {
        Tensor logits = new Rng(1).Normal([20], type: DType.Float64);
        Tensor labels = new Rng(2).Uniform([20], type: DType.Float64);
        Assert.Equal(
            Loss.BinaryCrossEntropyOfProbabilities(logits.Sigmoid(), labels).ToScalar(),
            Loss.BinaryCrossEntropy(logits, labels).ToScalar(),
            1e-12);
        Tensor extreme = Tensor.From([800f, -800f, 800f, -800f]).RequireGradient();
        Tensor loss = Loss.BinaryCrossEntropy(extreme, Tensor.From([1f, 0f, 0f, 1f]), reduction: Reduction.None);
        Assert.Equal([0f, 0, 800, 800], loss.ToArray<float>());
        loss.Backward(Tensor.Ones([4]));
        Assert.Equal([0f, 0, 1, -1], extreme.Gradient.ToArray<float>());
    }

    [Fact]
    public void C4_a_positive_weight_counts_ones_more()
    {
        Tensor logits = Tensor.From([0.5, 0.5]);
        double[] plain = Loss.BinaryCrossEntropy(logits, Tensor.From([1.0, 0.0]), reduction: Reduction.None).ToArray<double>();
        double[] weighted = Loss.BinaryCrossEntropy(logits, Tensor.From([1.0, 0.0]), Tensor.From([3.0]), Reduction.None).ToArray<double>();
        Assert.Equal(3 * plain[0], weighted[0], 1e-12);
        Assert.Equal(plain[1], weighted[1], 1e-12);
    }

    [Theory]
    [InlineData(0.659, 0.417)]
    [InlineData(0.99, 0.010)]
    [InlineData(0.01, 4.605)]
    public void C5_cross_entropy_is_minus_the_logarithm_of_the_right_classs_probability(double p, double loss) =>
        Assert.Equal(loss, Loss.CrossEntropy(Tensor.From(new[,] { { Math.Log(p), Math.Log(1 - p) } }), Tensor.From([0L])).ToScalar(), 5e-4);

    [Fact]
    public void C5_stays_finite_at_800()
    {
        Tensor logits = Tensor.From(new float[,] { { 800, -800, 0 }, { -800, 800, 0 } }).RequireGradient();
        Tensor loss = Loss.CrossEntropy(logits, Tensor.From([0L, 0L]), reduction: Reduction.None);
        Assert.Equal([0f, 1600], loss.ToArray<float>());
        loss.Backward(Tensor.Ones([2]));
        Assert.Equal([0f, 0, 0, -1, 1, 0], logits.Gradient.ToArray<float>(), (a, b) => Math.Abs(a - b) <= 2.4e-7f); // two units in the last place of 1
    }

    [Fact]
    public void D5_softmax_and_cross_entropy_together_have_the_gradient_prediction_minus_label()
    {
        Tensor logits = Tensor.From(new[,] { { 2.0, 1.0, 0.1 } }).RequireGradient();
        Tensor loss = Loss.CrossEntropy(logits, Tensor.From([0L]));
        loss.Backward();
        Assert.Equal(0.417, loss.ToScalar(), 5e-4);
        double[] expected = [-0.341, 0.242, 0.099];
        Assert.All(expected.Zip(logits.Gradient.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 5e-4));
        double[] prediction = logits.Softmax().ToArray<double>();
        prediction[0] -= 1;
        Assert.All(prediction.Zip(logits.Gradient.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void D5_sigmoid_and_binary_cross_entropy_together_have_the_gradient_prediction_minus_label()
    {
        Tensor logit = Tensor.From([0.7, -1.3]).RequireGradient();
        Tensor labels = Tensor.From([1.0, 0.0]);
        Loss.BinaryCrossEntropy(logit, labels, reduction: Reduction.Sum).Backward();
        double[] expected = [.. logit.Sigmoid().ToArray<double>().Zip(labels.ToArray<double>(), (p, t) => p - t)];
        Assert.All(expected.Zip(logit.Gradient.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Targets_of_another_shape_are_refused_and_never_broadcast()
    {
        Assert.Throws<ShapeException>(() => Loss.MeanSquaredError(Tensor.Zeros([4, 1]), Tensor.Zeros([4])));
        Assert.Throws<ShapeException>(() => Loss.BinaryCrossEntropy(Tensor.Zeros([4, 1]), Tensor.Zeros([4])));
        Assert.Throws<ShapeException>(() => Loss.BinaryCrossEntropyOfProbabilities(Tensor.Zeros([4, 1]), Tensor.Zeros([4])));
        Assert.Throws<ShapeException>(() => Loss.CrossEntropy(Tensor.Zeros([4, 3]), Tensor.Zeros([5], DType.Int64)));
        Assert.Contains("Int64", Assert.Throws<ShapeException>(() => Loss.CrossEntropy(Tensor.Zeros([4, 3]), Tensor.Zeros([4]))).Message);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_label_that_is_no_class_is_named_with_its_place(long label)
    {
        string message = Assert.ThrowsAny<ArgumentException>(() => Loss.CrossEntropy(Tensor.Zeros([2, 3]), Tensor.From([0L, label]))).Message;
        Assert.Contains($"label 1 is {label}", message);
    }
}
