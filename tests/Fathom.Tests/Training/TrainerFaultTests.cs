namespace Fathom.Tests.Training;

/// <summary>What training leaves behind when it goes wrong.</summary>
public sealed class TrainerFaultTests
{
    [Fact]
    public void Weights_ruined_by_the_last_step_of_an_epoch_are_put_back()
    {
        var model = new Linear(1, 1, rng: new Rng(1));
        float before = model.Weight.ToArray<float>()[0];
        var data = new Dataset(Tensor.From([1f, 2f], [2, 1]), Tensor.From([0f, 1f], [2, 1]));
        var error = Assert.Throws<TrainingException>(() => Fit(new Trainer(model, new Sgd(model, lr: 1e300), Objective.Binary), data, batchSize: 2));
        Assert.Contains("Weights became NaN or infinite", error.Message);
        Assert.Contains("the weights it began with", error.Message);
        Assert.Equal(before, model.Weight.ToArray<float>()[0]);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_under_clipping_names_epoch_and_step()
    {
        var net = new Root();
        var data = new Dataset(Tensor.Zeros([2, 1]), Tensor.Ones([2, 1]));
        var trainer = new Trainer(net, new Sgd(net, lr: 0.1) { ClipNorm = 1 }, Objective.Regression);
        var error = Assert.Throws<TrainingException>(() => Fit(trainer, data, batchSize: 2));
        Assert.Contains("epoch 1, step 1 of 1", error.Message);
        Assert.Contains("w", error.Message);
        Assert.Equal(0f, net.W.ToArray<float>()[0]);
    }

    [Fact]
    public void A_network_that_makes_tensors_in_forward_is_fitted_and_summarized()
    {
        var net = new WithPositions();
        var data = new Dataset(Tensor.Ones([4, 3]), Tensor.Zeros([4, 1]));
        Fit(new Trainer(net, new Sgd(net, lr: 0.1), Objective.Regression), data, batchSize: 2);
        Assert.Equal([1, 1], ModelSummary.Of(net, [1, 3]).Rows[0].Output.ToArray());
    }

    [Fact]
    public void Every_modules_mode_is_put_back_after_prediction()
    {
        var dropout = new Dropout(0.5);
        var model = new Sequential(new Linear(2, 2), dropout);
        model.Evaluate();
        dropout.Train();
        Tensor x = Tensor.Ones([8, 2]);
        Assert.Equal(model.Predict(x).ToArray<float>(), model.Predict(x).ToArray<float>());
        Assert.True(dropout.IsTraining);
        Assert.False(model.IsTraining);
    }

    [Fact]
    public void A_refused_network_keeps_its_mode()
    {
        var model = new Linear(3, 1);
        Assert.Throws<ShapeException>(() => Fit(new Trainer(model, new Sgd(model), Objective.Binary), Datasets.Xor(), batchSize: 2));
        Assert.True(model.IsTraining);
    }

    [Fact]
    public void Cancelled_before_the_start_no_step_is_done()
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        float[] before = model.Weight.ToArray<float>();
        History history = new Trainer(model, new Sgd(model, lr: 1), Objective.Binary).Fit(Datasets.Xor(), epochs: 3, cancel: new CancellationToken(canceled: true));
        Assert.Equal(StopReason.Cancelled, history.StopReason);
        Assert.Empty(history.Epochs);
        Assert.Equal(before, model.Weight.ToArray<float>());
    }

    [Fact]
    public void Best_weights_are_restored_although_another_callback_fails_at_the_end()
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        var stopping = new EarlyStopping(patience: 1, minimumDelta: 1e9);
        var trainer = new Trainer(model, new Sgd(model, lr: 1), Objective.Binary) { Callbacks = [new FailsAtEnd(), stopping, new Recorder(model)] };
        Assert.Throws<InvalidOperationException>(() => Fit(trainer, Datasets.Xor(), batchSize: 4, epochs: 5));
        Assert.Equal(((Recorder)trainer.Callbacks[2]).First, model.Weight.ToArray<float>());
    }

    [Fact]
    public void A_callback_that_refuses_to_start_leaves_the_model_as_it_is()
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        var optimizer = new Sgd(model, lr: 0.1);
        var stopping = new EarlyStopping();
        Fit(new Trainer(model, optimizer, Objective.Binary) { Callbacks = [stopping] }, Datasets.Xor(), batchSize: 4);
        model.Weight.CopyFrom(Tensor.From([3f, 4], [1, 2]));
        optimizer.Schedule = new Cosine(0.1, 0, 10);
        var trainer = new Trainer(model, optimizer, Objective.Binary) { Callbacks = [new RateOnPlateau(new ReduceOnPlateau(0.1)), stopping] };
        Assert.Throws<ArgumentException>(() => Fit(trainer, Datasets.Xor(), batchSize: 4));
        Assert.Equal([3f, 4], model.Weight.ToArray<float>());
    }

    [Fact]
    public void A_sampler_of_no_rows_is_refused_by_name()
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        var trainer = new Trainer(model, new Sgd(model), Objective.Binary) { Sampler = new Nothing() };
        Assert.Contains("Nothing: Count gives 0 rows an epoch for data of 4; expected at least 1", Assert.Throws<ArgumentException>(() => Fit(trainer, Datasets.Xor()[..4], batchSize: 2)).Message);
        Assert.Throws<ArgumentException>(() => Datasets.Xor().Steps(2, sampler: new Nothing()));
    }

    [Fact]
    public void Rows_marked_to_leave_out_neither_teach_nor_are_judged()
    {
        Dataset iris = Datasets.Iris();
        long[] labels = iris.Y.ToArray<long>();
        int[] kept = [.. Enumerable.Range(0, iris.Count).Where(row => row % 3 > 0)];
        Dataset marked = new(iris.X, Tensor.From([.. labels.Select((label, row) => row % 3 > 0 ? label : -100)]));
        var model = new Linear(4, 3, rng: new Rng(1));
        var trainer = new Trainer(model, new Sgd(model, lr: 0.01), Objective.MultiClass);
        History history = trainer.Fit(marked, marked, epochs: 1, cancel: TestContext.Current.CancellationToken);
        Evaluation all = trainer.Evaluate(marked), some = trainer.Evaluate(iris.Subset(kept));
        Assert.Equal(some.Loss, all.Loss, 1e-6);
        Assert.Equal(kept.Length, all.Predictions.Count);
        Assert.All(some.Metrics, metric => Assert.Equal(metric.Value, all.Metrics[metric.Key], 1e-12));
        Assert.Equal(some.Metrics["accuracy"], history.Epochs[0].Metrics["accuracy"]);
        Assert.Equal(0, trainer.Evaluate(new Dataset(iris.X, Tensor.From([.. labels.Select(_ => -100L)]))).Predictions.Count);
    }

    private static History Fit(Trainer trainer, Dataset data, int batchSize, int epochs = 1) =>
        trainer.Fit(data, epochs: epochs, batchSize: batchSize, cancel: TestContext.Current.CancellationToken);

    /// <summary>y = √(w·x): its gradient at w = 0 is infinite.</summary>
    private sealed class Root : Layer
    {
        public Tensor W { get; } = Tensor.Zeros([1]).Keep().RequireGradient();

        protected override IEnumerable<Part> Parts => [("w", W)];

        public override Tensor Forward(Tensor x) => ((x + 1) * W).Sqrt();
    }

    private sealed class WithPositions : Layer
    {
        private readonly Linear _linear = new(3, 1);

        protected override IEnumerable<Part> Parts => [("linear", _linear)];

        public override Tensor Forward(Tensor x) => _linear.Forward(x + Tensor.Range(0, 3) + Rng.Default.Normal([3], 0, 0.1));
    }

    private sealed class FailsAtEnd : Callback
    {
        public override void OnEnd(TrainingState state) => throw new InvalidOperationException("at the end");
    }

    /// <summary>The weights after the first epoch, the only one that improves on nothing.</summary>
    private sealed class Recorder(Linear model) : Callback
    {
        public float[] First { get; private set; } = [];

        public override void OnEpoch(TrainingState state)
        {
            if (state.Epoch == 1)
                First = model.Weight.ToArray<float>();
        }
    }

    private sealed class Nothing : Sampler
    {
        public override int Count(int rows) => 0;

        public override void Fill(Span<int> order, int rows, Rng rng)
        {
        }
    }
}
