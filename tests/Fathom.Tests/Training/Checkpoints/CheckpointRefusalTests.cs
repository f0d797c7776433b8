using Fathom.Tests.Kernels;

namespace Fathom.Tests.Training.Checkpoints;

/// <summary>Training does not go on with anything else than it began with: all differences at once, nothing changed.</summary>
[Collection(AloneCollection.Name)]
public sealed class CheckpointRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Rng _default = Rng.Default;

    public void Dispose()
    {
        Rng.Default = _default;
        _folder.Dispose();
    }

    [Fact]
    public void Every_difference_is_named_and_nothing_changed()
    {
        Checkpoint checkpoint = Made(Case());

        Refused(checkpoint, Case(), []);
        Refused(checkpoint, Case() with { Epochs = 5 }, ["epochs was 4, is now 5"]);
        Refused(checkpoint, Case() with { BatchSize = 9 }, ["batch size was 8, is now 9"]);
        Refused(checkpoint, Case() with { Seed = 6 }, ["seed of the order was 5, stream 0, counter 0, is now 6, stream 0, counter 0"]);
        Refused(checkpoint, Case() with { MicroBatch = 4, DropLast = true, Blending = new Mixup(0.3), Sampler = Sampler.Shuffle }, ["batch augmentation was none, is now Mixup", "drop last was false, is now true", "micro-batch size was none, is now 4", "sampler was every row once, is now ShuffleSampler of 40 rows"]);
        Refused(checkpoint, Case() with { Train = ResumeCases.Vectors(40, 3) }, ["training data was 40 rows of "]);
        Refused(checkpoint, Case() with { Validation = null }, ["validation data was 12 rows of "]);
        Refused(checkpoint, Case() with { Objective = new MultiClassObjective { LabelSmoothing = 0.1 } }, ["objective: "]);
        Refused(checkpoint, Case(Network(hidden: 5)), ["model: 0.weight was Float32 (4, 6), is now Float32 (5, 6)", "model: 2.weight was Float32 (3, 4), is now Float32 (3, 5)"]);
        Refused(checkpoint, Case(Network(activation: new Tanh())), ["model: layers: ", "ReLU", "Tanh"]);
        Refused(checkpoint, Case(optimizer: model => new AdamW(model, lr: 0.01)), ["optimizer: kind was Adam, is now AdamW"]);
        Refused(checkpoint, Case(optimizer: model => new Adam(model, lr: 0.02, beta2: 0.99, weightDecay: 1e-3) { ClipNorm = 1, L1 = 1e-5, Schedule = new Cosine(0.02, 0, 20) }), ["optimizer: Beta2 was 0.999, is now 0.99", "optimizer: ClipNorm was none, is now 1", "optimizer: L1 was 0, is now 1E-05", "optimizer: WeightDecay was 0, is now 0.001", "optimizer: schedule"]);
        Refused(checkpoint, Case(optimizer: model => new Adam(model, lr: 0.02)), ["optimizer: rate was 0.01, is now 0.02"]);
        Refused(checkpoint, Case(optimizer: model => new Adam(ParameterGroup.WeightsAndOthers(model), lr: 0.01)), ["optimizer: group 0 was 4 parameters", "optimizer: group 1 was none"]);
        Refused(checkpoint, Case(callbacks: new EarlyStopping(patience: 7)), ["callback 1 with a memory was EarlyStopping(loss, patience 3, minimum delta 0.001), is now EarlyStopping(loss, patience 7, minimum delta 0.001)"]);
        Refused(checkpoint, Case(callbacks: new EarlyStopping(patience: 3) { Metric = "accuracy" }), ["callback 1 with a memory was EarlyStopping(loss, ", "is now EarlyStopping(accuracy, "]);
        Refused(checkpoint, Case(callbacks: new EarlyStopping(patience: 3) { HigherIsBetter = true }), ["is now EarlyStopping(loss, higher is better, "]);
    }

    [Fact]
    public void Frozen_layers_count_as_they_began()
    {
        ResumeCase frozen = Case();
        ((Sequential)frozen.Model)[0].Freeze();
        Refused(Made(Case()), frozen, ["model: frozen was , is now 0.weight, 0.bias"]);
    }

    [Fact]
    public void A_value_that_changed_in_one_row_of_made_data_is_noticed_in_its_label()
    {
        Dataset Augmented(int odd)
        {
            Dataset plain = ResumeCases.Vectors(40, 1);
            if (odd >= 0)
                plain.Y.SetElement(odd, (plain.Y.GetElement(odd) + 1) % 3);
            return plain.Augmented(new FeatureNoiseOfOurs());
        }

        Checkpoint checkpoint = Made(Case() with { Train = Augmented(-1) });
        Refused(checkpoint, Case() with { Train = Augmented(-1) }, []);
        Refused(checkpoint, Case() with { Train = Augmented(17) }, ["training data was 40 rows"]);
        Refused(checkpoint, Case() with { Train = ResumeCases.Vectors(40, 1) }, ["training data was 40 rows"]);
    }

    [Fact]
    public void Another_kind_of_file_is_refused_by_name()
    {
        string path = _folder.At("model.safetensors");
        ResumeCase one = Case();
        new ModelFile(one.Model, one.Objective).Save(path);
        Assert.Contains("no checkpoint of Fathom's", Assert.Throws<FileFormatException>(() => Checkpoint.Load(path)).Message);
        new SafetensorsWriter { Metadata = { ["fathom.checkpoint"] = "2", ["fathom.sha256"] = "" } }.Save(path);
        Assert.Contains("format is \"2\"; this version of Fathom reads \"1\"", Assert.Throws<FileFormatException>(() => Checkpoint.Load(path)).Message);
    }

    [Fact]
    public void By_hand_names_are_unique_and_what_is_missing_is_named()
    {
        var checkpoint = new Checkpoint();
        checkpoint.Add("a", double.NegativeInfinity);
        checkpoint.Add("text", "two\nlines");
        checkpoint.Add("rng", new Rng(ulong.MaxValue, 3, 1UL << 63));
        Assert.Contains("There is a \"a\"", Assert.Throws<ArgumentException>(() => checkpoint.Add("a", 1L)).Message);
        Assert.Throws<ArgumentException>(() => checkpoint.Add("fathom.sha256", "mine"));
        string path = _folder.At("c.safetensors");
        checkpoint.Save(path);

        Checkpoint loaded = Checkpoint.Load(path);
        Assert.Equal(double.NegativeInfinity, loaded.Number("a"));
        Assert.Equal("two\nlines", loaded.Text("text"));
        var rng = new Rng(0);
        loaded.Restore("rng", rng);
        Assert.Equal((ulong.MaxValue, 3UL, 1UL << 63), (rng.Seed, rng.Stream, rng.Counter));
        Assert.Contains($"{path} has no \"b\" that is a tensor", Assert.Throws<CheckpointException>(() => loaded.Number("b")).Message);
        Assert.Contains("has no \"a\" that is a whole number", Assert.Throws<CheckpointException>(() => loaded.Whole("a")).Message);
        Assert.Contains("; expected Float32", Assert.Throws<CheckpointException>(() => loaded.Restore("a", Tensor.Zeros([2]))).Message);
        Assert.True(loaded.Has("a"));
        Assert.False(loaded.Has("b"));
    }

    private Checkpoint Made(ResumeCase one)
    {
        string folder = _folder.At($"{Guid.NewGuid():N}");
        one.Fit(null, new ModelCheckpoint(folder), new StopAt(7));
        return ModelCheckpoint.Latest(folder)!;
    }

    private void Refused(Checkpoint checkpoint, ResumeCase one, string[] expected)
    {
        string before = Hash(one);
        Exception? fault = Record.Exception(() => one.Fit(checkpoint, new ModelCheckpoint(_folder.At($"{Guid.NewGuid():N}"))));
        if (expected.Length == 0)
        {
            Assert.Null(fault);
            return;
        }

        var refusal = Assert.IsType<CheckpointException>(fault);
        Assert.All(expected, text => Assert.Contains(text, refusal.Message));
        Assert.True(refusal.Differences.Count >= expected.Count(text => text.Contains(" was ")), refusal.Message);
        Assert.Equal(before, Hash(one));
    }

    private static string Hash(ResumeCase one) => new SmallTraining(one.Model, one.Optimizer, one.Objective, one.Train, one.BatchSize).Hash();

    private static Sequential Network(int hidden = 4, Layer? activation = null) => new(new Linear(6, hidden, rng: new Rng(1)), activation ?? new ReLU(), new Linear(hidden, 3, rng: new Rng(2)));

    private static ResumeCase Case(Layer? model = null, Func<Layer, Optimizer>? optimizer = null, params Callback[] callbacks)
    {
        model ??= Network();
        return new(model, optimizer?.Invoke(model) ?? new Adam(model, lr: 0.01), Objective.MultiClass, ResumeCases.Vectors(40, 1), ResumeCases.Vectors(12, 2), callbacks.Length > 0 ? callbacks : [new EarlyStopping(patience: 3)]);
    }

    /// <summary>Adds the same small number to each value.</summary>
    private sealed record FeatureNoiseOfOurs : Augmentation
    {
        public override Shape Plan(in Shape x) => x;

        public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] + 0.25f;
        }
    }
}
