namespace Fathom.Tests.Training.Doctoring;

/// <summary>The whole examination.</summary>
public sealed class CheckUpTests
{
    [Fact]
    public void It_looks_at_everything_finds_nothing_in_a_healthy_training_and_leaves_no_trace()
    {
        SmallTraining training = Training(1e-3);
        string before = training.Hash();
        var parts = new List<string>();
        var checkUp = new CheckUp(new Trainer(training.Model, training.Optimizer, training.Objective), training.Data) { Progress = parts.Add, Time = TimeSpan.FromMinutes(5), BatchSize = 16 };
        Examination found = checkUp.Run(TestContext.Current.CancellationToken);
        Assert.True(found.IsHealthy, string.Join("\n", found));
        Assert.Equal(5, parts.Count);
        Assert.True(checkUp.Gradients!.Passed && checkUp.Overfit!.Passed);
        Assert.NotNull(checkUp.RangeTest!.Suggestion);
        Assert.Equal(checkUp.Epochs, checkUp.History.Count);
        Assert.Empty(checkUp.Unfinished);
        Assert.Equal(before, training.Hash());
    }

    [Theory]
    [InlineData(3, "rate-too-high")]
    [InlineData(1e-7, "rate-too-low")]
    public void A_rate_far_off_is_the_first_finding(double lr, string id)
    {
        SmallTraining training = Training(lr);
        Examination found = new CheckUp(new Trainer(training.Model, training.Optimizer, training.Objective), training.Data) { Time = TimeSpan.FromMinutes(5), BatchSize = 16 }.Run(TestContext.Current.CancellationToken);
        Assert.Equal(id, found[0].Id);
        Assert.Contains("range test", found[0].Evidence);
    }

    [Fact]
    public void A_network_that_cannot_run_is_not_trained()
    {
        var model = new Linear(5, 3, rng: new Rng(1));
        var parts = new List<string>();
        Examination found = new CheckUp(new Trainer(model, new Adam(model), Objective.MultiClass), Datasets.Iris()) { Progress = parts.Add }.Run(TestContext.Current.CancellationToken);
        Assert.Equal("model-fails", found[0].Id);
        Assert.Single(parts);
    }

    [Fact]
    public void Too_little_time_is_said()
    {
        SmallTraining training = Training(1e-3);
        var checkUp = new CheckUp(new Trainer(training.Model, training.Optimizer, training.Objective), training.Data) { Time = TimeSpan.FromTicks(6), BatchSize = 16 };
        checkUp.Run(TestContext.Current.CancellationToken);
        Assert.NotEmpty(checkUp.Unfinished);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CheckUp(new Trainer(training.Model, training.Optimizer, training.Objective), training.Data) { Time = TimeSpan.Zero });
    }

    [Fact]
    public void Cancelled_it_puts_everything_back()
    {
        SmallTraining training = Training(1e-3);
        string before = training.Hash();
        var checkUp = new CheckUp(new Trainer(training.Model, training.Optimizer, training.Objective), training.Data);
        Assert.Throws<OperationCanceledException>(() => checkUp.Run(new CancellationToken(canceled: true)));
        Assert.Equal(before, training.Hash());
    }

    private static SmallTraining Training(double lr)
    {
        Dataset iris = Datasets.Iris().Split(test: 0.2, stratify: true, seed: 1).Standardize().Train;
        Sequential model = Mlp.Create(4, [32], 3, rng: new Rng(1));
        return new SmallTraining(model, new Adam(model, lr), Objective.MultiClass, iris, 16);
    }
}
