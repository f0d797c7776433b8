using Fathom.Tests.Kernels;

namespace Fathom.Tests.Training.Checkpoints;

/// <summary>Nothing in a checkpoint is idle: with any one piece from another moment of the same training it goes on to other bits, so <see cref="ResumeTests"/> would notice a piece that is not kept.</summary>
[Collection(AloneCollection.Name)]
public sealed class CheckpointPiecesTests : IDisposable
{
    private const int Early = 1, Late = 13;

    // Times. What guards against a loss that runs away acts only where one does: the test below.
    private static readonly string[] s_idle = ["ticks", "epoch_ticks", "data_wait_ticks", "guard"];

    private readonly TemporaryFolder _folder = new();
    private readonly Rng _default = Rng.Default;

    public void Dispose()
    {
        Rng.Default = _default;
        _folder.Dispose();
    }

    [Fact]
    public void Every_piece_changes_what_training_comes_to()
    {
        var seen = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (string name in ResumeCases.Names.Select(row => row.Data))
        {
            // Where patience runs out before, there is no late one.
            if ((At(name, Early), At(name, Late)) is not ({ } early, { } late))
                continue;
            string expected = End(name, late);
            foreach (IGrouping<string, string> piece in late.Tensors().Select(item => item.Name).GroupBy(PieceOf).Where(piece => !s_idle.Contains(piece.Key)))
            {
                if (piece.All(tensor => !early.Has(tensor) || early.Values(tensor).Bytes.SequenceEqual(late.Values(tensor).Bytes)))
                    continue;
                bool matters = End(name, Mixed(late, early, piece.Key)) != expected;
                seen[Kind(name, piece.Key)] = seen.GetValueOrDefault(Kind(name, piece.Key)) | matters;
            }
        }

        string[] idle = [.. seen.Where(one => !one.Value).Select(one => one.Key)];
        Assert.True(idle.Length == 0, $"idle: {string.Join(", ", idle)}");
        string[] expectedPieces = ["blends", "default", "epoch", "history", "model.random", "model.weights", "optimizer", "optimizer.rate", "order", "step", "sum", "total_steps", "weight"];
        Assert.Empty(expectedPieces.Except(seen.Keys));
        foreach (string memory in (string[])["waited", "best_loss", "best_epoch", "average", "updates", "rate", "count"])
            Assert.Contains(seen.Keys, key => key.EndsWith($": {memory}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4.0, -1)]       // the loss runs away while it is a number
    [InlineData(0.01, 10)]      // inputs are no numbers in a step of the third epoch
    public void A_training_that_breaks_after_a_stop_breaks_as_without_it(double rate, int spoiled)
    {
        (string expected, long end) = Broken(null, 0);
        Assert.InRange(end, 6, 60);
        for (int stop = 1; stop < end; stop++)
        {
            Directory.CreateDirectory(_folder.At("c"));
            Broken(null, stop);
            (string resumed, _) = Broken(ModelCheckpoint.Latest(_folder.At("c")), 0);
            Assert.True(expected == resumed, $"after step {stop}: {resumed}; expected {expected}");
            Directory.Delete(_folder.At("c"), recursive: true);
        }

        (string, long) Broken(Checkpoint? resume, int stop)
        {
            var model = new Sequential(new Linear(4, 1, rng: new Rng(1)));
            var rng = new Rng(9);
            var data = new Dataset(rng.Normal([8, 4]), rng.Normal([8, 1]));
            var spoil = new Spoil(spoiled);
            var trainer = new Trainer(model, new Sgd(model, lr: rate), Objective.Regression) { Rng = new Rng(3), Callbacks = [spoil, new ModelCheckpoint(_folder.At("c")) { EveryEpochs = 1000 }, new StopAt(stop)] };
            string text = Record.Exception(() => trainer.Fit(data, epochs: 20, batchSize: 2, cancel: TestContext.Current.CancellationToken, resume: resume))?.Message ?? "no fault";
            if (stop == 0 && resume is null)
                Directory.Delete(_folder.At("c"), recursive: true);
            return ($"{text} {Convert.ToHexString(model.Parameters[0].Tensor.Bytes)} {Convert.ToHexString(model.Parameters[1].Tensor.Bytes)}", spoil.TotalSteps);
        }
    }

    /// <summary>A checkpoint of the training after a number of steps.</summary>
    private Checkpoint? At(string name, int step)
    {
        string folder = _folder.At($"{Guid.NewGuid():N}");
        Rng.Default = new Rng(77);
        ResumeCases.Create(name).Fit(null, new ModelCheckpoint(folder) { EveryEpochs = 1000 }, new StopAt(step));
        return ModelCheckpoint.Latest(folder);
    }

    /// <summary>The bits of the end from a checkpoint, or in what way it cannot be gone on with.</summary>
    private string End(string name, Checkpoint from)
    {
        Rng.Default = new Rng(1234);
        ResumeCase rest = ResumeCases.Create(name);
        var last = new LastStep();
        try
        {
            string bits = ResumeTests.Bits(rest, rest.Fit(from, new ModelCheckpoint(_folder.At($"{Guid.NewGuid():N}")), last));
            string told = string.Join(",", rest.Callbacks.Select(callback => callback switch
            {
                EarlyStopping stopping => $"{stopping.BestEpoch}",
                WeightAverage average => $"{average.Updates}",
                RateOnPlateau plateau => $"{plateau.Plateau.Best:R}",
                _ => "",
            }));
            return $"{bits} {last.TotalSteps} {told}";
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return fault.GetType().Name;
        }
    }

    /// <summary>The late one, with one piece of the early one.</summary>
    private static Checkpoint Mixed(Checkpoint late, Checkpoint early, string piece)
    {
        var mixed = new Checkpoint();
        foreach (NamedTensor item in late.Tensors())
            mixed.Add(item.Name, PieceOf(item.Name) == piece && early.Has(item.Name) ? early.Values(item.Name) : item.Tensor);
        foreach (string text in (string[])["made", "stop"])
            mixed.Add(text, late.Text(text));
        mixed.Add("history.metrics", late.Text("history.metrics"));
        return mixed;
    }

    /// <summary>What belongs together: all of a network's weights, but each number of its own.</summary>
    private static string PieceOf(string name)
    {
        string[] parts = name.Split('.');
        return parts switch
        {
            ["optimizer", "rate"] => name,
            ["model", var second, ..] => $"model.{second}",
            ["callback", var number, var what, ..] => $"callback.{number}.{what}",
            _ => parts[0],
        };
    }

    private static string Kind(string name, string piece) => piece.StartsWith("callback.", StringComparison.Ordinal)
        ? $"{ResumeCases.Create(name).Callbacks.OfType<ICheckpointed>().ElementAtOrDefault(int.Parse(piece.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture) - 1)?.GetType().Name ?? nameof(ModelCheckpoint)}: {piece.Split('.')[2]}"
        : piece;

    private sealed class LastStep : Callback
    {
        public long TotalSteps { get; private set; }

        public override void OnStep(TrainingState state) => TotalSteps = state.TotalSteps;
    }

    /// <summary>Makes a batch that is no numbers.</summary>
    private sealed class Spoil(int step) : Callback
    {
        public long TotalSteps { get; private set; }

        public override void OnBatch(TrainingState state)
        {
            TotalSteps = state.TotalSteps;
            if (state.TotalSteps == step)
                state.X.Fill(double.NaN);
        }
    }
}
