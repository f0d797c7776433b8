namespace Fathom.Tests.Layers;

/// <summary>Activations as functions to look at: names, ranges, values and derivatives, and what wrong settings are told.</summary>
public sealed class ActivationTests
{
    private static readonly double[] s_kinks = [-3, -1, 0, 1, 3, 6];

    public static TheoryData<string> Names => [.. Activations.Names];

    [Fact]
    public void Every_activation_of_the_library_can_be_made_by_name()
    {
        Type[] listed = [.. Activations.All.Select(activation => activation.GetType())];
        Type[] missing = [.. typeof(Activation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Activation)) && !type.IsAbstract).Except(listed)];
        Assert.True(missing.Length == 0, $"No line in {nameof(Activations)} for {string.Join(", ", missing.Select(type => type.Name))}.");
        Assert.Equal(Activations.Names.Count, Activations.All.Select(activation => activation.Name).Distinct().Count());
    }

    [Fact]
    public void An_unknown_name_is_told_the_known_ones()
    {
        string message = Assert.Throws<ArgumentException>(() => Activations.Create("swishy")).Message;
        Assert.Contains("There is no activation named \"swishy\". Known: identity, relu", message);
        Assert.Contains("silu", message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_value_is_the_layers_output_in_either_type(string name)
    {
        Activation activation = Activations.Create(name);
        Tensor x = new Rng(3).Normal([50]);
        Assert.Equal(activation.Predict(x).ToArray<float>(), activation.Value(x).ToArray<float>());
        Assert.Equal(activation.Value(x).ToArray<float>(), activation.Value(x.To(DType.Float64)).ToArray<double>().Select(y => (float)y), (a, b) => Math.Abs(a - b) <= 1e-6);
        Assert.NotEqual("", activation.Formula);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_derivative_is_the_slope_of_the_value(string name)
    {
        Activation activation = Activations.Create(name);
        foreach (double x in Enumerable.Range(-70, 141).Select(i => 0.1 * i).Where(x => s_kinks.All(kink => Math.Abs(x - kink) > 0.01)))
        {
            double slope = (activation.Value(x + 1e-6) - activation.Value(x - 1e-6)) / 2e-6;
            Assert.Equal(slope, activation.Derivative(x), 1e-7);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_fill_the_range_that_is_stated(string name)
    {
        Activation activation = Activations.Create(name);
        double[] y = activation.Value(Tensor.Range(-1000, 1000, 0.01, DType.Float64)).ToArray<double>();
        (double low, double high) = activation.Range;
        Assert.All(y, value => Assert.InRange(value, low - 1e-9, high + 1e-9));
        Assert.Equal(double.IsFinite(low) ? low : double.NegativeInfinity, y.Min() < -9 ? double.NegativeInfinity : y.Min(), 2e-3);
        Assert.Equal(double.IsFinite(high) ? high : double.PositiveInfinity, y.Max() > 9 ? double.PositiveInfinity : y.Max(), 2e-3);
    }

    [Fact]
    public void Looking_at_a_function_while_nothing_is_recorded_works_and_leaves_the_switch_alone()
    {
        using (Tape.NoGradients())
        {
            Assert.Equal(0.25, new Sigmoid().Derivative(0));
            Assert.False(Tape.IsRecording);
        }
    }

    [Fact]
    public void A_perceptrons_network_starts_by_what_its_activation_asks_for()
    {
        Assert.IsType<XavierUniform>(Activations.Create("tanh").Start);
        Assert.IsType<HeUniform>(Activations.Create("gelu").Start);
        Assert.IsType<LeCunNormal>(Activations.Create("selu").Start);
        Assert.All(Mlp.Activations, name => Assert.Equal([2, 1], Mlp.Create(3, [4], 1, name).Forward(Tensor.Ones([2, 3])).Shape.ToArray()));
        Assert.DoesNotContain("heaviside", Mlp.Activations);
    }

    [Theory]
    [InlineData("beta is 0")]
    [InlineData("alpha is -1")]
    [InlineData("max is -1; expected a number above min, 1")]
    [InlineData("temperature is 0")]
    [InlineData("atZero is 2")]
    [InlineData("channels is 0")]
    public void Wrong_settings_are_refused(string expected)
    {
        Func<object> make = expected[..3] switch
        {
            "bet" => () => new Softplus(0),
            "alp" => () => new CELU(-1),
            "max" => () => new HardTanh(1, -1),
            "tem" => () => new Softmax(temperature: 0),
            "atZ" => () => new Heaviside(2),
            _ => () => new PReLU(0),
        };
        Assert.Contains(expected, Assert.Throws<ArgumentOutOfRangeException>(make).Message);
    }

    [Fact]
    public void Wrong_inputs_are_refused()
    {
        Assert.Contains("even length", Assert.Throws<ShapeException>(() => new GLU().Forward(Tensor.Zeros([2, 3]))).Message);
        Assert.Contains("one number, or one for each of axis 1", Assert.Throws<ShapeException>(() => new PReLU(4).Forward(Tensor.Zeros([2, 3]))).Message);
    }
}
