namespace Fathom.Tests.Optimizers;

/// <summary>The optimizers by name: none is missing, and each works with its usual rate.</summary>
public sealed class StandardOptimizersTests
{
    public static TheoryData<string> Names => [.. StandardOptimizers.Names];

    [Fact]
    public void Every_optimizer_has_a_name_and_no_name_stands_twice()
    {
        var model = new Linear(1, 1);
        IEnumerable<Type> named = StandardOptimizers.Names.Select(name => StandardOptimizers.Create(name, model).GetType());
        Assert.Empty(typeof(Optimizer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Optimizer)) && !type.IsAbstract).Except(named));
        Assert.Equal(StandardOptimizers.Names, StandardOptimizers.Names.Distinct());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void L8_the_usual_rate_and_decay_are_taken_unless_others_are_given(string name)
    {
        var model = new Linear(2, 1);
        OptimizerKind kind = StandardOptimizers.Named(name.ToUpperInvariant());
        Optimizer usual = StandardOptimizers.Create(name, model), given = StandardOptimizers.Create(name, model, lr: 0.125, weightDecay: 0.25);
        Assert.Equal((kind.LearningRate, kind.WeightDecay), (usual.LearningRate, usual.WeightDecay));
        Assert.Equal((0.125, 0.25), (given.LearningRate, given.WeightDecay));
        Assert.InRange(kind.LearningRate, kind.LeastUsualRate, kind.MostUsualRate);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_learns_moons_with_its_usual_rate(string name)
    {
        Dataset data = Datasets.Moons(200, seed: 1);
        var model = new Sequential(new Linear(2, 32, rng: new Rng(2)), new Tanh(), new Linear(32, 1, rng: new Rng(3)));
        var trainer = new Trainer(model, StandardOptimizers.Create(name, model), new BinaryObjective()) { Rng = new Rng(4) };
        History history = trainer.Fit(data, epochs: 40, batchSize: 32, cancel: TestContext.Current.CancellationToken);
        Assert.True(history.Epochs[^1].TrainLoss < 0.9 * history.Epochs[0].TrainLoss, $"{name}: {history.Epochs[0].TrainLoss} → {history.Epochs[^1].TrainLoss}");
    }

    [Fact]
    public void An_unknown_name_is_answered_with_those_there_are()
    {
        string message = Assert.Throws<ArgumentException>(() => StandardOptimizers.Create("adamn", new Linear(1, 1))).Message;
        Assert.Contains("There is no optimizer named \"adamn\". Known: adam, adamw, sgd,", message);
        Assert.Contains("muon", message);
    }
}
