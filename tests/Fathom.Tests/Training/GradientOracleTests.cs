namespace Fathom.Tests.Training;

/// <summary>The textbooks' worked gradients.</summary>
public sealed class GradientOracleTests
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
    public void D3_nudging_a_weight_reproduces_its_gradient()
    {
        static double Loss(double w2) => 0.5 * Math.Pow((w2 * 0.5 * 2) - 3, 2);
        Assert.Equal(-1.5, (Loss(1.5 + 1e-6) - Loss(1.5 - 1e-6)) / 2e-6, 1e-9);
        GradientCheckResult check = GradientCheck.Of(all => [((all[1] * (all[0] * 2) - 3).Square() * 0.5)], [Leaf(0.5), Leaf(1.5)]);
        Assert.True(check.Passed, check.ToString());
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

    private static Tensor Leaf(double value) => Tensor.Scalar(value, DType.Float64).RequireGradient();

    private static void AssertEqual(Tensor expected, Tensor actual) =>
        Assert.All(expected.ToArray<double>().Zip(actual.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
}
