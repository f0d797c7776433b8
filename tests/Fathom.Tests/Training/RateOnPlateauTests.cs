namespace Fathom.Tests.Training;

public sealed class RateOnPlateauTests
{
    [Fact]
    public void F9_the_rate_falls_when_the_loss_stops_and_the_history_shows_it()
    {
        var plateau = new ReduceOnPlateau(rate: 0.02, factor: 0.5, patience: 1, threshold: 0.99); // no loss falls to a hundredth in an epoch: every epoch is bad
        History history = Fit(new RateOnPlateau(plateau), epochs: 6);
        // epoch 1 is the best so far; epochs 2 and 3 are one more than is borne
        Assert.Equal([0.02, 0.02, 0.02, 0.01, 0.01, 0.005], history.Epochs.Select(epoch => epoch.LearningRate));
        Assert.Equal(history.Epochs[0].MonitoredLoss, plateau.Best);
    }

    [Fact]
    public void F9_a_metric_may_be_watched_by_name()
    {
        var plateau = new ReduceOnPlateau(rate: 0.02, patience: 100, higherIsBetter: true, threshold: 0);
        History history = Fit(new RateOnPlateau(plateau, "accuracy"), epochs: 3);
        Assert.Equal(history.Epochs.Max(epoch => epoch.Metrics["accuracy"]), plateau.Best);
        Assert.Contains("there is no metric \"acuracy\"; known are ", Assert.Throws<ArgumentException>(() => Fit(new RateOnPlateau(plateau, "acuracy"), epochs: 1)).Message);
    }

    [Fact]
    public void Two_that_would_set_one_rate_are_refused_before_the_first_step()
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        float[] before = model.Weight.ToArray<float>();
        var trainer = new Trainer(model, new Sgd(model) { Schedule = new Constant(0.1) }, new BinaryObjective()) { Callbacks = [new RateOnPlateau(new ReduceOnPlateau(0.1))], Rng = new Rng(2) };
        Assert.Contains("the optimizer has a schedule (Constant { Rate = 0.1 })", Assert.Throws<ArgumentException>(() => trainer.Fit(Datasets.Moons(50), cancel: TestContext.Current.CancellationToken)).Message);
        Assert.Equal(before, model.Weight.ToArray<float>());
    }

    private static History Fit(RateOnPlateau callback, int epochs)
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        var trainer = new Trainer(model, new Sgd(model, lr: 7), new BinaryObjective()) { Callbacks = [callback], Rng = new Rng(2) };
        return trainer.Fit(Datasets.Moons(64), Datasets.Moons(32, seed: 1), epochs, batchSize: 32, cancel: TestContext.Current.CancellationToken);
    }
}
