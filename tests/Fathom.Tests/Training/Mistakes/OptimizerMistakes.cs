namespace Fathom.Tests.Training.Mistakes;

/// <summary>Optimizers, schedules, and what they are given.</summary>
public sealed class OptimizerMistakes
{
    [Fact]
    public void M24_NothingToTrain()
    {
        var model = new Sequential(new Linear(2, 3, rng: new Rng(1)), new BatchNorm1d(3), new Linear(3, 1, rng: new Rng(2)));
        model.Freeze();
        Mistake.Says<ArgumentException>(model, () => Mistake.Fit(model, Objective.Binary, Datasets.Xor()), "nothing to train", "frozen", "Unfreeze()");
        Mistake.Says<StepException>(() => new Sgd(model, lr: 1).Step(), "nothing to train");
        var other = new Linear(2, 1, rng: new Rng(3));
        Mistake.Says<StepException>(other, () => Mistake.Fit(new Linear(2, 1, rng: new Rng(1)), Objective.Binary, Datasets.Xor(), optimizer: new Sgd(other)), "no gradient for weight, bias", "does forward use them");
    }

    [Fact]
    public void M33_HyperParametersOutOfRange()
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        Mistake.Says<ArgumentOutOfRangeException>(() => _ = new Adam(model, beta1: 1), "beta1 is 1", "less than 1");
        Mistake.Says<ArgumentOutOfRangeException>(() => _ = new Adam(model, beta2: -0.1), "beta2 is -0.1", "at least 0");
        Mistake.Says<ArgumentOutOfRangeException>(() => _ = new RMSprop(model, alpha: 1.5), "alpha is 1.5");
        Mistake.Says<ArgumentOutOfRangeException>(() => _ = new Sgd(model, weightDecay: -1), "weightDecay is -1");
        Mistake.Says<ArgumentOutOfRangeException>(() => _ = new Adadelta(model, rho: 2), "rho is 2");
    }

    [Theory]
    [InlineData(-0.1, "lr is -0.1")]
    [InlineData(double.NaN, "lr is NaN")]
    [InlineData(double.PositiveInfinity, "lr is")]
    public void M34_LearningRate(double rate, string words)
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        Mistake.Says<ArgumentOutOfRangeException>(() => _ = new Sgd(model, lr: rate), words, "finite number of at least 0");
        var optimizer = new Adam(model);
        Mistake.Says<ArgumentOutOfRangeException>(() => optimizer.LearningRate = rate, words);
        Assert.Equal(1e-3, optimizer.LearningRate);
    }

    [Fact]
    public void M36_ATensorInsteadOfParameters() => Mistake.CompilerRefuses("new Adam(x);", "CS1503", "new Adam(model);");

    [Fact]
    public void M37_TheSameParameterTwice()
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        Mistake.Says<ArgumentException>(() => _ = new Sgd([new ParameterGroup(model), new ParameterGroup(model.Parameters[0])]), "the parameter weight stands in two groups", "Give each parameter to one group");
    }

    [Fact]
    public void M38_NoParameters() => Mistake.Says<ArgumentException>(() => _ = new Adam(new ReLU()), "there are no parameters to train", "Parts");

    /// <summary>A schedule is a function that the optimizer asks; there is no step of it to be taken in the wrong order.</summary>
    [Fact]
    public void M61_ScheduleSteppedBeforeTheOptimizer() => Mistake.CompilerRefuses(
        "var optimizer = new Adam(model) { Schedule = new Cosine(0.1, 0, 10) }; optimizer.Schedule.Step();", "CS1061", "var optimizer = new Adam(model) { Schedule = new Cosine(0.1, 0, 10) }; optimizer.Step();");
}
