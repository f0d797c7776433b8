namespace Fathom.Tests.Training.Mistakes;

/// <summary>Numbers that are no longer finite, or about to be.</summary>
public sealed class NumberMistakes
{
    [Fact]
    public void M08_NaNBornInBackward()
    {
        var model = new Sequential(new Linear(2, 1, rng: new Rng(1)), new RootOfNothing());
        var error = Mistake.Says<TrainingException>(model, () => Mistake.Fit(model, Objective.Regression, Values()), "the backward of Sqrt in the layer '1' (RootOfNothing)", "epoch 1, step 1 of 2", "add a small constant under it");
        Assert.Equal(NotFiniteKind.Gradient, error.Origin!.Kind);
        var watched = new Trainer(model, new Sgd(model), Objective.Regression) { DetectAnomalies = true };
        Mistake.Says<TrainingException>(() => watched.Fit(Values(), epochs: 1, cancel: TestContext.Current.CancellationToken), "the backward of Sqrt in the layer '1'");
    }

    [Fact]
    public void M09_LossNotFinite()
    {
        var model = new Sequential(new Linear(2, 1, rng: new Rng(1)), new Logarithm());
        var error = Mistake.Says<TrainingException>(model, () => Mistake.Fit(model, Objective.Regression, Values()), "The loss became", "Log in the layer '1' (Logarithm)", "epoch 1, step 1 of 2", "the weights it began with");
        Assert.Equal(StopReason.LossNotFinite, error.History.StopReason);
    }

    [Fact]
    public void M10_GradientNormNotFinite()
    {
        var model = new Sequential(new Linear(2, 1, rng: new Rng(1)), new RootOfNothing());
        Mistake.Says<TrainingException>(model, () => Mistake.Fit(model, Objective.Regression, Values()), "The gradient norm is", "not finite in 0.weight, 0.bias");
        Tensor w = Tensor.Ones([2]).Keep().RequireGradient();
        ((w * 0).Sqrt().Sum() * double.PositiveInfinity).Backward();
        Mistake.Says<NotFiniteException>(() => Clip.ByNorm([new NamedTensor("w", w)], 1), "not finite in w", "nothing was changed");
    }

    /// <summary>There is no 16-bit type to compute in, hence no overflow at 65,504 and no scale of the loss.</summary>
    [Fact]
    public void M11_OverflowOfHalfNumbers()
    {
        Assert.Equal(["Float32", "Float64", "Int64", "Bool"], Enum.GetNames<DType>());
        Mistake.CompilerRefuses("x.To(DType.Float16);", "CS0117", "x.To(DType.Float64);");
        Assert.Equal(70_000, (Tensor.From([70_000f]) * 1).ToScalar());
    }

    [Fact]
    public void M12_NaNAsTheBestScore()
    {
        var stopping = new EarlyStopping(patience: 2);
        Assert.False(stopping.Observe(1, double.NaN));
        Assert.Equal((double.PositiveInfinity, 0), (stopping.BestLoss, stopping.BestEpoch));
        Assert.True(stopping.Observe(2, 1));
        Assert.False(stopping.Observe(3, double.NaN));
        Assert.Equal((1, 2), (stopping.BestLoss, stopping.BestEpoch));
        Assert.False(stopping.Observe(4, double.NaN));
        Assert.True(stopping.Stopped);
    }

    [Fact]
    public void M35_LearningRateFarTooBig()
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        var error = Mistake.Says<TrainingException>(
            model,
            () => Mistake.Fit(model, Objective.Regression, new Dataset(new Rng(2).Normal([64, 2]), new Rng(3).Normal([64, 1])), optimizer: new Sgd(model, lr: 6), batchSize: 4),
            "rose more than a million times within 5 steps", "the learning rate 6 is far too large", "Try a learning rate of 0.6");
        Assert.Equal(StopReason.Diverged, error.History.StopReason);
    }

    private static Dataset Values() => new(new Rng(2).Normal([8, 2]), new Rng(3).Normal([8, 1]));

    private sealed class RootOfNothing : Layer
    {
        public override Tensor Forward(Tensor x) => (x * 0).Sqrt();
    }

    private sealed class Logarithm : Layer
    {
        public override Tensor Forward(Tensor x) => (x * 0).Log();
    }
}
