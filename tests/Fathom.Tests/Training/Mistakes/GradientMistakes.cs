namespace Fathom.Tests.Training.Mistakes;

/// <summary>Backward where there is nothing to go back through.</summary>
public sealed class GradientMistakes
{
    [Fact]
    public void M52_BackwardTwice()
    {
        var model = new Sequential(new Linear(2, 8, rng: new Rng(1)), new Sigmoid(), new Linear(8, 1, rng: new Rng(2)));
        Mistake.Says<StepException>(
            () =>
            {
                using Step step = Step.Begin();
                Tensor loss = model.Forward(Tensor.Ones([3, 2])).Sum();
                loss.Backward(retainGraph: false);
                loss.Backward();
            },
            "(3, 8) are gone", "retainGraph: true");

        // By default the graph stays, and gradients add up: right numbers, as documented.
        Tensor w = Tensor.From([2f, 3]).RequireGradient();
        Tensor twice = (w * w).Sum();
        twice.Backward();
        twice.Backward();
        Assert.Equal([8f, 12], w.Gradient.ToArray<float>());
    }

    [Fact]
    public void M53_BackwardOfSeveralNumbers() =>
        Mistake.Says<ShapeException>(() => (Tensor.From([2f, 3]).RequireGradient() * 2).Backward(), "Backward", "(2,)", "one element");

    [Fact]
    public void M54_AChangeBetweenForwardAndBackward()
    {
        Tensor w = Tensor.From([2f, 3]).RequireGradient();
        Tensor loss = (w * w).Sum();
        w.Fill(1);
        Mistake.Says<StepException>(() => loss.Backward(), "Multiply", "was changed between forward and backward", "Run forward again");
    }

    [Fact]
    public void M55_NothingWantsAGradient() =>
        Mistake.Says<StepException>(() => Tensor.From([2f, 3]).Sum().Backward(), "Backward", "RequireGradient");
}
