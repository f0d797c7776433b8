using Fathom.Kernels;
using Fathom.Tests.Kernels;

namespace Fathom.Tests.Training.Checkpoints;

/// <summary>Stopped after any step, saved, everything made anew, and gone on with: the same bits as without the stop, at another number of threads.</summary>
[Collection(AloneCollection.Name)]
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _threads = ForkJoin.Threads;
    private readonly Rng _default = Rng.Default;

    public void Dispose()
    {
        ForkJoin.Threads = _threads;
        Rng.Default = _default;
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(ResumeCases.Names), MemberType = typeof(ResumeCases))]
    public void Any_step_is_a_good_place_to_stop(string name)
    {
        ForkJoin.Threads = 1;
        Rng.Default = new Rng(77);
        ResumeCase whole = ResumeCases.Create(name);
        History history = whole.Fit(null);
        string expected = Bits(whole, history);

        // The first step, within an epoch, its last step, the next epoch's first, later ones.
        foreach (int step in (int[])[1, 3, 5, 6, 12, 15, 19])
        {
            string folder = _folder.At($"{step}");
            Rng.Default = new Rng(77);
            ForkJoin.Threads = 1 + (step % 3);
            ResumeCases.Create(name).Fit(null, new ModelCheckpoint(folder) { EveryEpochs = 1000 }, new StopAt(step));

            Rng.Default = new Rng(1234);
            ForkJoin.Threads = 1 + ((step + 1) % 4);
            ResumeCase rest = ResumeCases.Create(name);
            Checkpoint? checkpoint = ModelCheckpoint.Latest(folder);
            if (checkpoint is null)
            {
                Assert.True(step > history.Epochs.Count * 5, $"no checkpoint at step {step}");   // patience had run out before
                continue;
            }

            Assert.Equal(step, checkpoint.Whole("total_steps"));
            Assert.True(expected == Bits(rest, rest.Fit(checkpoint, new ModelCheckpoint(folder) { EveryEpochs = 1000 })), $"{name}: other bits after a stop at step {step}.");
        }
    }

    [Theory]
    [MemberData(nameof(ResumeCases.Names), MemberType = typeof(ResumeCases))]
    public void Every_checkpoint_of_a_training_leads_to_its_end_and_none_changes_it(string name)
    {
        Rng.Default = new Rng(77);
        ResumeCase plain = ResumeCases.Create(name);
        string expected = Bits(plain, plain.Fit(null));

        // Each file is copied away before it is deleted.
        Rng.Default = new Rng(77);
        var files = new List<string>();
        ResumeCase watched = ResumeCases.Create(name);
        var saving = new ModelCheckpoint(_folder.At("all"))
        {
            EverySteps = 4,
            EveryEpochs = 2,
            Saved = (_, path) =>
            {
                files.Add(_folder.At($"{files.Count}.safetensors"));
                File.Copy(path, files[^1]);
            },
        };
        Assert.Equal(expected, Bits(watched, watched.Fit(null, saving)));
        Assert.True(files.Count >= 2);
        foreach (string file in files)
        {
            Rng.Default = new Rng(1234);
            ResumeCase rest = ResumeCases.Create(name);
            Assert.True(expected == Bits(rest, rest.Fit(Checkpoint.Load(file), new ModelCheckpoint(file + "-more"))), $"{name}: other bits from {Path.GetFileName(file)}.");
        }
    }

    [Fact]
    public void A_training_stopped_twice_and_one_in_random_order_without_a_generator_go_on_as_well()
    {
        Rng.Default = new Rng(77);
        (string expected, _) = Run(null, 0);
        Rng.Default = new Rng(77);
        Run(null, 3);
        Rng.Default = new Rng(1);
        Run(ModelCheckpoint.Latest(_folder.At("c")), 9);
        Rng.Default = new Rng(2);
        (string actual, History history) = Run(ModelCheckpoint.Latest(_folder.At("c")), 0);
        Assert.Equal(expected, actual);
        Assert.Equal(StopReason.Finished, history.StopReason);

        (string, History) Run(Checkpoint? resume, int stop)
        {
            ResumeCase one = ResumeCases.Create(ResumeCases.Names.First().Data);
            var trainer = new Trainer(one.Model, one.Optimizer, one.Objective) { Callbacks = [new ModelCheckpoint(_folder.At("c")) { EveryEpochs = 100 }, new StopAt(stop)] };
            History history = trainer.Fit(one.Train, one.Validation, 3, 8, TestContext.Current.CancellationToken, resume);
            string bits = Bits(one, history);
            if (stop == 0 && resume is null)
                Directory.Delete(_folder.At("c"), recursive: true);
            return (bits, history);
        }
    }

    /// <summary>Weights, buffers, optimizer, random streams and every number of the history but times.</summary>
    internal static string Bits(ResumeCase one, History history)
    {
        string text = new SmallTraining(one.Model, one.Optimizer, one.Objective, one.Train, one.BatchSize).Hash();
        text += string.Join(",", one.Model.Descendants().Select(item => item.Module).OfType<IRandom>().Select(item => item.Rng));
        text += $" {one.Optimizer.LearningRate:R} {history.StopReason} {history.Best?.Epoch}";
        foreach (EpochRecord epoch in history.Epochs)
            text += $"\n{epoch.Epoch} {epoch.TrainLoss:R} {epoch.ValidationLoss:R} {epoch.LearningRate:R} {string.Join(" ", epoch.Metrics.Select(metric => $"{metric.Key} {metric.Value:R}"))}";
        return text;
    }
}

/// <summary>Stops as a user would, after so many steps of all.</summary>
internal sealed class StopAt(long step) : Callback
{
    public override void OnStep(TrainingState state)
    {
        if (state.TotalSteps == step)
            state.Stop(StopReason.Cancelled);
    }
}
