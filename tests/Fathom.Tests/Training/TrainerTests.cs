namespace Fathom.Tests.Training;

/// <summary>The loop and what stands around it.</summary>
public sealed class TrainerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public void A3_xor_is_learned_by_2_8_1_tanh_with_Adam_in_500_full_batch_steps(ulong seed)
    {
        var rng = new Rng(seed);
        var model = new Sequential(new Linear(2, 8, rng: rng), new Tanh(), new Linear(8, 1, rng: rng));
        Dataset xor = Datasets.Xor();
        new Trainer(model, new Adam(model, lr: 0.05), Objective.Binary) { Rng = rng }.Fit(xor, epochs: 500, batchSize: 4, cancel: TestContext.Current.CancellationToken);
        bool[] predicted = [.. model.Predict(xor.X).Sigmoid().ToArray<float>().Select(p => p >= 0.5f)];
        Assert.Equal(xor.Y.ToArray<float>().Select(y => y == 1), predicted);
    }

    [Fact]
    public void H4_an_epoch_improves_only_by_more_than_the_minimum_delta()
    {
        var stopping = new EarlyStopping();
        Assert.True(stopping.Observe(1, 1.0));
        Assert.False(stopping.Observe(2, 0.9995));
        Assert.True(stopping.Observe(3, 0.9985));
        Assert.Equal((0.9985, 3), (stopping.BestLoss, stopping.BestEpoch));
        Assert.False(new EarlyStopping(minimumDelta: 0.5).Observe(1, double.NaN));
    }

    [Fact]
    public void H4_ten_epochs_without_improvement_stop()
    {
        var stopping = new EarlyStopping();
        stopping.Observe(1, 1.0);
        for (int epoch = 2; epoch <= 10; epoch++)
            stopping.Observe(epoch, 1.0);
        Assert.False(stopping.Stopped);
        stopping.Observe(11, 1.0);
        Assert.True(stopping.Stopped);
    }

    [Fact]
    public void H4_training_that_gets_worse_is_stopped_and_the_best_weights_come_back()
    {
        (Linear model, Dataset data) = Diverging(out Sgd optimizer);
        var record = new WeightRecord();
        var stopping = new EarlyStopping(patience: 3);
        History history = new Trainer(model, optimizer, Objective.Regression) { Callbacks = [record, stopping] }.Fit(data, data, epochs: 50, batchSize: 4, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(StopReason.EarlyStopping, history.StopReason);
        Assert.Equal(stopping.BestEpoch + 3, history.Epochs.Count);
        Assert.Equal(stopping.BestEpoch, history.Best!.Epoch);
        Assert.Equal(record.Weights[stopping.BestEpoch - 1], model.Weight.ToArray<float>());
    }

    [Theory]
    [InlineData(StopReason.Finished)]
    [InlineData(StopReason.Cancelled)]
    [InlineData(StopReason.Interrupted)]
    public void H4_the_best_weights_come_back_however_training_ends(StopReason how)
    {
        (Linear model, Dataset data) = Diverging(out Sgd optimizer);
        var record = new WeightRecord();
        var stopping = new EarlyStopping(patience: 100);
        using var cancel = new CancellationTokenSource();
        var end = new AtEpoch(5, () =>
        {
            if (how == StopReason.Cancelled)
                cancel.Cancel();
            else if (how == StopReason.Interrupted)
                throw new InvalidOperationException("from a callback");
        });
        var trainer = new Trainer(model, optimizer, Objective.Regression) { Callbacks = [record, stopping, end] };
        if (how == StopReason.Interrupted)
            Assert.Throws<InvalidOperationException>(() => trainer.Fit(data, data, epochs: 8, batchSize: 4, cancel: TestContext.Current.CancellationToken));
        else
            Assert.Equal(how, trainer.Fit(data, data, epochs: 8, batchSize: 4, cancel: cancel.Token).StopReason);
        Assert.Equal(record.Weights[stopping.BestEpoch - 1], model.Weight.ToArray<float>());
    }

    [Fact]
    public void A_drop_below_the_minimum_delta_makes_no_epoch_best_neither_in_the_history()
    {
        // A rate so small that every epoch improves, but by less than the delta after the first.
        (Linear model, Dataset data) = Diverging(out _);
        var stopping = new EarlyStopping(patience: 100, minimumDelta: 0.001);
        History with = new Trainer(model, new Sgd(model, lr: 1e-6), Objective.Regression) { Callbacks = [stopping] }.Fit(data, data, epochs: 4, batchSize: 4, cancel: TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (stopping.BestEpoch, with.Best!.Epoch));
        History without = new Trainer(model, new Sgd(model, lr: 1e-6), Objective.Regression).Fit(data, data, epochs: 4, batchSize: 4, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(4, without.Best!.Epoch);
    }

    [Fact]
    public void Cancelling_stops_after_the_current_step()
    {
        var data = new Dataset(Tensor.Ones([100, 1]), Tensor.Ones([100, 1]));
        var model = new Linear(1, 1);
        var optimizer = new Sgd(model, lr: 0.01);
        using var cancel = new CancellationTokenSource();
        var trainer = new Trainer(model, optimizer, Objective.Regression) { Callbacks = [new AtStep(3, cancel.Cancel)] };
        History history = trainer.Fit(data, epochs: 5, batchSize: 10, cancel: cancel.Token);
        Assert.Equal(StopReason.Cancelled, history.StopReason);
        Assert.Equal(3, optimizer.StepCount);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_with_the_step_and_the_last_good_weights()
    {
        (Linear model, Dataset data) = Diverging(out _);
        var record = new WeightRecord();
        var optimizer = new Sgd(model, lr: 1e12);
        var error = Assert.Throws<TrainingException>(() => new Trainer(model, optimizer, Objective.Regression) { Callbacks = [record] }.Fit(data, epochs: 50, batchSize: 4, cancel: TestContext.Current.CancellationToken));
        Assert.Contains($"epoch {error.Epoch}, step {error.Step}", error.Message);
        Assert.Equal(record.Weights.Count, error.History.Epochs.Count);
        Assert.Equal(record.Weights.Count == 0 ? [2f] : record.Weights[^1], model.Weight.ToArray<float>());
        Assert.All(model.Weight.ToArray<float>(), w => Assert.True(float.IsFinite(w)));
        Assert.Equal(StopReason.LossNotFinite, error.History.StopReason);
    }

    [Fact]
    public void A_network_that_does_not_fit_the_data_is_refused_before_the_first_step()
    {
        var model = new Linear(3, 1);
        var optimizer = new Sgd(model, lr: 0.1);
        Assert.Throws<ShapeException>(() => new Trainer(model, optimizer, Objective.Binary).Fit(Datasets.Xor(), cancel: TestContext.Current.CancellationToken));
        Assert.Throws<ShapeException>(() => new Trainer(new Linear(2, 2), optimizer, Objective.Binary).Fit(Datasets.Xor(), cancel: TestContext.Current.CancellationToken));
        Assert.Equal(0, optimizer.StepCount);
    }

    [Theory]
    [InlineData(0, 32)]
    [InlineData(-1, 32)]
    [InlineData(1, 0)]
    public void Epochs_and_batch_below_1_are_refused(int epochs, int batch)
    {
        var model = new Linear(2, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer(model, new Sgd(model), Objective.Binary).Fit(Datasets.Xor(), epochs: epochs, batchSize: batch, cancel: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Validation_changes_nothing_in_training()
    {
        byte[][] Weights(Dataset? validation)
        {
            var rng = new Rng(1);
            var model = new Sequential(new Linear(2, 8, rng: rng), new Tanh(), new Dropout(0.2, rng), new Linear(8, 1, rng: rng));
            new Trainer(model, new Adam(model), Objective.Binary) { Rng = rng }.Fit(Datasets.Moons(100), validation, epochs: 3, cancel: TestContext.Current.CancellationToken);
            return [.. model.State.Select(s => s.Tensor.Bytes.ToArray())];
        }

        Assert.Equal(Weights(null), Weights(Datasets.Moons(50, seed: 1)));
    }

    /// <summary>w = 2 on mean w²x² = w²: a rate that falls for some steps and then diverges, so that the best epoch lies in the middle.</summary>
    private static (Linear Model, Dataset Data) Diverging(out Sgd optimizer)
    {
        var model = new Linear(1, 1, bias: false);
        model.Weight.Fill(2);
        optimizer = new Sgd(model, lr: 99) { Schedule = new Constant(0.2).Then(3, new Constant(1.2)) };
        return (model, new Dataset(Tensor.From([1f, -1, 1, -1], [4, 1]), Tensor.Zeros([4, 1])));
    }

    private sealed class WeightRecord : Callback
    {
        public List<float[]> Weights { get; } = [];

        public override void OnEpoch(TrainingState state) => Weights.Add(state.Model.Parameters[0].Tensor.ToArray<float>());
    }

    private sealed class AtEpoch(int epoch, Action action) : Callback
    {
        public override void OnEpoch(TrainingState state)
        {
            if (state.Epoch == epoch)
                action();
        }
    }

    private sealed class AtStep(int step, Action action) : Callback
    {
        public override void OnStep(TrainingState state)
        {
            if (state.Step == step)
                action();
        }
    }
}
