namespace Fathom.Tests.Ops;

/// <summary>What differences cannot tell: kinks, ties, extremes, and the texts of refusals. Values are PyTorch's unless a name says otherwise.</summary>
public sealed class OperationValueTests
{
    private const double Inf = double.PositiveInfinity;

    [Fact]
    public void At_their_kinks_the_rectifiers_have_the_gradient_of_PyTorch()
    {
        Assert.Equal([0], Slope(x => x.ReLU(), 0));
        Assert.Equal([0.1], Slope(x => x.LeakyReLU(0.1), 0));
        Assert.Equal([0], Slope(x => x.Abs(), 0));
        Assert.Equal([0, 0], Slope(x => x.ReLU6(), 0, 6));
        Assert.Equal([1, 1], Slope(x => x.Clamp(-1, 2), -1, 2));
        Assert.Equal([0, 0], Slope(x => x.HardTanh(), -1, 1));
        Assert.Equal([0, 0], Slope(x => x.HardSigmoid(), -3, 3));
        Assert.Equal([-0.5, 1.5], Slope(x => x.HardSwish(), -3, 3), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([0.25], Slope(x => x.PReLU(Tensor.From([0.25])), 0));
    }

    [Fact]
    public void Equal_numbers_share_the_gradient_of_maximum_and_minimum()
    {
        foreach (Func<Tensor, Tensor, Tensor> call in new Func<Tensor, Tensor, Tensor>[] { (a, b) => a.Maximum(b), (a, b) => a.Minimum(b) })
        {
            Tensor a = Leaf(1, 2), b = Leaf(1, 2);
            call(a, b).Backward(Tensor.From([4.0, 6.0]));
            Assert.Equal([2, 3], a.Gradient.ToArray<double>());
            Assert.Equal([2, 3], b.Gradient.ToArray<double>());
        }
    }

    [Fact]
    public void The_largest_of_all_shares_its_gradient_and_along_an_axis_the_first_takes_it()
    {
        Assert.Equal([0, 0.5, 0.5], Slope(x => x.Max(), 1, 3, 3));
        Assert.Equal([0, 1, 0], Slope(x => x.Max(0), 1, 3, 3));
        Assert.Equal([0.5, 0, 0.5], Slope(x => x.Min(), 1, 3, 1));
        Assert.Equal([1, 0, 0], Slope(x => x.Min(-1), 1, 3, 1));
    }

    [Fact]
    public void Indices_name_the_first_of_equal_numbers_and_the_first_NaN()
    {
        Tensor x = Tensor.From(new double[,] { { 1, 5, 5 }, { 7, double.NaN, 9 } });
        (Tensor values, Tensor indices) = x.MaxWithIndices(1);
        Assert.Equal([5, double.NaN], values.ToArray<double>());
        Assert.Equal([1L, 1L], indices.ToArray<long>());
        Assert.Equal([0L, 1, 0], x.ArgMin(0, keepAxes: true).ToArray<long>());
        Assert.Equal(4, x.ArgMax().ToScalar());
    }

    [Fact]
    public void A_product_with_zeros_has_the_gradient_of_the_others()
    {
        Assert.Equal([12, 8, 6], Slope(x => x.Prod(), 2, 3, 4).Select(g => Math.Round(g, 12)));
        Assert.Equal([0, 8, 0], Slope(x => x.Prod(), 2, 0, 4));
        Assert.Equal([0, 0, 0], Slope(x => x.Prod(), 0, 0, 4));
    }

    [Fact]
    public void Length_and_deviation_of_nothing_have_gradient_0()
    {
        Assert.Equal([0, 0], Slope(x => x.Norm(), 0, 0));
        Assert.Equal([0, 0, 0], Slope(x => x.Std(), 2, 2, 2));
    }

    [Fact]
    public void Powers_follow_the_power_function_at_zero_and_below()
    {
        Tensor x = Tensor.From([-2.0, 0.0, 3.0]);
        Assert.Equal([1, 1, 1], x.Pow(0).ToArray<double>());
        Assert.Equal([-8, 0, 27], x.Pow(3).ToArray<double>());
        Assert.Equal([-0.5, Inf, 1 / 3.0], x.Pow(-1).ToArray<double>());
        Assert.Equal([double.NaN, 0, Math.Sqrt(3)], x.Pow(0.5).ToArray<double>());
        Assert.Equal([double.NaN, 0, Math.Pow(3, 1.5)], x.Pow(1.5).ToArray<double>());
        Assert.Equal([0, 0], Slope(v => v.Pow(0), 0, 5));
    }

    [Fact]
    public void Negation_keeps_the_sign_of_zero() =>
        Assert.Equal([-Inf, Inf], (-Tensor.From([0.0, -0.0])).Reciprocal().ToArray<double>());

    [Theory]
    [InlineData(800)]
    [InlineData(-800)]
    [InlineData(1e30)]
    public void Softmax_stays_finite_at_any_size(double size)
    {
        foreach (DType type in new[] { DType.Float32, DType.Float64 })
        {
            Tensor x = Tensor.From([size, size, size - 1]).To(type).RequireGradient();
            Tensor y = x.Softmax(), logarithm = x.LogSoftmax();
            Assert.Equal(1, y.Sum().ToScalar(), 1e-6);
            Assert.True(double.IsFinite(logarithm.Sum().ToScalar()));
            Assert.True(double.IsFinite(x.LogSumExp().ToScalar()));
            (y + logarithm).Backward(Tensor.From([1.0, -2.0, 3.0]).To(type));
            Assert.All(x.Gradient.To(DType.Float64).ToArray<double>(), g => Assert.True(double.IsFinite(g)));
        }
    }

    [Fact]
    public void Each_row_of_softmax_is_computed_below_its_own_maximum()
    {
        Tensor y = Tensor.From(new float[,] { { 900, 900 }, { -900, -901 } }).Softmax();
        Assert.Equal([0.5f, 0.5f, 0.7310586f, 0.2689414f], y.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_row_of_nothing_but_minus_infinity_is_NaN_in_softmax_and_minus_infinity_in_logsumexp()
    {
        Tensor x = Tensor.From([-Inf, -Inf]);
        Assert.All(x.Softmax().ToArray<double>(), y => Assert.True(double.IsNaN(y)));
        Assert.Equal(-Inf, x.LogSumExp().ToScalar());
        Assert.Equal(Inf, Tensor.From([1.0, Inf]).LogSumExp().ToScalar());
        Assert.Equal([0, 1], Tensor.From([-Inf, 3.0]).Softmax().ToArray<double>());
    }

    [Fact]
    public void Losses_on_logits_stay_finite_at_any_size()
    {
        Tensor x = Leaf(800, -800, 800, -800), t = Tensor.From([1.0, 0.0, 0.0, 1.0]);
        Tensor loss = new Fathom.Ops.BinaryCrossEntropy(Reduction.None).Run(x, t, default);
        Assert.Equal([0, 0, 800, 800], loss.ToArray<double>());
        loss.Backward(Tensor.Ones([4], DType.Float64));
        Assert.Equal([0, 0, 1, -1], x.Gradient.ToArray<double>());
        Tensor logits = Tensor.From(new double[,] { { 800, -800 } }).RequireGradient();
        Tensor entropy = new Fathom.Ops.CrossEntropy(0, -100, Reduction.Mean).Run(logits, Tensor.From([1L]), default);
        Assert.Equal(1600, entropy.ToScalar());
        entropy.Backward();
        Assert.Equal([1, -1], logits.Gradient.ToArray<double>());
    }

    [Fact]
    public void Cross_entropy_leaves_ignored_rows_out_of_loss_mean_and_gradient()
    {
        Tensor x = Tensor.From(new double[,] { { 2, 1, 0.1 }, { double.NaN, 0, 0 } }).RequireGradient();
        Tensor loss = new Fathom.Ops.CrossEntropy(0, -100, Reduction.Mean).Run(x, Tensor.From([0L, -100]), default);
        Assert.Equal(0.417, loss.ToScalar(), 5e-4);
        loss.Backward();
        Assert.Equal([-0.341, 0.242, 0.099, 0, 0, 0], x.Gradient.ToArray<double>(), (a, b) => Math.Abs(a - b) < 6e-4);
    }

    [Fact]
    public void Refused_values_are_named_with_their_place()
    {
        Tensor x = Tensor.Zeros([3, 4]);
        Assert.Contains("IndexSelect: index 1 is 4; expected 0 to 3", Refusal(() => x.IndexSelect(1, Tensor.From([0L, 4]))));
        Assert.Contains("Embedding: index 0 is -1; expected 0 to 2", Refusal(() => x.Embedding(Tensor.From([-1L]))));
        Assert.Contains("Gather: index 2 is 9", Refusal(() => x.Gather(1, Tensor.From([0L, 1, 9], [3, 1]))));
        Assert.Contains("label 1 is 7; expected a class number from 0 to 3", Refusal(() => new Fathom.Ops.CrossEntropy(0, -100, Reduction.Mean).Run(x, Tensor.From([0L, 7, 0]), default)));
        Assert.Contains("element 2 of probabilities is 1.5", Refusal(() => new Fathom.Ops.BinaryCrossEntropyOfProbabilities(Reduction.Mean).Run(Tensor.From([0f, 1f, 1.5f]), Tensor.Zeros([3]))));
        Assert.Contains("p is 1.5; expected the probability of dropping an element, at least 0 and less than 1", Refusal(() => x.Dropout(1.5)));
        Assert.Contains("p is 1;", Refusal(() => x.Dropout(1)));
        static string Refusal(Func<object> call) => Assert.Throws<ArgumentOutOfRangeException>(call).Message;
    }

    [Fact]
    public void A_refused_shape_says_what_to_do()
    {
        var error = Assert.Throws<ShapeException>(() => Tensor.Zeros([32, 1, 100]).Linear(Tensor.Zeros([128, 784])));
        Assert.Equal("Linear: x is (32, 1, 100); expected a last axis of 784, because weight is (128, 784) (axis 1). Did you forget new Flatten()?", error.Message);
        Assert.Contains("broadcasts with (3, 4)", Assert.Throws<ShapeException>(() => Tensor.Zeros([3, 4]) + Tensor.Zeros([3])).Message);
        Assert.Contains("axes is 3; expected -3 to 2", Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 3, 4]).Sum(3)).Message);
        Assert.Contains("element along the reduced axes", Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 0]).Max(1)).Message);
    }

    [Fact]
    public void Padding_rows_of_an_embedding_are_read_and_never_learn()
    {
        Tensor weight = Tensor.Ones([3, 2]).RequireGradient();
        Tensor y = weight.Embedding(Tensor.From([0L, 1, 0]), paddingIndex: 1);
        y.Backward(Tensor.Ones([3, 2]));
        Assert.Equal([1f, 1, 1, 1, 1, 1], y.ToArray<float>());
        Assert.Equal([2f, 2, 0, 0, 0, 0], weight.Gradient.ToArray<float>());
    }

    [Fact]
    public void Dropout_keeps_the_mean_and_gives_the_same_mask_for_the_same_counter()
    {
        Tensor x = Tensor.Ones([100_000]);
        Tensor y = x.Dropout(0.3, new Rng(5)), again = x.Dropout(0.3, new Rng(5)), other = x.Dropout(0.3, new Rng(6));
        Assert.Equal(1, y.Mean().ToScalar(), 0.01);
        Assert.Equal(0.3, y.Equal(0).To(DType.Float32).Mean().ToScalar(), 0.01);
        Assert.Equal(y.ToArray<float>(), again.ToArray<float>());
        Assert.NotEqual(y.ToArray<float>(), other.ToArray<float>());
        Assert.Equal(x.ToArray<float>(), x.Dropout(0).ToArray<float>());
    }

    [Fact]
    public void Einsum_reads_every_form_of_equation()
    {
        Tensor a = Tensor.Range(0, 6, type: DType.Float64).Reshape(2, 3), b = Tensor.Range(0, 12, type: DType.Float64).Reshape(3, 4);
        Tensor square = Tensor.Range(0, 9, type: DType.Float64).Reshape(3, 3);
        Same(a.MatMul(b), Tensor.Einsum("ij,jk", a, b));
        Same(a.MatMul(b).Transpose(), Tensor.Einsum("ij, jk -> ki", a, b));
        Same(a.Transpose(), Tensor.Einsum("ji", a));
        Same(a.Sum(0), Tensor.Einsum("ij->j", a));
        Same(Tensor.Scalar(12, DType.Float64), Tensor.Einsum("ii", square));
        Same(square.Diagonal(), Tensor.Einsum("ii->i", square));
        Same(a.MatMul(b).MatMul(b.Transpose()), Tensor.Einsum("ij,jk,lk->il", a, b, b));
        Same(a.Reshape(2, 3, 1) * b, Tensor.Einsum("ij,jk->ijk", a, b));
        Same(a * a, Tensor.Einsum("...,...->...", a, a));
        Same(Tensor.Stack([a, a]).MatMul(b), Tensor.Einsum("...ij,jk->...ik", Tensor.Stack([a, a]), b));
        foreach (string wrong in new[] { "ij", "ij,jk,kl", "ijk,jk", "i1,jk", "ij,jk->iz", "ij,jk->ii", "ij,ik", "i....j,jk" })
            Assert.Contains(wrong, Assert.Throws<ShapeException>(() => Tensor.Einsum(wrong, a, b)).Message);
        static void Same(Tensor expected, Tensor got)
        {
            Assert.Equal(expected.Shape, got.Shape);
            Assert.Equal(expected.ToArray<double>(), got.ToArray<double>());
        }
    }

    [Fact]
    public void Movement_and_comparison_take_whole_numbers_and_masks()
    {
        Tensor x = Tensor.From([3L, 1, 2, 0, 5, 4], [2, 3]);
        Assert.Equal([3L, 0, 1, 5, 2, 4], x.Transpose().ToArray<long>());
        Assert.Equal([1L, 5], x.Slice(1, 1, 2).ToArray<long>());
        Assert.Equal([0L, 5, 4], x.IndexSelect(0, Tensor.From([1L])).ToArray<long>());
        Assert.Equal([true, false, true, false, true, true], x.GreaterOrEqual(2).ToArray<bool>());
        Assert.Equal([true, true], Tensor.Concat([Tensor.From([true]), Tensor.From([true])]).ToArray<bool>());
    }

    [Fact]
    public void Reductions_of_nothing_are_what_mathematics_says()
    {
        Tensor x = Tensor.Zeros([2, 0], DType.Float64);
        Assert.Equal([0, 0], x.Sum(1).ToArray<double>());
        Assert.Equal([1, 1], x.Prod(1).ToArray<double>());
        Assert.All(x.Mean(1).ToArray<double>(), y => Assert.True(double.IsNaN(y)));
        Assert.Empty(x.Max(0).ToArray<double>());
    }

    [Fact]
    public void A_long_sum_in_float_keeps_its_digits()
    {
        Tensor x = Tensor.Full([3, 1_000_003], 0.1);
        Assert.Equal(300_000.9, x.Sum().ToScalar(), 0.5);
        Assert.All(x.Sum(1).ToArray<float>(), y => Assert.Equal(100_000.3, y, 0.2));
        Assert.Equal(100_000.3, Tensor.Full([1_000_003, 2], 0.1).Sum(0).ToArray<float>()[1], 0.5);
    }

    private static Tensor Leaf(params double[] values) => Tensor.From(values, [values.Length]).RequireGradient();

    /// <summary>The gradient of the sum of a function's results.</summary>
    private static double[] Slope(Func<Tensor, Tensor> function, params double[] values)
    {
        Tensor x = Leaf(values);
        Tensor y = function(x);
        y.Backward(Tensor.Ones(y.Shape, DType.Float64));
        return x.Gradient.ToArray<double>();
    }
}
