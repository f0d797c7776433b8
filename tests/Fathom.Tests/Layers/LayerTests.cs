namespace Fathom.Tests.Layers;

/// <summary>Single layers: worked numbers, and what a wrong input is told.</summary>
public sealed class LayerTests
{
    [Fact]
    public void A2_a_fully_connected_layer_computes_the_textbooks_numbers()
    {
        var layer = new Linear(2, 2);
        layer.Restore([new("weight", Tensor.From(new float[,] { { 0.1f, 0.3f }, { -0.2f, 0.4f } })), new("bias", Tensor.From([0f, 0.1f]))]);
        Tensor z = layer.Forward(Tensor.From(new float[,] { { 1, 2 } }));
        AssertClose([0.7, 0.7], z, 1e-6);
        AssertClose([0.7, 0.7], z.ReLU(), 1e-6);
    }

    [Fact]
    public void A3_layers_without_nonlinearity_equal_one_linear_map()
    {
        var (first, second) = (new Linear(3, 5, bias: false), new Linear(5, 2, bias: false));
        Tensor x = new Rng(1).Normal([4, 3]);
        Tensor one = second.Weight.MatMul(first.Weight);
        AssertClose(x.MatMul(one, transposeB: true).ToArray<float>().Select(v => (double)v), second.Forward(first.Forward(x)), 1e-6);
    }

    [Fact]
    public void A_linear_layer_starts_evenly_spread_within_one_over_the_root_of_its_inputs()
    {
        var layer = new Linear(100, 400, rng: new Rng(7));
        float[] values = [.. layer.Weight.ToArray<float>(), .. layer.Bias.ToArray<float>()];
        Assert.All(values, value => Assert.InRange(value, -0.1f, 0.1f));
        Assert.InRange(values.Max(), 0.0999f, 0.1f);
        Assert.InRange(values.Select(v => v * v).Average(), 0.0032f, 0.0035f); // the variance of U(−.1, .1) is .01/3
    }

    [Fact]
    public void Weights_are_the_same_for_the_same_seed_and_others_for_another()
    {
        float[] Draw(ulong seed) => new Linear(5, 5, rng: new Rng(seed)).Weight.ToArray<float>();
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }

    /// <summary>By hand: a = (1, 2), b = (3, 4), W₁ = [[1, 0], [0, 1]] → 1·3 + 2·4 = 11; W₂ = [[0, 1], [1, 0]] → 1·4 + 2·3 = 10, and the biases.</summary>
    [Fact]
    public void A_bilinear_layer_multiplies_every_pair()
    {
        var layer = new Bilinear(2, 2, 2);
        Assert.Equal(["weight (2, 2, 2)", "bias (2,)"], layer.Parameters.Select(p => $"{p.Name} {p.Tensor.Shape}"));
        Assert.All(layer.Parameters, p => Assert.All(p.Tensor.ToArray<float>(), value => Assert.InRange(value, -0.7072f, 0.7072f)));
        layer.Restore([new("weight", Tensor.From<float>([1, 0, 0, 1, 0, 1, 1, 0], [2, 2, 2])), new("bias", Tensor.From([0.5f, -0.5f]))]);
        Assert.Equal([11.5f, 9.5f], layer.Forward(Tensor.From([1f, 2f]), Tensor.From([3f, 4f])).ToArray<float>());
        Assert.Contains("(2, 2)", Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Ones([2, 2]), Tensor.Ones([2, 3]))).Message);
    }

    [Fact]
    public void I2_layer_norm_of_1_2_3_4()
    {
        Tensor y = new LayerNorm(4).Forward(Tensor.From(new float[,] { { 1, 2, 3, 4 } }));
        AssertClose([-1.342, -0.447, 0.447, 1.342], y, 5e-4);
    }

    [Fact]
    public void H3_dropout_scales_survivors_by_one_over_one_minus_p_and_is_the_identity_in_inference()
    {
        var layer = new Dropout(0.3, new Rng(5));
        Tensor x = Tensor.Ones([100, 100]);
        float[] y = layer.Forward(x).ToArray<float>();
        Assert.Equal([0f, (float)(1 / 0.7)], y.Distinct().Order());
        Assert.InRange(y.Count(value => value == 0) / 10_000.0, 0.28, 0.32); // 3σ of a binomial is .014
        Assert.NotEqual(y, layer.Forward(x).ToArray<float>());
        Assert.Equal(x.ToArray<float>(), layer.Predict(x).ToArray<float>());
        layer.Evaluate();
        Assert.Equal(x.ToArray<float>(), layer.Forward(x).ToArray<float>());
    }

    [Fact]
    public void H3_dropouts_gradient_goes_through_the_same_mask()
    {
        var layer = new Dropout(0.5, new Rng(6));
        Tensor x = Tensor.Ones([64]).RequireGradient();
        Tensor y = layer.Forward(x);
        y.Backward(Tensor.Ones([64]));
        Assert.Equal(y.ToArray<float>(), x.Gradient.ToArray<float>());
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void Dropout_refuses_what_is_no_probability_below_1(double p) =>
        Assert.Contains("p is", Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(p)).Message);

    [Fact]
    public void The_padding_row_of_an_embedding_starts_at_0_and_receives_no_gradient()
    {
        var layer = new Embedding(4, 2, paddingIndex: 1);
        Assert.Equal([0f, 0f], layer.Weight[1].ToArray<float>());
        layer.Forward(Tensor.From([1L, 2L, 1L, 2L])).Backward(Tensor.Ones([4, 2]));
        Assert.Equal([0f, 0, 0, 0, 2, 2, 0, 0], layer.Weight.Gradient.ToArray<float>());
    }

    [Fact]
    public void An_index_outside_the_table_is_named_with_its_place()
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => new Embedding(4, 2).Forward(Tensor.From([0L, 9L])));
        Assert.Contains("9", error.Message);
        Assert.Contains("1", error.Message);
    }

    [Fact]
    public void Wrong_inputs_are_told_what_was_expected()
    {
        Assert.Contains("784", Refusal(new Linear(784, 128), Tensor.Zeros([32, 100])));
        Assert.Contains("Int64", Refusal(new Embedding(4, 2), Tensor.Zeros([3])));
        Assert.Contains("(4,)", Refusal(new LayerNorm(4), Tensor.Zeros([2, 5])));
        Assert.Contains("(5, 4)", Refusal(new Residual(new Linear(4, 3)), Tensor.Zeros([5, 4])));
        Assert.Contains("scalar", Refusal(new Flatten(), Tensor.Scalar(1)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-3, 1)]
    public void Sizes_below_1_are_refused(int inputs, int outputs) =>
        Assert.Contains("at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Linear(inputs, outputs)).Message);

    internal static void AssertClose(IEnumerable<double> expected, Tensor actual, double tolerance) =>
        Assert.All(expected.Zip(Enumerable.Range(0, actual.Length)), pair => Assert.Equal(pair.First, actual.GetElement(pair.Second), tolerance));

    private static string Refusal(Layer layer, Tensor x) => Assert.Throws<ShapeException>(() => layer.Forward(x)).Message;
}
