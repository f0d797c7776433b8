namespace Fathom.Tests.Handbook;

/// <summary>Group C: worked numbers of losses, each with the gradient of the stated reduction.</summary>
public sealed class C_Losses
{
    [Fact]
    public void C1_mean_squared_error_by_hand()
    {
        Tensor x = Leaf([1, 2, 4]), t = Tensor.From([1.0, 4, 1]);
        Assert.Equal(13.0 / 3, Learned(Loss.MeanSquaredError(x, t)), 1e-12);
        Close([0, -4.0 / 3, 2], x.Gradient);
        Assert.Equal(13, Loss.MeanSquaredError(x, t, Reduction.Sum).ToScalar(), 1e-12);
        Close([0, 4, 9], Loss.MeanSquaredError(x, t, Reduction.None));
    }

    [Fact]
    public void C1_with_several_outputs_the_mean_is_over_rows_and_outputs_and_the_batch_mean_over_rows()
    {
        Tensor x = Leaf([1, 2, 4, 0, 0, 3], [2, 3]), t = Tensor.Zeros([2, 3], DType.Float64);
        Assert.Equal(30.0 / 6, Learned(Loss.MeanSquaredError(x, t)), 1e-12);
        Close([2.0 / 6, 4.0 / 6, 8.0 / 6, 0, 0, 1], x.Gradient);
        x.ClearGradient();
        Assert.Equal(15, Learned(Loss.MeanSquaredError(x, t, Reduction.BatchMean)), 1e-12);
        Close([1, 2, 4, 0, 0, 3], x.Gradient);
    }

    [Fact]
    public void C2_mean_absolute_error_by_hand()
    {
        Tensor x = Leaf([1, 2, 4]), t = Tensor.From([1.0, 4, 1]);
        Assert.Equal(5.0 / 3, Learned(Loss.MeanAbsoluteError(x, t)), 1e-12);
        Close([0, -1.0 / 3, 1.0 / 3], x.Gradient);
    }

    [Fact]
    public void C3_huber_is_half_the_square_inside_delta_and_a_line_outside()
    {
        Tensor x = Leaf([0.5, 2, -3]), t = Tensor.Zeros([3], DType.Float64);
        Close([0.125, 1.5, 2.5], Loss.Huber(x, t, reduction: Reduction.None));
        Close([0.125, 2, 4], Loss.Huber(x, t, 2, Reduction.None));
        Learned(Loss.Huber(x, t, reduction: Reduction.Sum));
        Close([0.5, 1, -1], x.Gradient);
    }

    [Fact]
    public void C3_smooth_l1_is_huber_divided_by_beta_and_the_absolute_error_for_beta_0()
    {
        Tensor x = Leaf([0.5, 2, -3]), t = Tensor.Zeros([3], DType.Float64);
        Close(Loss.Huber(x, t, 2, Reduction.None).ToArray<double>().Select(l => l / 2), Loss.SmoothL1(x, t, 2, Reduction.None));
        Learned(Loss.SmoothL1(x, t, 2, Reduction.Sum));
        Close([0.25, 1, -1], x.Gradient);
        Close([0.5, 2, 3], Loss.SmoothL1(x, t, 0, Reduction.None));
    }

    [Fact]
    public void C4_the_logarithm_of_a_probability_is_held_at_minus_100() =>
        Close([100, 100, 0, 0], Loss.BinaryCrossEntropyOfProbabilities(Tensor.From([0.0, 1, 0, 1]), Tensor.From([1.0, 0, 0, 1]), Reduction.None));

    [Fact]
    public void C4_on_logits_it_is_the_loss_of_their_probabilities_and_stays_finite_at_800()
    {
        Tensor logits = new Rng(1).Normal([20], type: DType.Float64), labels = new Rng(2).Uniform([20], type: DType.Float64);
        Assert.Equal(Loss.BinaryCrossEntropyOfProbabilities(logits.Sigmoid(), labels).ToScalar(), Loss.BinaryCrossEntropy(logits, labels).ToScalar(), 1e-12);
        Tensor extreme = Tensor.From([800f, -800f, 800f, -800f]).RequireGradient();
        Tensor loss = Loss.BinaryCrossEntropy(extreme, Tensor.From([1f, 0f, 0f, 1f]), reduction: Reduction.None);
        Assert.Equal([0f, 0, 800, 800], loss.ToArray<float>());
        loss.Backward(Tensor.Ones([4]));
        Assert.Equal([0f, 0, 1, -1], extreme.Gradient.ToArray<float>());
    }

    [Fact]
    public void C4_a_positive_weight_counts_ones_more_and_weights_count_elements_more()
    {
        Tensor logits = Tensor.From([0.5, 0.5]), labels = Tensor.From([1.0, 0]);
        double[] plain = Loss.BinaryCrossEntropy(logits, labels, reduction: Reduction.None).ToArray<double>();
        Close([3 * plain[0], plain[1]], Loss.BinaryCrossEntropy(logits, labels, Tensor.From([3.0]), Reduction.None));
        Tensor weights = Tensor.From([2.0, 5]);
        Close([2 * plain[0], 5 * plain[1]], Loss.BinaryCrossEntropy(logits, labels, reduction: Reduction.None, weights: weights));
        double mean = ((2 * plain[0]) + (5 * plain[1])) / 2;
        Assert.Equal(mean, Loss.BinaryCrossEntropy(logits, labels, weights: weights).ToScalar(), 1e-12);
        Assert.Equal(mean, Loss.BinaryCrossEntropyOfProbabilities(logits.Sigmoid(), labels, weights: weights).ToScalar(), 1e-12);
    }

    [Theory]
    [InlineData(0.659, 0.417)]
    [InlineData(0.99, 0.010)]
    [InlineData(0.01, 4.605)]
    public void C5_cross_entropy_is_minus_the_logarithm_of_the_right_classs_probability(double p, double loss)
    {
        Tensor logits = Tensor.From(new[,] { { Math.Log(p), Math.Log(1 - p) } });
        Assert.Equal(loss, Loss.CrossEntropy(logits, Tensor.From([0L])).ToScalar(), 5e-4);
        Assert.Equal(loss, Loss.SoftCrossEntropy(logits, Tensor.From(new[,] { { 1.0, 0 } })).ToScalar(), 5e-4);
        Assert.Equal(loss, Loss.NegativeLogLikelihood(logits, Tensor.From([0L])).ToScalar(), 5e-4);
    }

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
    public void C5_labels_are_probabilities_that_are_sure_smoothing_spreads_them_and_weights_count_classes()
    {
        Tensor logits = new Rng(1).Normal([4, 3], type: DType.Float64), labels = Tensor.From([2L, 0, 1, 1]);
        Tensor sure = Tensor.From(new double[,] { { 0, 0, 1 }, { 1, 0, 0 }, { 0, 1, 0 }, { 0, 1, 0 } }), weights = Tensor.From([0.5, 2, 3]);
        Close(Loss.CrossEntropy(logits, labels, weights, 0.3, reduction: Reduction.None), Loss.SoftCrossEntropy(logits, sure, weights, 0.3, Reduction.None));
        Close(Loss.CrossEntropy(logits, labels, labelSmoothing: 0.3), Loss.SoftCrossEntropy(logits, (sure * 0.7) + 0.1));

        // The means differ, as in PyTorch: labels divide by the weights of the rows, probabilities by the rows.
        Tensor sum = Loss.CrossEntropy(logits, labels, weights, reduction: Reduction.Sum);
        Close(sum / (3 + 0.5 + 2 + 2), Loss.CrossEntropy(logits, labels, weights));
        Close(sum / 4, Loss.SoftCrossEntropy(logits, sure, weights));
    }

    [Fact]
    public void C5_an_ignored_label_leaves_its_row_out_of_loss_mean_and_gradient()
    {
        Tensor logits = new Rng(1).Normal([3, 4], type: DType.Float64).RequireGradient();
        Close(Loss.CrossEntropy(logits[..2], Tensor.From([1L, 3])), Loss.CrossEntropy(logits, Tensor.From([1L, 3, -100])));
        Close(Loss.Focal(logits[..2], Tensor.From([1L, 3])), Loss.Focal(logits, Tensor.From([1L, 3, 7]), ignoredLabel: 7));
        Loss.CrossEntropy(logits, Tensor.From([1L, 3, -100])).Backward();
        Assert.Equal([0.0, 0, 0, 0], logits.Gradient.ToArray<double>()[8..]);
    }

    [Fact]
    public void C6_negative_log_likelihood_of_log_softmax_is_cross_entropy()
    {
        Tensor logits = Leaf([2, 1, 0.1, -1, 0, 3], [2, 3]), labels = Tensor.From([0L, 1]), weights = Tensor.From([0.5, 2, 3]);
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            logits.ClearGradient();
            Tensor one = Loss.CrossEntropy(logits, labels, weights, reduction: reduction);
            one.Sum().Backward();
            double[] gradient = logits.Gradient.ToArray<double>();
            logits.ClearGradient();
            Tensor two = Loss.NegativeLogLikelihood(logits.LogSoftmax(), labels, weights, reduction: reduction);
            two.Sum().Backward();
            Close(one, two);
            Close(gradient, logits.Gradient);
        }
    }

    [Fact]
    public void C6_a_probability_of_0_for_the_label_costs_infinity() =>
        Assert.Equal(double.PositiveInfinity, Loss.NegativeLogLikelihood(Tensor.From(new[,] { { double.NegativeInfinity, 0 } }), Tensor.From([0L])).ToScalar());

    [Fact]
    public void C7_the_divergence_by_hand_its_default_is_the_batch_mean()
    {
        // D([.5, .5] ‖ [.9, .1]) = .5 ln(.5/.9) + .5 ln(.5/.1) = .5108256; of a distribution from itself 0.
        Tensor logQ = Tensor.From(new[,] { { 0.9, 0.1 }, { 0.3, 0.7 } }).Log(), p = Tensor.From(new[,] { { 0.5, 0.5 }, { 0.3, 0.7 } });
        Assert.Equal(0.510825623765991 / 2, Loss.KullbackLeibler(logQ, p).ToScalar(), 1e-12);
        Assert.Equal(0.510825623765991 / 4, Loss.KullbackLeibler(logQ, p, reduction: Reduction.Mean).ToScalar(), 1e-12);
        Close(Loss.KullbackLeibler(logQ, p, reduction: Reduction.None), Loss.KullbackLeibler(logQ, p.Log(), logTarget: true, reduction: Reduction.None));
    }

    [Fact]
    public void C7_what_P_never_does_costs_nothing_and_what_only_Q_never_does_costs_infinity()
    {
        Tensor logQ = Leaf([double.NegativeInfinity, double.NegativeInfinity, -800]), p = Tensor.From([0.0, 0.5, 1]);
        Tensor loss = Loss.KullbackLeibler(logQ, p, reduction: Reduction.None);
        Assert.Equal([0, double.PositiveInfinity, 800], loss.ToArray<double>());
        loss.Backward(Tensor.Ones([3], DType.Float64));
        Assert.Equal([0, -0.5, -1], logQ.Gradient.ToArray<double>());
        Assert.Equal([0, double.PositiveInfinity, 800], Loss.KullbackLeibler(logQ, p.Log(), true, Reduction.None).ToArray<double>());
    }

    [Fact]
    public void C8_focal_loss_without_gamma_is_cross_entropy_and_with_it_counts_easy_rows_less()
    {
        Tensor logits = new Rng(1).Normal([5, 3], type: DType.Float64), labels = Tensor.From([2L, 0, 1, 1, 0]), alpha = Tensor.From([0.5, 2, 3]);
        Close(Loss.CrossEntropy(logits, labels, alpha, reduction: Reduction.None), Loss.Focal(logits, labels, alpha, gamma: 0, reduction: Reduction.None));

        // The paper's example (§3.1): with γ = 2, p = .9 costs 100 times less than cross-entropy and p ≈ .968 about 1000 times.
        foreach ((double p, double factor) in new[] { (0.9, 100), (0.968, 976.5625) })
        {
            Tensor row = Tensor.From(new[,] { { Math.Log(p), Math.Log(1 - p) } });
            Assert.Equal(factor, Loss.CrossEntropy(row, Tensor.From([0L])).ToScalar() / Loss.Focal(row, Tensor.From([0L])).ToScalar(), 1e-6 * factor);
        }
    }

    [Fact]
    public void C8_binary_focal_loss_is_that_of_two_classes()
    {
        Tensor logits = new Rng(1).Normal([6], type: DType.Float64), labels = Tensor.From([1.0, 0, 1, 1, 0, 0]);
        Tensor both = Tensor.Stack([logits * 0, logits], 1);
        Close(
            Loss.Focal(both, labels.To(DType.Int64), Tensor.From([0.75, 0.25]), gamma: 1.5, reduction: Reduction.None),
            Loss.BinaryFocal(logits, labels, 0.25, 1.5, Reduction.None));
        Close(Loss.BinaryCrossEntropy(logits, labels), Loss.BinaryFocal(logits, labels, alpha: -1, gamma: 0));
    }

    [Fact]
    public void C9_a_step_on_the_L2_penalty_alone()
    {
        // L = λ/2·w²: the gradient is λ·w = .04, and 4 − .1·.04 = 3.996.
        var layer = new Linear(1, 1, bias: false);
        layer.ConvertTo(DType.Float64);
        layer.Weight.Fill(4);
        var optimizer = new Sgd(layer, lr: 0.1);
        Assert.Equal(0.08, Learned(Loss.L2Penalty(0.01, layer)), 1e-12);
        optimizer.Step();
        Assert.Equal(3.996, layer.Weight.ToScalar(), 1e-12);
    }

    [Fact]
    public void C9_a_penalty_adds_up_over_all_parameters()
    {
        var layer = new Linear(2, 1);
        layer.Restore([new("weight", Tensor.From(new float[,] { { 3, -4 } })), new("bias", Tensor.From([2f]))]);
        Assert.Equal(0.1 * (3 + 4 + 2), Loss.L1Penalty(0.1, layer).ToScalar(), 1e-6);
        Assert.Equal(0.05 * (9 + 16 + 4), Loss.L2Penalty(0.1, layer).ToScalar(), 1e-6);
        Assert.Equal(0.05 * (9 + 16), Loss.L2Penalty(0.1, layer.Weight).ToScalar(), 1e-6);
        Loss.L1Penalty(0.1, layer).Backward();
        Assert.Equal([0.1f, -0.1f], layer.Weight.Gradient.ToArray<float>());
    }

    [Fact]
    public void C10_the_hinges_by_hand()
    {
        Tensor x = Leaf([2, 0.25, -0.5]), t = Tensor.From([1.0, 1, 1]);
        Close([0, 0.75, 1.5], Loss.Hinge(x, t, reduction: Reduction.None));
        Close([3, 1.25, 0.5], Loss.Hinge(x, -t, reduction: Reduction.None));
        Close([0, 0.5625, 2.25], Loss.SquaredHinge(x, t, reduction: Reduction.None));
        Close([2, 0.25, -0.5], Loss.HingeEmbedding(x, t, reduction: Reduction.None));
        Close([0, 0.75, 1.5], Loss.HingeEmbedding(x, -t, reduction: Reduction.None));
        Close(Loss.BinaryCrossEntropy(x, t), Loss.SoftMargin(x, t));
        Close([0, 0, 0.5], Loss.MarginRanking(x, x * 0, t, reduction: Reduction.None));
        Learned(Loss.Hinge(x, t));
        Close([0, -1.0 / 3, -1.0 / 3], x.Gradient);
    }

    [Fact]
    public void C10_the_hinges_of_several_classes_by_hand()
    {
        // The examples of PyTorch's documentation.
        Tensor x = Tensor.From(new[,] { { 0.1, 0.2, 0.4, 0.8 } });
        Assert.Equal(0.25 * ((1 - (0.8 - 0.1)) + (1 - (0.8 - 0.2)) + (1 - (0.8 - 0.4))), Loss.MultiMargin(x, Tensor.From([3L])).ToScalar(), 1e-12);
        Assert.Equal(0.25 * ((1 - (0.1 - 0.2)) + (1 - (0.1 - 0.4)) + (1 - (0.8 - 0.2)) + (1 - (0.8 - 0.4))), Loss.MultiLabelMargin(x, Tensor.From(new[,] { { 3L, 0, -1, 1 } })).ToScalar(), 1e-12);
        Assert.Equal(2 * 0.25 * (0.09 + 0.16 + 0.36), Loss.MultiMargin(x, Tensor.From([3L]), power: 2, classWeights: Tensor.From([1.0, 1, 1, 2])).ToScalar(), 1e-12);
    }

    [Fact]
    public void C10_cosines_of_pairs()
    {
        Tensor a = Tensor.From(new[,] { { 1.0, 0 }, { 1, 0 }, { 1, 0 }, { 3, 4 } }), b = Tensor.From(new[,] { { 2.0, 0 }, { 0, 5 }, { 2, 0 }, { 4, 3 } });
        Close([0, 0, 1, 0.04], Loss.CosineEmbedding(a, b, Tensor.From([1.0, -1, -1, 1]), reduction: Reduction.None), 1e-9);
        Assert.Equal(0.46, Loss.CosineEmbedding(a[3], b[3], Tensor.Scalar(-1, DType.Float64), 0.5).ToScalar(), 1e-9);
    }

    private static Tensor Leaf(double[] values, int[]? shape = null) => Tensor.From<double>(values, shape ?? [values.Length]).RequireGradient();

    /// <summary>The loss, after its gradient was worked out.</summary>
    private static double Learned(Tensor loss)
    {
        loss.Backward();
        return loss.ToScalar();
    }

    private static void Close(Tensor expected, Tensor actual) => Close(Enumerable.Range(0, expected.Length).Select(expected.GetElement), actual);

    private static void Close(IEnumerable<double> expected, Tensor actual, double tolerance = 1e-12) =>
        Assert.Equal(expected, actual.ToArray<double>(), (a, b) => Math.Abs(a - b) <= tolerance);
}
