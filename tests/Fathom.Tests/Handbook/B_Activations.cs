namespace Fathom.Tests.Handbook;

/// <summary>Group B: the handbook's numbers of activations, read off the functions themselves.</summary>
public sealed class B_Activations
{
    [Fact]
    public void B1_the_derivative_of_relu_at_0_is_0()
    {
        var relu = new ReLU();
        Assert.Equal([0, 0, 0, 1], new[] { -1.0, -0.0, 0, 1e-9 }.Select(relu.Derivative));
        Assert.Equal([0, 0, 2.5], new[] { -3.0, 0, 2.5 }.Select(relu.Value));
    }

    [Fact]
    public void B2_leaky_relu_has_its_slope_below_0()
    {
        var leaky = new LeakyReLU(0.2);
        Assert.Equal(-0.6, leaky.Value(-3), 1e-15);
        Assert.Equal(0.2, leaky.Derivative(-3));
        Assert.Equal((3.0, 1.0), (leaky.Value(3), leaky.Derivative(3)));
    }

    [Fact]
    public void B3_the_slope_of_prelu_is_learned()
    {
        var prelu = new PReLU();
        Tensor x = Tensor.From([-2f, 3f]);
        (prelu.Forward(x) - 1).Square().Sum().Backward();
        Assert.Equal(2 * (-0.5 - 1) * -2, prelu.Weight.Gradient.ToScalar(), 1e-6);
        prelu.Weight.ClearGradient();
        Assert.Equal(0.25, prelu.Derivative(-7));
        Assert.True(prelu.Weight.Gradient.IsNone);
    }

    [Fact]
    public void B4_elu_tends_to_minus_alpha() => Assert.Equal(-1.5, new ELU(1.5).Value(-800));

    [Fact]
    public void B5_selu_keeps_a_standard_normal_at_mean_0_and_variance_1()
    {
        Tensor y = new SELU().Value(new Rng(1).Normal([400_000], type: DType.Float64));
        double mean = y.Mean().ToScalar();
        Assert.Equal(0, mean, 0.01);
        Assert.Equal(1, (y - mean).Square().Mean().ToScalar(), 0.02);
    }

    [Theory]
    [InlineData(false, -0.7518, -0.16997)]
    [InlineData(true, -0.7525, -0.17004)]
    public void B6_gelu_dips_to_its_minimum(bool tanh, double at, double minimum) => AssertMinimum(new GELU(tanh), at, minimum);

    [Fact]
    public void B7_silu_dips_to_its_minimum() => AssertMinimum(new SiLU(), -1.2785, -0.27846);

    [Fact]
    public void B8_sigmoid_is_a_half_at_0_and_its_slope_at_most_a_quarter()
    {
        var sigmoid = new Sigmoid();
        Assert.Equal(0.5, sigmoid.Value(0));
        Assert.Equal(0.25, sigmoid.Derivative(0));
        Assert.All(sigmoid.Derivative(Tensor.Range(-10, 10, 0.01, DType.Float64)).ToArray<double>(), slope => Assert.InRange(slope, double.Epsilon, 0.25));
    }

    [Fact]
    public void B9_the_slope_of_tanh_is_at_most_1()
    {
        var tanh = new Tanh();
        Assert.Equal(1, tanh.Derivative(0));
        Assert.All(tanh.Derivative(Tensor.Range(-10, 10, 0.01, DType.Float64)).ToArray<double>(), slope => Assert.InRange(slope, double.Epsilon, 1));
    }

    [Theory]
    [InlineData(1, 0.659, 0.242, 0.099)]
    [InlineData(2, 0.502, 0.304, 0.194)]
    [InlineData(0.5, 0.864, 0.117, 0.019)]
    public void B10_softmax_with_a_temperature(double temperature, double first, double second, double third)
    {
        double[] y = new Softmax(temperature: temperature).Forward(Tensor.From([2.0, 1.0, 0.1])).ToArray<double>();
        Assert.Equal(first, y[0], 5e-4);
        Assert.Equal(second, y[1], 5e-4);
        Assert.Equal(third, y[2], 5e-4);
        Assert.Equal(1, y.Sum(), 1e-12);
    }

    [Fact]
    public void B11_log_softmax_is_the_logarithm_of_softmax_and_stays_finite_where_that_is_not()
    {
        Tensor x = Tensor.From([2.0, 1.0, 0.1]);
        Assert.All(x.Softmax().ToArray<double>().Zip(x.LogSoftmax().ToArray<double>()), pair => Assert.Equal(Math.Log(pair.First), pair.Second, 1e-12));
        Assert.Equal([0.0, -1600], Tensor.From([800.0, -800]).LogSoftmax().ToArray<double>());
    }

    [Fact]
    public void B12_the_other_units_at_1()
    {
        // By hand from the formulas: log(1 + e), tanh of it, 4/6, 4/6, 1/2, 1, and a·σ(b).
        Assert.Equal(1.3132616875182228, new Softplus().Value(1), 1e-12);
        Assert.Equal(0.8650983882673103, new Mish().Value(1), 1e-12);
        Assert.Equal(2.0 / 3, new HardSwish().Value(1), 1e-12);
        Assert.Equal(2.0 / 3, new HardSigmoid().Value(1), 1e-12);
        Assert.Equal(0.5, new Softsign().Value(1));
        Assert.Equal([1.0, 6, 0], new[] { 1.0, 7, -1 }.Select(new ReLU6().Value));
        Assert.Equal(2 * 0.7310585786300049, new GLU().Forward(Tensor.From([2.0, 1.0])).ToScalar(), 1e-12);
    }

    [Fact]
    public void B13_the_identity_changes_nothing_and_has_slope_1()
    {
        Assert.Equal([-3.0, 0, 5], new[] { -3.0, 0, 5 }.Select(new Identity().Value));
        Assert.Equal([1.0, 1, 1], new[] { -3.0, 0, 5 }.Select(new Identity().Derivative));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void B14_the_step_fires_above_0_and_at_0_by_its_rule(double atZero, double value)
    {
        var step = new Heaviside(atZero);
        double[] places = [-800, -1e-9, -0.0, 0, 1e-9, 800];
        Assert.Equal([0, 0, value, value, 1, 1], places.Select(step.Value));
        Assert.All(places, x => Assert.Equal(0, step.Derivative(x)));
        Assert.Equal(double.NaN, step.Value(double.NaN));
    }

    private static void AssertMinimum(Activation activation, double at, double minimum)
    {
        Tensor grid = Tensor.Range(-5, 5, 1e-4, DType.Float64);
        double[] y = activation.Value(grid).ToArray<double>();
        int lowest = Array.IndexOf(y, y.Min());
        Assert.Equal(minimum, y[lowest], 5e-6);
        Assert.Equal(at, grid.GetElement(lowest), 1.5e-4);
        Assert.Equal(0, activation.Derivative(at), 1e-4);
    }
}
