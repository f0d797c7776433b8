namespace Fathom.Tests.Training;

/// <summary>What a batch of a certain size would be refused is said before the first epoch, and finding it changes nothing.</summary>
public sealed class BatchCheckTests
{
    [Fact]
    public void A_last_batch_of_one_row_is_refused_before_epoch_1_and_nothing_has_changed()
    {
        Sequential model = Net();
        byte[][] before = State(model);
        var seen = new Steps();
        var trainer = new Trainer(model, new Adam(model), Objective.Regression) { Callbacks = [seen] };
        string message = Assert.Throws<ShapeException>(() => Fit(trainer, Rows(33))).Message;
        Assert.StartsWith("Training cannot run on a single row, the last batch of an epoch (33 rows in batches of 32 leave 1). Layer 1 (BatchNorm1d(4)) refuses its input (1, 4): BatchNorm: ", message);
        Assert.Contains("more than one value for each channel", message);
        Assert.EndsWith("Choose another batch size, or leave out the partial batch (DropLast).", message);
        Assert.Equal(0, seen.Count);
        Assert.Equal(before, State(model));
        Assert.Equal(0UL, ((Dropout)model[2]).Rng.Counter);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(34)]
    [InlineData(2)]
    public void Batches_that_can_be_trained_on_are(int rows)
    {
        Sequential model = Net();
        Assert.Single(Fit(new Trainer(model, new Adam(model), Objective.Regression), Rows(rows)).Epochs);
        Assert.Single(Fit(new Trainer(model, new Adam(model), Objective.Regression) { DropLast = true }, Rows(33)).Epochs);
    }

    [Fact]
    public void Normalization_by_the_batch_alone_trains_on_batches_of_several_rows()
    {
        var model = new Sequential(new Linear(3, 4), new BatchNorm1d(4, trackRunningStats: false), new Linear(4, 1));
        Assert.Single(Fit(new Trainer(model, new Adam(model), Objective.Regression), Rows(32)).Epochs);
        Assert.Contains("leave 1", Assert.Throws<ShapeException>(() => Fit(new Trainer(model, new Adam(model), Objective.Regression), Rows(33))).Message);
    }

    [Fact]
    public void A_label_that_is_no_class_is_named_with_its_row_of_the_data_before_epoch_1()
    {
        var model = new Sequential(new Linear(3, 3));
        byte[][] before = State(model);
        long[] labels = [.. Enumerable.Range(0, 40).Select(row => row == 29 ? 3 : row == 7 ? -100 : (long)(row % 3))];
        var data = new Dataset(new Rng(1).Normal([40, 3]), Tensor.From(labels));
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => Fit(new Trainer(model, new Adam(model), Objective.MultiClass), data)).Message;
        Assert.StartsWith("MultiClassObjective: the label in row 29 is 3; expected a class number from 0 to 2: there are 3 classes", message);
        Assert.Equal(before, State(model));

        float[] bits = [.. labels.Select(label => label == 3 ? 2f : 1)];
        var one = new Sequential(new Linear(3, 1));
        message = Assert.Throws<ArgumentOutOfRangeException>(() => Fit(new Trainer(one, new Adam(one), Objective.Binary), new Dataset(data.X, Tensor.From(bits, [40, 1])))).Message;
        Assert.StartsWith("BinaryObjective: the target in row 29 is 2; expected 0 or 1", message);
        Assert.EndsWith("(Parameter 'targets')", message);
    }

    [Fact]
    public void Batches_of_one_row_are_refused_unless_nothing_needs_more()
    {
        Sequential model = Net();
        string message = Assert.Throws<ShapeException>(() => Fit(new Trainer(model, new Adam(model), Objective.Regression), Rows(4), batchSize: 1)).Message;
        Assert.StartsWith("Training cannot run on a single row. Layer 1 (BatchNorm1d(4)) refuses its input (1, 4): BatchNorm: ", message);
        Assert.EndsWith("Choose a larger batch size.", message);
        var plain = new Sequential(new Linear(3, 4), new LayerNorm(4), new Linear(4, 1));
        Assert.Single(Fit(new Trainer(plain, new Adam(plain), Objective.Regression), Rows(3), batchSize: 1).Epochs);
        Assert.Contains("a single row", Assert.Throws<ShapeException>(() => Fit(new Trainer(model, new Adam(model), Objective.Regression), Rows(1))).Message);
    }

    [Fact]
    public void The_last_part_of_a_batch_that_is_cut_up_is_looked_at_as_well()
    {
        Sequential model = Net();
        var trainer = new Trainer(model, new Adam(model), Objective.Regression) { MicroBatchSize = 3 };
        string message = Assert.Throws<ShapeException>(() => Fit(trainer, Rows(16), batchSize: 16)).Message;
        Assert.StartsWith("Training cannot run on a single row, the last part of a batch of 16 in parts of 3. ", message);
        Assert.EndsWith("Choose another MicroBatchSize.", message);
    }

    [Fact]
    public void A_module_that_reads_numbers_in_forward_is_not_planned_and_trains()
    {
        var model = new Reading();
        Assert.Single(Fit(new Trainer(model, new Adam(model), Objective.Regression), Rows(5)).Epochs);
    }

    private static Sequential Net() => new(new Linear(3, 4), new BatchNorm1d(4), new Dropout(0.5), new Linear(4, 1));

    private static byte[][] State(Layer model) => [.. model.State.Select(item => item.Tensor.Bytes.ToArray())];

    private static Dataset Rows(int count) => new(new Rng(1).Normal([count, 3]), new Rng(2).Normal([count, 1]));

    private static History Fit(Trainer trainer, Dataset data, int batchSize = 32) =>
        trainer.Fit(data, epochs: 1, batchSize: batchSize, cancel: TestContext.Current.CancellationToken);

    private sealed class Steps : Callback
    {
        public int Count { get; private set; }

        public override void OnStart(TrainingState state) => Count++;
    }

    private sealed class Reading : Layer
    {
        private readonly Linear _linear = new(3, 1);

        protected override IEnumerable<Part> Parts => [("linear", _linear)];

        public override Tensor Forward(Tensor x) => _linear.Forward(x) * (1 + Math.Abs(x.Mean().ToScalar()));
    }

    [Fact]
    public void A_batch_whose_labels_are_all_left_out_changes_nothing_and_data_of_such_labels_are_refused()
    {
        var model = new Linear(2, 3, rng: new Rng(1));
        var trainer = new Trainer(model, new Adam(model), Objective.MultiClass) { Rng = new Rng(2) };
        long[] labels = [-100, -100, -100, -100, 1, 2];
        Tensor x = new Rng(3).Normal([6, 2]);
        History history = trainer.Fit(new Dataset(x, Tensor.From(labels)), epochs: 4, batchSize: 1, cancel: TestContext.Current.CancellationToken);
        Assert.All(history.Epochs, epoch => Assert.True(double.IsFinite(epoch.TrainLoss)));
        Assert.True(history.Epochs[^1].TrainLoss < history.Epochs[0].TrainLoss);
        Assert.Contains("no row of the data counts", Assert.Throws<ArgumentException>(() => trainer.Fit(new Dataset(x, Tensor.From([-100L, -100, -100, -100, -100, -100])), cancel: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }
}
