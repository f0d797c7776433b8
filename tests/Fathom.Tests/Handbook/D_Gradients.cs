namespace Fathom.Tests.Handbook;

/// <summary>Handbook D: gradients. D4 has a class of its own.</summary>
public sealed class D_Gradients
{
    [Fact]
    public void D1_a_chain_of_two_weights()
    {
        (Tensor w1, Tensor w2) = (Leaf(0.5), Leaf(1.5));
        ((w2 * (w1 * 2) - 3).Square() * 0.5).Backward();
        Assert.Equal(-1.5, w2.Gradient.ToScalar(), 1e-12);
        Assert.Equal(-4.5, w1.Gradient.ToScalar(), 1e-12);
    }

    [Fact]
    public void D1_a_chain_of_two_sigmoids()
    {
        (Tensor w1, Tensor w2) = (Leaf(0.5), Leaf(1.5));
        Tensor loss = ((w2 * (w1 * 2).Sigmoid()).Sigmoid() - 1).Square();
        loss.Backward();
        Assert.Equal(0.0626900, loss.ToScalar(), 5e-8);
        Assert.Equal(-0.0554372, w1.Gradient.ToScalar(), 5e-8);
    }

    [Fact]
    public void D1_the_textbooks_recursion_equals_backward()
    {
        // δᴸ = (ŷ − y) ⊙ g′(zᴸ),  δˡ = (Wˡ⁺¹ᵀ δˡ⁺¹) ⊙ g′(zˡ),  ∂L/∂Wˡ = δˡ aˡ⁻¹ᵀ,  with examples as rows
        var rng = new Rng(3);
        Linear[] layers = [new(3, 5, rng: rng), new(5, 4, rng: rng), new(4, 2, rng: rng)];
        foreach (Linear layer in layers)
            layer.ConvertTo(DType.Float64);
        Tensor x = rng.Normal([6, 3], type: DType.Float64);
        Tensor y = rng.Normal([6, 2], type: DType.Float64);
        var a = new List<Tensor> { x };
        foreach (Linear layer in layers)
            a.Add(layer.Forward(a[^1]).Sigmoid());
        (Loss.MeanSquaredError(a[^1], y, Reduction.Sum) * 0.5).Backward();
        using (Tape.NoGradients())
        {
            Tensor delta = (a[3] - y) * a[3] * (1 - a[3]);
            for (int l = 2; l >= 0; l--)
            {
                AssertEqual(delta.MatMul(a[l], transposeA: true), layers[l].Weight.Gradient);
                AssertEqual(delta.Sum(0), layers[l].Bias.Gradient);
                delta = delta.MatMul(layers[l].Weight) * a[l] * (1 - a[l]);
            }
        }
    }

    [Fact]
    public void D2_gradients_accumulate_until_cleared()
    {
        Tensor w = Leaf(3);
        w.Square().Backward();
        w.Square().Backward();
        Assert.Equal(12, w.Gradient.ToScalar());
        w.ClearGradient();
        Assert.True(w.Gradient.IsNone);
        w.Square().Backward();
        Assert.Equal(6, w.Gradient.ToScalar());
    }

    [Fact]
    public void D2_inference_records_nothing_and_detach_stops_the_gradient()
    {
        Tensor w = Leaf(3);
        using (Tape.NoGradients())
        {
            Tensor y = w.Square();
            Assert.False(y.NeedsGradient);
            Assert.Throws<StepException>(() => y.Backward());
        }

        (w * w.Detach()).Backward();
        Assert.Equal(3, w.Gradient.ToScalar());
    }

    [Fact]
    public void D3_nudging_w2_by_a_millionth_reproduces_the_gradient()
    {
        static double L(double w2) => (((Tensor.Scalar(w2, DType.Float64) * (0.5 * 2)) - 3).Square() * 0.5).ToScalar();
        Assert.Equal(-1.5, (L(1.5 + 1e-6) - L(1.5 - 1e-6)) / 2e-6, 1e-9);
    }

    [Fact]
    public void D3_the_check_agrees_with_backward_on_D1()
    {
        GradientCheckResult check = GradientCheck.Of(all => [((all[1] * (all[0] * 2) - 3).Square() * 0.5)], [Leaf(0.5), Leaf(1.5)]);
        Assert.True(check.Passed, check.ToString());
    }

    [Fact]
    public void D5_softmax_and_cross_entropy_in_one_have_the_gradient_prediction_minus_truth()
    {
        Tensor logits = Tensor.From([2.0, 1, 0.1], [1, 3]).RequireGradient();
        Tensor loss = Loss.CrossEntropy(logits, Tensor.From([0L]));
        loss.Backward();
        Assert.Equal(0.417, loss.ToScalar(), 5e-4);
        double[] expected = [-0.341, 0.242, 0.099];
        Assert.All(expected.Zip(logits.Gradient.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 5e-4));
    }

    [Fact]
    public void D5_sigmoid_and_binary_cross_entropy_likewise()
    {
        Tensor logits = Tensor.From([0.7, -1.3], [2, 1]).RequireGradient();
        Loss.BinaryCrossEntropy(logits, Tensor.From([1.0, 0], [2, 1]), reduction: Reduction.Sum).Backward();
        Assert.Equal((1 / (1 + Math.Exp(-0.7))) - 1, logits.Gradient.ToArray<double>()[0], 1e-12);
        Assert.Equal(1 / (1 + Math.Exp(1.3)), logits.Gradient.ToArray<double>()[1], 1e-12);
    }

    [Fact]
    public void D5_squared_error_on_softmax_hardly_learns_when_badly_wrong()
    {
        // Sure of the wrong class: cross-entropy pushes with almost 1, the squared error with almost nothing.
        Tensor entropy = Tensor.From([-10.0, 10], [1, 2]).RequireGradient(), square = Tensor.From([-10.0, 10], [1, 2]).RequireGradient();
        Loss.CrossEntropy(entropy, Tensor.From([0L])).Backward();
        Loss.MeanSquaredError(square.Softmax(), Tensor.From([1.0, 0], [1, 2])).Backward();
        Assert.InRange(entropy.Gradient.ToArray<double>()[0], -1, -0.999999);
        Assert.InRange(square.Gradient.ToArray<double>()[0], -1e-7, -1e-12);
    }

    [Fact]
    public void D6_ten_sigmoid_layers_shrink_the_gradient_below_a_quarter_to_the_tenth()
    {
        Tensor x = Leaf(0.3);
        Tensor y = x;
        for (int layer = 0; layer < 10; layer++)
            y = y.Sigmoid();
        y.Backward();
        Assert.InRange(x.Gradient.ToScalar(), double.Epsilon, Math.Pow(0.25, 10));
    }

    [Fact]
    public void D6_ten_sigmoid_layers_of_one_unit_at_the_steepest_point_reach_the_bound()
    {
        // Centred at 0 each layer passes exactly a quarter: .25¹⁰ ≈ 9.5e-7.
        Tensor x = Leaf(0);
        Tensor y = x;
        for (int layer = 0; layer < 10; layer++)
            y = y.Sigmoid() - 0.5;
        y.Backward();
        Assert.Equal(9.5367431640625e-7, x.Gradient.ToScalar(), 1e-15);
    }

    [Fact]
    public void D7_clipping_by_norm_scales_by_max_over_total_and_returns_the_norm_before()
    {
        Tensor a = Leaf(0), b = Leaf(0);
        NamedTensor[] both = [new("a", a), new("b", b)];
        ((a * 3) + (b * 4)).Backward();
        Assert.Equal(5, Clip.ByNorm(both, 1), 1e-12);
        Assert.Equal(3 / (5 + 1e-6), a.Gradient.ToScalar(), 1e-12);
        Assert.Equal(4 / (5 + 1e-6), b.Gradient.ToScalar(), 1e-12);
        Assert.Equal(5 / (5 + 1e-6), Clip.ByNorm(both, 10), 1e-12); // below the limit nothing changes
        Assert.Equal(3 / (5 + 1e-6), a.Gradient.ToScalar(), 1e-12);
        Assert.Equal(4 / (5 + 1e-6), Clip.ByNorm(both, 10, double.PositiveInfinity), 1e-12);
        Clip.ByValue(both, 0.7);
        Assert.Equal((3 / (5 + 1e-6), 0.7), (a.Gradient.ToScalar(), b.Gradient.ToScalar()));
    }

    [Fact]
    public void D7_the_norm_before_clipping_is_kept_by_the_optimizer()
    {
        Tensor w = Leaf(2);
        var optimizer = new Sgd(new ParameterGroup(new NamedTensor("w", w)), lr: 1) { ClipNorm = 1 };
        (w * 5).Backward();
        optimizer.Step();
        Assert.Equal(5, optimizer.GradientNorm, 1e-12);
        Assert.Equal(2 - (5 / (5 + 1e-6)), w.ToScalar(), 1e-12);
    }

    [Fact]
    public void D8_micro_batches_weighted_by_rows_give_the_large_batchs_gradient_uneven_last_one_included()
    {
        var model = new Sequential(new Linear(4, 8), new Tanh(), new Linear(8, 3));
        model.ConvertTo(DType.Float64);
        Tensor x = new Rng(1).Normal([10, 4], type: DType.Float64);
        Tensor labels = Tensor.From([0L, 1, 2, 0, 1, 2, 0, 1, 2, 0]);
        Loss.CrossEntropy(model.Forward(x), labels).Backward();
        double[][] whole = [.. model.Parameters.Select(p => p.Tensor.Gradient.ToArray<double>())];
        model.ZeroGradients();
        foreach (Range rows in new[] { ..4, 4..8, 8.. })
        {
            Tensor part = x[rows];
            (Loss.CrossEntropy(model.Forward(part), labels[rows]) * (part.Shape[0] / 10.0)).Backward();
        }

        foreach ((double[] expected, NamedTensor parameter) in whole.Zip(model.Parameters))
            Assert.All(expected.Zip(parameter.Tensor.Gradient.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public void D8_the_trainers_micro_batches_make_the_step_of_the_large_batch(int micro)
    {
        Tensor x = new Rng(1).Normal([10, 4], type: DType.Float64);
        Tensor labels = Tensor.From([0L, 1, 2, 0, 1, 2, 0, 1, 2, 0]);
        double[][] Weights(int? rows, Objective objective, Tensor y, out double loss)
        {
            var model = new Sequential(new Linear(4, 8, rng: new Rng(2)), new Tanh(), new Linear(8, 3, rng: new Rng(3)));
            model.ConvertTo(DType.Float64);
            var trainer = new Trainer(model, new Adam(model, lr: 0.1), objective) { MicroBatchSize = rows };
            loss = trainer.TrainStep(x, y);
            return [.. model.Parameters.Select(p => p.Tensor.ToArray<double>())];
        }

        // The plain mean, a mean over rows and outputs, and a weighted mean, for which the mean of means would be wrong.
        Tensor values = new Rng(5).Normal([10, 3], type: DType.Float64);
        var weighted = new MultiClassObjective { ClassWeights = [0.2, 1, 5], LabelSmoothing = 0.1 };
        Tensor marked = Tensor.From([0L, -100, 2, 0, -100, -100, -100, 1, 2, -100]);
        Tensor bits = values.Greater(0).To(DType.Float64);
        foreach ((Objective objective, Tensor y) in new (Objective, Tensor)[]
        {
            (Objective.MultiClass, labels), (Objective.Regression, values), (new Weighted(), labels), (weighted, labels), (weighted, marked),
            (new MultiLabelObjective { PositiveWeights = [0.2, 1, 5] }, bits), (weighted, Objective.MultiClass.Probabilities(values)),
        })
        {
            double[][] whole = Weights(null, objective, y, out double loss), parts = Weights(micro, objective, y, out double together);
            Assert.Equal(loss, together, 1e-12);
            Assert.All(whole.Zip(parts), pair => Assert.All(pair.First.Zip(pair.Second), w => Assert.Equal(w.First, w.Second, 1e-12)));
        }
    }

    private static Tensor Leaf(double value) => Tensor.Scalar(value, DType.Float64).RequireGradient();

    private static void AssertEqual(Tensor expected, Tensor actual) =>
        Assert.All(expected.ToArray<double>().Zip(actual.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));

    /// <summary>Cross-entropy with class weights 0, 1 and 5, whose mean divides by the weights: alone, a row of class 0 has no loss at all.</summary>
    private sealed record Weighted : Objective
    {
        private static readonly double[] s_weights = [0, 1, 5];

        public override TaskKind Task => TaskKind.MultiClass;

        protected override string Kind => "test";

        public override Tensor Loss(Tensor output, Tensor targets) => Fathom.Loss.CrossEntropy(output, targets, Tensor.From(s_weights));

        public override Tensor Predict(Tensor output) => output.Softmax();

        public override double BatchWeight(Tensor targets) => targets.ToArray<long>().Sum(label => s_weights[label]);
    }
}
