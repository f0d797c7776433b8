using Fathom.Tests.Cli;

namespace Fathom.Tests.Training.Mistakes;

/// <summary>Trainings set up in the wrong way.</summary>
public sealed class TrainerMistakes
{
    /// <summary>Rows have no weights of their own: they are drawn more often, or their class counts more. Both at once count twice, which is said.</summary>
    [Fact]
    public void M19_ClassWeightsAndRowWeights()
    {
        Mistake.CompilerRefuses(
            "new Trainer(model, new Sgd(model), new MultiClassObjective { ClassWeights = [1, 2] }).Fit(data, sampleWeights: x);", "CS1739",
            "new Trainer(model, new Sgd(model), new MultiClassObjective { ClassWeights = [1, 2] }).Fit(data);");
        var model = new Linear(4, 3, rng: new Rng(1));
        var trainer = new Trainer(model, new Sgd(model), new MultiClassObjective { ClassWeights = [1, 2, 3] }) { Sampler = Sampler.Balanced(Datasets.Iris()) };
        string warning = Assert.Single(trainer.Fit(Datasets.Iris(), epochs: 1, cancel: TestContext.Current.CancellationToken).Warnings);
        Assert.Contains("class weights and a WeightedSampler", warning);
        Assert.Contains("counts twice", warning);
        using var folder = new CliFolder();
        Assert.Contains("warning: class weights and a WeightedSampler", folder.Run("train", "iris", "--class-weight", "balanced", "--sampler", "balanced", "--epochs", "1", "--out", "run").Expect(0).Out);
    }

    [Fact]
    public void M39_ModelLeftInEvaluationMode()
    {
        var model = new Sequential(new Linear(2, 4, rng: new Rng(1)), new Dropout(0.5), new Linear(4, 1, rng: new Rng(2)));
        ((Module)model.GetParts().ElementAt(1).Module!).Evaluate();
        History history = new Trainer(model, new Sgd(model), Objective.Binary).Fit(Datasets.Xor(), epochs: 1, cancel: TestContext.Current.CancellationToken);
        string warning = Assert.Single(history.Warnings);
        Assert.Contains("1 module was in evaluation mode at the start of training (1)", warning);
        Assert.Contains("Call Train() before Fit", warning);
        Assert.Empty(new Trainer(model, new Sgd(model), Objective.Binary).Fit(Datasets.Xor(), epochs: 1, cancel: TestContext.Current.CancellationToken).Warnings);
    }

    /// <summary>Whoever gives validation data gets them judged: by the objective, which has no step to leave out. The reverse, patience without validation data, is refused by the command.</summary>
    [Fact]
    public void M40_ValidationWithoutDataOrStep()
    {
        Mistake.CompilerRefuses("class Own : Objective { }", "CS1513", "new Trainer(model, new Sgd(model), Objective.Binary).Fit(data, data);");
        Assert.All(new[] { "Loss", "Predict" }, name => Assert.True(typeof(Objective).GetMethod(name)!.IsAbstract));
        using var folder = new CliFolder();
        Assert.Contains("--patience needs a validation part to watch, but --validation is 0", folder.Run("train", "iris", "--validation", "0", "--patience", "3", "--out", "run").Expect(2).Error);
        Mistake.Says<ArgumentException>(() => Mistake.Fit(new Linear(2, 1, rng: new Rng(1)), Objective.Binary, Datasets.Xor(), callbacks: new EarlyStopping { Metric = "accuracy" }), "EarlyStopping", "\"accuracy\"", "train_loss", "metrics need validation data");
    }

    [Fact]
    public void M41_NothingReturned()
    {
        Mistake.CompilerRefuses("Func<Tensor, Tensor> forward = t => { };", "CS1643", "Func<Tensor, Tensor> forward = t => t;");
        var model = new ReturnsNothing();
        Mistake.Says<Exception>(model, () => Mistake.Fit(model, Objective.Binary, Datasets.Xor()), "ReturnsNothing.Forward", "returned no tensor");
    }

    /// <summary>An epoch's order is a function of a seed and a counter, and rows are had by their numbers: any place of it can be gone to.</summary>
    [Fact]
    public void M42_AnEpochThatCannotBeResumed()
    {
        Dataset data = Datasets.Iris();
        var rng = new Rng(4);
        ulong before = rng.Counter;
        float[][] first = Read();
        rng.Counter = before;
        Assert.Equal(first, Read());
        Mistake.CompilerRefuses("IEnumerator<Batch> loader = data.Batches(4).GetEnumerator(); _ = new Dataset(loader);", "CS1503", "_ = new Dataset(data.Source);");

        float[][] Read() => [.. data.Batches(16, shuffle: true, rng: rng).Select(batch => batch.X.ToArray<float>())];
    }

    [Fact]
    public void M43_FolderNotEmpty()
    {
        using var folder = new CliFolder();
        Directory.CreateDirectory(folder.At("run"));
        folder.Write("run/mine.txt", "mine");
        Assert.Contains("--out run exists and is not empty; a run never overwrites another", folder.Run("train", "iris", "--out", "run").Expect(2).Error);
        Assert.Equal(["mine.txt"], Directory.GetFiles(folder.At("run")).Select(Path.GetFileName));
    }

    [Fact]
    public void M44_PlateauOfAnUnknownMetric()
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        Mistake.Says<ArgumentException>(model, () => Mistake.Fit(model, Objective.Binary, Datasets.Xor(), Datasets.Xor(), callbacks: new RateOnPlateau(new ReduceOnPlateau(0.1), "val_loss")), "\"val_loss\"", "validation_loss", "accuracy");
        Mistake.Says<ArgumentException>(model, () => Mistake.Fit(model, Objective.Binary, Datasets.Xor(), callbacks: new RateOnPlateau(new ReduceOnPlateau(0.1), "accuracy")), "metrics need validation data");
    }

    /// <summary>What is kept as the best always has a measure: the monitored loss unless a metric is named.</summary>
    [Fact]
    public void M45_KeepingTheBestWithoutAMeasure()
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        var stopping = new EarlyStopping();
        Mistake.Fit(model, Objective.Binary, Datasets.Xor(), callbacks: stopping);
        Assert.Equal(1, stopping.BestEpoch);
        Assert.True(double.IsFinite(stopping.BestLoss));
        Mistake.CompilerRefuses("new ModelCheckpoint(\"c\") { KeepBest = 3 };", "CS0117", "_ = new ModelCheckpoint(\"c\") { KeepLast = 3, Best = \"loss\" };");
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(0)]
    public void M46_Epochs(int epochs)
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        Mistake.Says<ArgumentOutOfRangeException>(model, () => Mistake.Fit(model, Objective.Binary, Datasets.Xor(), epochs: epochs), $"epochs is {epochs}", "at least 1");
        using var folder = new CliFolder();
        Assert.Contains($"--epochs is '{epochs}'", folder.Run("train", "iris", "--epochs", $"{epochs}", "--out", "run").Expect(2).Error);
    }

    /// <summary>Validation comes at the end of an epoch; there is no interval to be longer than one.</summary>
    [Fact]
    public void M47_ValidationLessOftenThanEpochsEnd()
    {
        Mistake.CompilerRefuses("new Trainer(model, new Sgd(model), Objective.Binary) { ValidateEvery = 500 };", "CS0117", "_ = new Trainer(model, new Sgd(model), Objective.Binary) { SanityBatches = 1 };");
        Assert.DoesNotContain(typeof(Trainer).GetProperties(), property => property.Name.Contains("Interval") || property.Name.Contains("Every"));
    }

    [Fact]
    public void M49_BestOfAMetricThatIsMissing()
    {
        var model = new Linear(2, 1, rng: new Rng(1));
        Mistake.Says<ArgumentException>(model, () => Mistake.Fit(model, Objective.Binary, Datasets.Xor(), Datasets.Xor(), callbacks: new EarlyStopping { Metric = "val_acc" }), "EarlyStopping: there is no metric \"val_acc\"", "train_loss, validation_loss, accuracy, precision");
        using var folder = new TemporaryFolder();
        Mistake.Says<ArgumentException>(model, () => Mistake.Fit(model, Objective.Binary, Datasets.Xor(), Datasets.Xor(), callbacks: new ModelCheckpoint(folder.At("c")) { Best = "val_acc" }), "val_acc", "accuracy");
        Assert.False(Directory.Exists(folder.At("c")));
    }

    private sealed class ReturnsNothing : Layer
    {
        private readonly Linear _linear = new(2, 1, rng: new Rng(1));

        protected override IEnumerable<Part> Parts => [("linear", _linear)];

        public override Tensor Forward(Tensor x)
        {
            _linear.Forward(x);
            return default;
        }
    }
}
