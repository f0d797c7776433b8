namespace Fathom.Tests.Handbook;

/// <summary>Handbook L: training.</summary>
public sealed class L_Training
{
    [Fact]
    public void L1_Fit_is_the_plain_loop()
    {
        Dataset data = Datasets.Moons(100, seed: 3);
        Sequential byHand = Net(), byTrainer = Net();
        var optimizer = new Adam(byHand, lr: 0.01);
        var rng = new Rng(9);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            foreach (var (x, y) in data.Steps(32, shuffle: true, rng: rng))
            {
                optimizer.ZeroGradients();
                Tensor loss = Loss.BinaryCrossEntropy(logits: byHand.Forward(x), labels: y);
                loss.Backward();
                optimizer.Step();
            }
        }

        new Trainer(byTrainer, new Adam(byTrainer, lr: 0.01), Objective.Binary) { Rng = new Rng(9) }.Fit(data, epochs: 3, batchSize: 32, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(byHand.State.Select(s => s.Tensor.Bytes.ToArray()), byTrainer.State.Select(s => s.Tensor.Bytes.ToArray()));
    }

    [Theory]
    [InlineData(10_000, 100, 1, 100)]
    [InlineData(455, 32, 1, 15)]
    [InlineData(455, 32, 100, 1_500)]
    [InlineData(100, 100, 2, 2)]
    [InlineData(7, 32, 3, 3)]
    public void L1_training_takes_rows_over_batch_steps_an_epoch_rounded_up(int rows, int batch, int epochs, int steps)
    {
        var data = new Dataset(Tensor.Ones([rows, 1]), Tensor.Ones([rows, 1]));
        var model = new Linear(1, 1);
        var optimizer = new Sgd(model, lr: 0.01);
        History history = new Trainer(model, optimizer, Objective.Regression).Fit(data, epochs: epochs, batchSize: batch, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(steps, optimizer.StepCount);
        Assert.Equal(epochs, history.Epochs.Count);
        Assert.Equal(StopReason.Finished, history.StopReason);
    }

    [Fact]
    public void L1_the_last_of_fifteen_batches_of_455_rows_has_seven()
    {
        var data = new Dataset(Tensor.Ones([455, 1]), Tensor.Ones([455, 1]));
        var model = new Linear(1, 1);
        var sizes = new BatchRows();
        new Trainer(model, new Sgd(model, lr: 0.01), Objective.Regression) { Callbacks = [sizes] }.Fit(data, epochs: 1, batchSize: 32, cancel: TestContext.Current.CancellationToken);
        Assert.Equal([.. Enumerable.Repeat(32, 14), 7], sizes.Rows);
    }

    [Fact]
    public void L1_the_loss_of_an_epoch_is_the_mean_over_rows_not_over_batches()
    {
        // With rate 0 the model stays, so every row has the same loss in whichever batch it comes: 0 for x = 0, 4 for x = 2.
        var model = new Linear(1, 1, bias: false);
        model.Weight.Fill(1);
        var data = new Dataset(Tensor.From([0f, 0, 0, 0, 2], [5, 1]), Tensor.Zeros([5, 1]));
        History history = new Trainer(model, new Sgd(model, lr: 0), Objective.Regression).Fit(data, data, epochs: 2, batchSize: 2, cancel: TestContext.Current.CancellationToken);
        Assert.All(history.Epochs, epoch => Assert.Equal(4.0 / 5, epoch.TrainLoss, 1e-6));
        Assert.All(history.Epochs, epoch => Assert.Equal(4.0 / 5, epoch.ValidationLoss!.Value, 1e-6));
    }

    [Fact]
    public void L2_evaluation_never_drops_out_leaves_the_mode_and_does_not_depend_on_the_batch()
    {
        var rng = new Rng(1);
        var model = new Sequential(new Linear(2, 16, rng: rng), new ReLU(), new Dropout(0.5, rng), new Linear(16, 1, rng: rng));
        Dataset data = Datasets.Moons(100);
        Evaluation one = Evaluation.Of(model, Objective.Binary, data), two = Evaluation.Of(model, Objective.Binary, data, batchSize: 7);
        Assert.Equal(one.Loss, two.Loss, 1e-6);
        Assert.Equal(one.Metrics, two.Metrics);
        Assert.True(model[2].IsTraining);
        Assert.All(model.Parameters, p => Assert.True(p.Tensor.Gradient.IsNone));
    }

    [Fact]
    public void L2_prediction_never_records_and_never_drops_out()
    {
        Sequential model = Net();
        Tensor x = new Rng(2).Normal([64, 2]);
        Tensor one = model.Predict(x), two = model.Predict(x);
        Assert.False(one.NeedsGradient);
        Assert.Equal(one.ToArray<float>(), two.ToArray<float>());
        Assert.Equal(0UL, ((Dropout)model[2]).Rng.Counter);
        Assert.NotEqual(model.Forward(x).ToArray<float>(), model.Forward(x).ToArray<float>());
    }

    [Fact]
    public void L4_the_history_holds_the_curves_and_the_time()
    {
        Sequential model = Net();
        Dataset data = Datasets.Moons(100, seed: 3);
        History history = new Trainer(model, new Adam(model), Objective.Binary).Fit(data[..80], data[80..], epochs: 3, cancel: TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], history.Epochs.Select(epoch => epoch.Epoch));
        Assert.All(history.Epochs, epoch => Assert.True(double.IsFinite(epoch.TrainLoss) && double.IsFinite(epoch.ValidationLoss!.Value) && epoch.Metrics.ContainsKey("accuracy")));
        Assert.True(history.Time >= history.Epochs.Aggregate(TimeSpan.Zero, (sum, epoch) => sum + epoch.Time));
    }

    private static Sequential Net()
    {
        var rng = new Rng(5);
        return new Sequential(new Linear(2, 8, rng: rng), new ReLU(), new Dropout(0.2, rng), new Linear(8, 1, rng: rng));
    }

    private sealed class BatchRows : Callback
    {
        public List<int> Rows { get; } = [];

        public override void OnStep(TrainingState state) => Rows.Add(state.BatchRows);
    }
}
