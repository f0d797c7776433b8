using Fathom.Tests.Kernels;

namespace Fathom.Tests.Training.Checkpoints;

/// <summary>When checkpoints are written, which are kept, and what a folder and a metric must be.</summary>
[Collection(AloneCollection.Name)]
public sealed class ModelCheckpointTests : IDisposable
{
    private const string Name = "MLP: plateau, SWA, micro-batches";

    private readonly TemporaryFolder _folder = new();
    private readonly Rng _default = Rng.Default;

    public void Dispose()
    {
        Rng.Default = _default;
        _folder.Dispose();
    }

    private string At => _folder.At("c");

    // Four epochs of five steps each.
    [Fact]
    public void By_steps_the_last_two_stay()
    {
        var written = new List<string>();
        Fit(new ModelCheckpoint(At) { EverySteps = 3, Saved = (_, path) => written.Add(Path.GetFileName(path)) });
        Assert.Equal(["step-000003", "step-000006", "step-000009", "step-000012", "step-000015", "step-000018"], written.Select(Path.GetFileNameWithoutExtension));
        Assert.Equal(["step-000015.safetensors", "step-000018.safetensors"], Files());
    }

    [Fact]
    public void By_epochs_as_many_as_asked_for_stay()
    {
        Fit(new ModelCheckpoint(At) { KeepLast = 3 });
        Assert.Equal(["step-000010.safetensors", "step-000015.safetensors", "step-000020.safetensors"], Files());
    }

    [Fact]
    public void By_the_clock_at_the_first_step_after_it()
    {
        var saving = new ModelCheckpoint(At) { EveryTime = TimeSpan.FromTicks(1) };
        Fit(saving);
        Assert.NotEmpty(Files());
        Assert.Equal(_folder.At("c", Files()[^1]), saving.Newest);
        Directory.Delete(At, recursive: true);
        Fit(new ModelCheckpoint(At) { EveryTime = TimeSpan.FromHours(1) });
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("loss", false)]
    [InlineData("accuracy", true)]
    public void The_best_epoch_stays_beside_the_last_ones(string metric, bool higher)
    {
        ResumeCase one = ResumeCases.Create("MLP: dropout, batch norm, one-cycle with momentum") with { Epochs = 12 };
        one.Optimizer.Schedule = null;
        one.Optimizer.MomentumSchedule = null;
        one.Optimizer.LearningRate = 0.3;       // so large that the best epoch is not the last
        var saving = new ModelCheckpoint(At) { EveryEpochs = 100, EverySteps = 1, Best = metric };
        History history = one.Fit(null, saving);
        EpochRecord best = higher ? history.Epochs.MaxBy(epoch => epoch.Metrics[metric])! : history.Best!;
        Assert.InRange(best.Epoch, 1, 11);
        Assert.Equal(CheckpointFiles.PathOf(At, best.Epoch * 5), saving.BestFile);
        Assert.Equal(3, Files().Length);
        Assert.Equal(best.Epoch, Checkpoint.Load(saving.BestFile!).Whole("epoch"));
    }

    [Fact]
    public void A_value_that_is_no_number_is_never_best()
    {
        var saving = new ModelCheckpoint(At) { EveryEpochs = 100, Best = "odd" };
        ResumeCase one = ResumeCases.Create(Name) with { Objective = new OddObjective() };
        one.Fit(null, saving);
        Assert.Equal(CheckpointFiles.PathOf(At, 2 * 5), saving.BestFile);
    }

    [Fact]
    public void A_metric_that_is_missing_is_an_error_before_the_first_step()
    {
        Assert.Contains("no metric \"f2\"; known are loss, train_loss, validation_loss, ", Assert.Throws<ArgumentException>(() => Fit(new ModelCheckpoint(At) { Best = "f2" })).Message);
        ResumeCase blind = ResumeCases.Create(Name) with { Validation = null };
        Assert.Contains("known are loss, train_loss; metrics need validation data, and there are none", Assert.Throws<ArgumentException>(() => blind.Fit(null, new ModelCheckpoint(At) { Best = "accuracy" })).Message);
    }

    [Fact]
    public void A_folder_belongs_to_one_training_at_a_time()
    {
        var second = new SecondTraining(() => Fit(new ModelCheckpoint(At)));
        Fit(second, new ModelCheckpoint(At));
        Assert.Contains("another training is at work in this folder", Assert.IsType<IOException>(second.Fault).Message);
        Assert.Equal(["step-000015.safetensors", "step-000020.safetensors"], Files());      // and no lock is left
    }

    [Fact]
    public void A_new_training_does_not_replace_the_checkpoints_of_another()
    {
        Fit(new ModelCheckpoint(At));
        Assert.Contains("holds checkpoints of another training (step-000020.safetensors)", Assert.Throws<InvalidOperationException>(() => Fit(new ModelCheckpoint(At))).Message);
        Assert.Equal(["step-000015.safetensors", "step-000020.safetensors"], Files());
    }

    [Fact]
    public void A_damaged_one_is_passed_over_with_a_warning_and_replaced()
    {
        Fit(new ModelCheckpoint(At) { EverySteps = 4, EveryEpochs = 100 });
        byte[] bytes = File.ReadAllBytes(_folder.At("c", "step-000020.safetensors"));
        bytes[^3] ^= 1;
        File.WriteAllBytes(_folder.At("c", "step-000020.safetensors"), bytes);
        File.WriteAllText(_folder.At("c", "step-000019.safetensors.tmp-abc"), "left behind");
        var warnings = new List<string>();

        Checkpoint checkpoint = ModelCheckpoint.Latest(At, warnings.Add)!;

        Assert.Equal(16, checkpoint.Whole("total_steps"));
        Assert.Equal(2, warnings.Count);
        Assert.Contains("step-000020.safetensors: The checkpoint was altered or damaged", warnings[0]);
        Assert.Contains("going on from the checkpoint before", warnings[1]);
        ResumeCases.Create(Name).Fit(checkpoint, new ModelCheckpoint(At) { EverySteps = 17 });
        Assert.Equal(["step-000016.safetensors", "step-000017.safetensors"], Files());
    }

    [Fact]
    public void Where_all_are_damaged_nothing_begins_anew_in_silence()
    {
        Directory.CreateDirectory(At);
        File.WriteAllText(_folder.At("c", "step-000003.safetensors"), "no tensors");
        var warnings = new List<string>();
        Assert.Contains("step-000003", Assert.Throws<FileFormatException>(() => ModelCheckpoint.Latest(At, warnings.Add)).Message);
        Assert.Single(warnings);
        Assert.Null(ModelCheckpoint.Latest(_folder.At("none")));
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelCheckpoint("a") { KeepLast = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelCheckpoint("a") { EverySteps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelCheckpoint("a") { EveryEpochs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelCheckpoint("a") { EveryTime = TimeSpan.Zero });
        Assert.Throws<ArgumentException>(() => new ModelCheckpoint(""));
    }

    private static void Fit(params Callback[] callbacks) => ResumeCases.Create(Name).Fit(null, callbacks);

    private string[] Files() => [.. Directory.GetFileSystemEntries(At).Select(path => Path.GetFileName(path)!).Order()];

    private sealed class SecondTraining(Action fit) : Callback
    {
        public Exception? Fault { get; private set; }

        public override void OnStep(TrainingState state)
        {
            if (state.TotalSteps == 3)
                Fault = Record.Exception(fit);
        }
    }

    /// <summary>Asked once before the first epoch; then NaN, 3, and worse.</summary>
    private sealed record OddObjective : Objective
    {
        private readonly Queue<double> _values = new([1, double.NaN, 3, 4, double.NaN]);

        public override TaskKind Task => TaskKind.MultiClass;

        public override IReadOnlyList<Metric> Metrics => [new OddMetric(_values)];

        public override Tensor Loss(Tensor output, Tensor targets) => MultiClass.Loss(output, targets);

        public override Tensor Predict(Tensor output) => MultiClass.Predict(output);

        protected override string Kind => "odd";
    }

    private sealed record OddMetric(Queue<double> Values) : Metric
    {
        public override string Name => "odd";

        public override bool HigherIsBetter => false;

        public override double Compute(Predictions predictions) => Values.Dequeue();
    }
}
