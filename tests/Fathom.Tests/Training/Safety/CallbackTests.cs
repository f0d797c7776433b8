namespace Fathom.Tests.Training.Safety;

/// <summary>Early stopping by a metric, the time limit, and callbacks that fail.</summary>
public sealed class CallbackTests
{
    [Fact]
    public void Early_stopping_goes_by_a_metric_in_its_direction()
    {
        var stopping = new EarlyStopping(patience: 2) { Metric = "accuracy" };
        var accuracies = new List<double>();
        History history = Fit(30, stopping, new Watch(state => accuracies.Add(state.LastEpoch!.Metrics["accuracy"])));
        Assert.Equal(accuracies.Max(), stopping.BestLoss);
        Assert.Equal(accuracies.IndexOf(accuracies.Max()) + 1, stopping.BestEpoch);
        Assert.Equal(stopping.BestEpoch, history.Best!.Epoch);
        Assert.Equal(StopReason.EarlyStopping, history.StopReason);
        Assert.Equal(stopping.BestEpoch + 2, history.Epochs.Count);
    }

    [Fact]
    public void The_direction_can_be_turned_round()
    {
        var stopping = new EarlyStopping(patience: 1) { Metric = "train_loss", HigherIsBetter = true };
        Assert.Equal(2, Fit(30, stopping).Epochs.Count);
        Assert.Equal(1, stopping.BestEpoch);
    }

    [Fact]
    public void Training_ends_after_the_step_in_which_its_time_is_over()
    {
        var clock = new Clock();
        int steps = 0;
        History history = Fit(3, new Watch(_ => { }) { Step = _ => { steps++; clock.Now += TimeSpan.FromSeconds(1); } }, new TimeLimit(TimeSpan.FromSeconds(7), clock));
        Assert.Equal((7, StopReason.TimeLimit), (steps, history.StopReason));
        Assert.Equal(2, history.Epochs.Count);
        Assert.Contains("limit is 00:00:00; expected a time above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new TimeLimit(TimeSpan.Zero)).Message);
    }

    [Fact]
    public void An_exception_of_a_callback_stays_what_it_is_and_names_it()
    {
        var error = Assert.Throws<FormatException>(() => Fit(3, new Watch(state => { if (state.Epoch == 2) throw new FormatException("mine"); })));
        Assert.Equal("mine", error.Message);
        Assert.Equal("Watch.OnEpoch in epoch 2, step 5 of 5", error.Data[Callback.FailedKey]);
    }

    [Fact]
    public void A_warning_is_kept_once()
    {
        Assert.Equal(["look here"], Fit(3, new Watch(state => state.Warn("look here"))).Warnings);
        Assert.Empty(Fit(1).Warnings);
    }

    [Fact]
    public void Judging_rows_first_changes_no_bit_of_the_training()
    {
        Assert.Equal(Trained(0), Trained(2));

        static float[] Trained(int batches)
        {
            var rng = new Rng(5);
            Layer model = new Sequential(new Linear(4, 8, rng: rng), new BatchNorm1d(8), new Dropout(0.5, rng), new Linear(8, 3, rng: rng));
            new Trainer(model, new Adam(model), Objective.MultiClass) { Rng = new Rng(1), SanityBatches = batches }.Fit(Datasets.Iris(), Datasets.Iris(), epochs: 2, cancel: TestContext.Current.CancellationToken);
            return [.. model.State.Where(item => item.Tensor.Type == DType.Float32).SelectMany(item => item.Tensor.ToArray<float>())];
        }
    }

    private static History Fit(int epochs, params Callback[] callbacks)
    {
        var model = new Linear(4, 3, rng: new Rng(1));
        return new Trainer(model, new Sgd(model, lr: 0.01), Objective.MultiClass) { Rng = new Rng(2), Callbacks = callbacks }.Fit(Datasets.Iris(), Datasets.Iris(), epochs, batchSize: 32, TestContext.Current.CancellationToken);
    }

    private sealed class Watch(Action<TrainingState> epoch) : Callback
    {
        public Action<TrainingState> Step { get; init; } = _ => { };

        public override void OnStep(TrainingState state) => Step(state);

        public override void OnEpoch(TrainingState state) => epoch(state);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
