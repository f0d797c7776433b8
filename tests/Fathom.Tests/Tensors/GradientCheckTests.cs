namespace Fathom.Tests.Tensors;

public sealed class GradientCheckTests
{
    [Fact]
    public void A_right_gradient_passes_and_the_sentence_says_where_it_is_worst()
    {
        GradientCheckResult check = GradientCheck.Of(x => (x * x).Sum(), Tensor.From([1.0, -2.0, 3.0]));
        Assert.True(check.Passed);
        Assert.Equal(3, check.Checked);
        Assert.StartsWith("The gradient is right: of 3 elements the worst is element", check.ToString());
    }

    [Fact]
    public void A_wrong_gradient_fails_and_is_located()
    {
        // Detach hides one path from backward, so that element 1 alone is wrong.
        GradientCheckResult check = GradientCheck.Of(
            inputs => [inputs[0].Exp() * inputs[1], (inputs[1].Detach() * Tensor.From([0.0, 1.0])).Square()], [Tensor.From([1.0, 2.0]), Tensor.From([3.0, 4.0])]);
        Assert.False(check.Passed);
        Assert.Equal((1, 1), (check.Input, check.Element));
        Assert.Contains("The gradient is wrong", check.ToString());
    }

    [Fact]
    public void Inputs_come_back_bit_for_bit_and_without_a_gradient()
    {
        Tensor x = Tensor.From([0.1, 0.2]);
        GradientCheck.Of(v => v.Sigmoid(), x);
        Assert.Equal([0.1, 0.2], x.ToArray<double>());
        Assert.True(x.Gradient.IsNone);
        Assert.False(x.IsLeaf);
    }

    [Fact]
    public void Nudging_gives_the_slope_of_the_handbook()
    {
        // L = ½(w₂·w₁·x − y)² at w₁ = .5, x = 2, y = 3. The identity, checked with the same fixed upstream gradient, says what that gradient is.
        Tensor w2 = Tensor.From([1.5]);
        GradientCheckResult slope = GradientCheck.Of(w => ((w * (0.5 * 2)) - 3).Square() * 0.5, w2, eps: 1e-6);
        GradientCheckResult identity = GradientCheck.Of(w => w * 1, w2, eps: 1e-6);
        Assert.Equal(-1.5, slope.Numeric / identity.Numeric, 1e-6);
        Assert.Equal(-1.5, slope.Analytic / identity.Analytic, 1e-12);
    }

    [Fact]
    public void Float_is_refused_with_the_way_out()
    {
        var error = Assert.Throws<ShapeException>(() => GradientCheck.Of(x => x.Exp(), Tensor.From([1f])));
        Assert.Contains("To(DType.Float64)", error.Message);
        Assert.Throws<ShapeException>(() => GradientCheck.Of(x => x, Tensor.From([1L])));
    }

    [Fact]
    public void Large_inputs_are_checked_at_a_sample_of_elements()
    {
        GradientCheckResult check = GradientCheck.Of(x => [x[0].Tanh()], [new Rng(1).Normal([500], type: DType.Float64)], maxElements: 20);
        Assert.True(check.Passed, check.ToString());
        Assert.Equal(20, check.Checked);
    }
}
