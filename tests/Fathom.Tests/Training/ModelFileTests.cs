using Fathom.Tests.Layers;

namespace Fathom.Tests.Training;

/// <summary>One file holds the whole trained network; whatever else it is, it is refused with a sentence.</summary>
public sealed class ModelFileTests : IDisposable
{
    private readonly ModelFiles _files = new();

    public void Dispose() => _files.Dispose();

    public static TheoryData<int, DType> EveryLayer => [.. Enumerable.Range(0, LayerSamples.All.Length).SelectMany(i => new[] { (i, DType.Float32), (i, DType.Float64) })];

    /// <summary>Running statistics included, which some training forwards have moved: a new layer is covered by its line in <see cref="LayerSamples"/>.</summary>
    [Theory]
    [MemberData(nameof(EveryLayer))]
    public void Every_layer_comes_back_with_every_bit(int sample, DType type)
    {
        LayerSample one = LayerSamples.All[sample];
        Layer model = one.Create();
        model.ConvertTo(type);
        for (ulong seed = 1; seed <= 3; seed++)
            model.Forward(one.Draw(seed, type));
        if (model is BatchNorm { TracksRunningStats: true })
            Assert.Equal(3, model.Buffers.Single(buffer => buffer.Name == "num_batches_tracked").Tensor.ToScalar());
        byte[][] trained = Bytes(model);
        IReadOnlyList<NamedTensor> snapshot = model.Snapshot();
        string architecture = StandardLayers.Catalogue.Describe(model).ToJsonString();
        ModelFile loaded = ModelFile.Load(_files.Save(model, new MultiClassObjective { LabelSmoothing = 0.1 }));
        Assert.Equal(new MultiClassObjective { LabelSmoothing = 0.1 }, loaded.Objective);
        Assert.False(loaded.Model.IsTraining);
        AssertSame(model, loaded.Model);
        Assert.Equal(architecture, StandardLayers.Catalogue.Describe(loaded.Model).ToJsonString());
        Tensor x = one.Draw(9, type);
        Assert.Equal(model.Predict(x).Bytes.ToArray(), loaded.Model.Predict(x).Bytes.ToArray());
        model.Forward(one.Draw(4, type));
        model.Restore(snapshot);
        Assert.Equal(trained, Bytes(model));
    }

    [Fact]
    public void Equal_training_gives_equal_bytes()
    {
        Assert.Equal(Trained(seed: 7), Trained(seed: 7));
        Assert.NotEqual(Trained(seed: 7), Trained(seed: 8));

        byte[] Trained(ulong seed)
        {
            var rng = new Rng(seed);
            Sequential model = new(new Linear(2, 4, rng: rng), new Tanh(), new Linear(4, 1, rng: rng));
            new Trainer(model, new Adam(model, lr: 0.05), Objective.Binary) { Rng = rng }.Fit(Datasets.Xor(), epochs: 3, batchSize: 4, cancel: TestContext.Current.CancellationToken);
            return File.ReadAllBytes(_files.Save(model, Objective.Binary));
        }
    }

    [Fact]
    public void Texts_travel_along_whatever_characters_they_hold()
    {
        string path = _files.At("model.safetensors");
        var file = new ModelFile(Small(), Objective.Binary) { Texts = { ["Klassen 🐈"] = "Größe, 猫, \"quoted\", \\, \n\t\0, 👩‍🔬", [""] = "", ["fathom"] = "no prefix" } };
        file.Save(path);
        Assert.Equal(file.Texts, ModelFile.Load(path).Texts);
    }

    [Theory]
    [InlineData("fathom.sha256")]
    [InlineData("fathom.format")]
    [InlineData("fathom.x")]
    public void A_text_with_a_name_of_the_files_own_is_refused_and_nothing_is_written(string name)
    {
        var file = new ModelFile(Small(), Objective.Binary) { Texts = { [name] = "mine" } };
        Assert.Contains($"\"{name}\" cannot be stored", Assert.Throws<ArgumentException>(() => file.Save(_files.At("model.safetensors"))).Message);
        Assert.Empty(Directory.GetFiles(_files.Folder));
    }

    [Fact]
    public void Tied_parameters_come_back_as_one()
    {
        var shared = new Linear(2, 2, rng: new Rng(1));
        var model = new Sequential(shared, new Tanh(), shared, new Linear(shared.Weight), new BatchNorm1d(2));
        model.Forward(new Rng(2).Normal([5, 2]));
        string path = _files.Save(model);
        Assert.Equal(["0.weight", "2.weight", "3.weight"], SafetensorsFile.Read(path).Select(tensor => tensor.Name).Where(name => name.EndsWith(".weight", StringComparison.Ordinal) && name[0] != '4'));
        Layer loaded = ModelFile.Load(path).Model;
        AssertSame(model, loaded);
        Assert.Equal(model.Parameters.Select(p => p.Name), loaded.Parameters.Select(p => p.Name));
        Assert.Equal(model.ParameterCount, loaded.ParameterCount);
        Tensor x = new Rng(3).Normal([5, 2]);
        foreach (Layer network in new[] { model, loaded })
        {
            network.Train();
            var optimizer = new Sgd(network, lr: 0.1);
            network.Forward(x).Square().Sum().Backward();
            optimizer.Step();
        }

        AssertSame(model, loaded);
        loaded.ConvertTo(DType.Float64);
        loaded.Parameters[0].Tensor.Fill(3);
        Assert.Equal([3.0, 3, 3, 3], ((Linear)((Sequential)loaded)[3]).Weight.ToArray<double>());
        ((Sequential)loaded)[2].Freeze();
        Assert.Equal(["4.weight", "4.bias"], loaded.Parameters.Where(p => p.Tensor.IsLeaf).Select(p => p.Name));
    }

    [Theory]
    [InlineData("""{"2.weight":"9.weight"}""", "\"2.weight\" to \"9.weight\"")]
    [InlineData("""{"2.weight":7}""", "\"2.weight\" to 7")]
    [InlineData("""{"2.bias":"0.weight"}""", "\"2.bias\" to \"0.weight\"")]
    public void Ties_that_cannot_be_are_refused(string tied, string reason)
    {
        string path = _files.Save(new Sequential(new Linear(2, 2), new Tanh(), new Linear(2, 2)));
        ModelFiles.Forge(path, "fathom.tied", tied);
        Assert.Contains(reason, Assert.Throws<FileFormatException>(() => ModelFile.Load(path)).Message);
    }

    [Fact]
    public void Weights_of_a_tied_network_must_agree()
    {
        string path = _files.Save(new Sequential(new Linear(2, 2), new Tanh(), new Linear(2, 2)));
        var shared = new Linear(2, 2);
        var tied = new Sequential(shared, new Tanh(), shared);
        byte[][] before = Bytes(tied);
        Assert.Contains("0.weight and 2.weight are one tensor in the network and differ in the file", Assert.Throws<FileFormatException>(() => ModelFile.LoadWeights(tied, path)).Message);
        var apart = new Sequential(new Linear(2, 2), new Tanh(), new Linear(2, 2));
        Assert.Contains("0.weight and 2.weight are one tensor in the model and differ in the state", Assert.Throws<ArgumentException>(() => tied.Restore(apart.Snapshot())).Message);
        Assert.Equal(before, Bytes(tied));
    }

    [Fact]
    public void Floating_types_side_by_side_come_back_as_they_were()
    {
        var model = new Sequential(new Linear(2, 2), new Linear(2, 1));
        model[1].ConvertTo(DType.Float64);
        AssertSame(model, ModelFile.Load(_files.Save(model)).Model);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        string path = _files.Save(Small());
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.StartsWith(path, Assert.Throws<FileFormatException>(() => ModelFile.Load(path)).Message);
        }
    }

    [Fact]
    public void A_file_with_any_byte_altered_is_refused()
    {
        Sequential model = Small();
        string path = _files.Save(model);
        byte[] bytes = File.ReadAllBytes(path);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte before = bytes[i];
            bytes[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, bytes);
            bytes[i] = before;
            Exception? error = Record.Exception(() => AssertSame(model, ModelFile.Load(path).Model));
            // A bit may change how a character is written and not which it is, as in \u002B: then all must be as it was.
            Assert.True(error is null or FileFormatException, $"byte {i}: {error}");
            Assert.True(error is not null || i < bytes.Length - 24, $"byte {i} of the weights was altered unnoticed");
        }
    }

    [Theory]
    [InlineData("""{"layer":"Linear","in":30000,"out":30000,"bias":true}""")]
    [InlineData("""{"layer":"Linear","in":2147483647,"out":2147483647,"bias":true}""")]
    [InlineData("""{"layer":"Embedding","count":1000000,"dimension":1000,"padding":-1}""")]
    [InlineData("""{"layer":"LayerNorm","shape":[100000000],"eps":1e-5,"affine":true}""")]
    [InlineData("""{"layer":"SinusoidalPositions","length":50000000,"width":4}""")]
    [InlineData("""{"layer":"RNN","in":1000,"hidden":1000,"layers":50000000,"bias":true,"batch_first":true,"dropout":0,"bidirectional":true,"relu":false}""")]
    public void A_description_that_declares_more_than_the_file_holds_is_refused_before_memory_is_taken(string architecture)
    {
        string path = _files.Save(Small());
        string many = string.Join(",", Enumerable.Repeat("""{"layer":"Linear","in":250,"out":250,"bias":true}""", 100));
        foreach (string description in (string[])[architecture, $$"""{"layer":"Sequential","layers":[{{many}},{{architecture}}]}"""])
        {
            ModelFiles.Forge(path, "fathom.architecture", description);
            long limit = (2 * new FileInfo(path).Length) + (2 << 20);
            Assert.InRange(Allocation.OnThisThread(() => Assert.Throws<FileFormatException>(() => ModelFile.Load(path))), 0, limit);
        }
    }

    [Theory]
    [InlineData("binary", """{"objective":"binary"}""", "\"threshold\" is missing; expected a probability between 0 and 1")]
    [InlineData("binary", """{"objective":"binary","threshold":null}""", "\"threshold\" is missing")]
    [InlineData("binary", """{"objective":"binary","threshold":"half"}""", "\"threshold\" is \"half\"; expected a probability")]
    [InlineData("binary", """{"objective":"binary","threshold":[0.5]}""", "\"threshold\" is [0.5]; expected a probability")]
    [InlineData("binary", """{"objective":"binary","threshold":1.5}""", "\"threshold\" is 1.5; expected a probability")]
    [InlineData("binary", """{"objective":"binary","threshold":-1e999}""", "\"threshold\" is -1e999; expected a probability")]
    [InlineData("binary", """{"objective":"binary","threshold":0.5,"color":1}""", "options it does not know: color")]
    [InlineData("multiclass", """{"objective":"multiclass"}""", "\"label_smoothing\" is missing; expected a number from 0 to below 1")]
    [InlineData("multiclass", """{"objective":"multiclass","label_smoothing":1}""", "\"label_smoothing\" is 1; expected a number from 0 to below 1")]
    [InlineData("multiclass", """{"objective":"multiclass","label_smoothing":true}""", "\"label_smoothing\" is true")]
    [InlineData("multiclass", """{"objective":"multiclass","label_smoothing":0,"threshold":0.5}""", "options it does not know: threshold")]
    [InlineData("regression", """{"objective":"regression","loss":"l2"}""", "\"loss\" is \"l2\"; expected one of mse, l1, huber")]
    [InlineData("regression", """{"objective":"regression","loss":"huber","delta":0}""", "\"delta\" is 0; expected a number above 0")]
    [InlineData("regression", """{"objective":"regression","delta":1}""", "options it does not know: delta")]
    [InlineData("regression", """{"objective":"regression","threshold":0.5}""", "options it does not know: threshold")]
    [InlineData("binary", """{"objective":"binary","threshold":0.5,"positive_weight":0}""", "\"positive_weight\" is 0; expected a number above 0")]
    [InlineData("multiclass", """{"objective":"multiclass","label_smoothing":0,"class_weights":[1,-1]}""", "\"class_weights\" is [1,-1]; expected a list of numbers, each a number above 0")]
    [InlineData("multiclass", """{"objective":"multiclass","label_smoothing":0,"class_weights":[]}""", "\"class_weights\" is []")]
    [InlineData("multilabel", """{"objective":"multilabel","thresholds":[0.5,2]}""", "\"thresholds\" is [0.5,2]; expected a list of numbers, each a probability")]
    [InlineData("multilabel", """{"objective":"multilabel","thresholds":0.5}""", "\"thresholds\" is 0.5; expected a list")]
    [InlineData("multilabel", """{"objective":"multilabel","positive_weight":2}""", "options it does not know: positive_weight")]
    [InlineData("objective", """{"objective":"regression","objective":"binary"}""", "no valid JSON")]
    [InlineData("objective", """{"objective":"\ud800"}""", "damaged")]
    [InlineData("objective", """{"objective":"ranking"}""", "\"ranking\"; known are binary, multiclass, multilabel, regression and nexttoken")]
    [InlineData("objective", """{"objective":7}""", "missing; known are")]
    [InlineData("objective", "[]", "missing; known are")]
    [InlineData("objective", "null", "missing; known are")]
    [InlineData("objective", "{", "no valid JSON")]
    public void A_damaged_objective_is_refused_even_when_the_hash_fits(string objective, string json, string reason)
    {
        string path = _files.Save(Small());
        ModelFiles.Forge(path, "fathom.objective", json);
        string message = Assert.Throws<FileFormatException>(() => ModelFile.Load(path)).Message;
        Assert.StartsWith(path, message);
        Assert.Contains(objective, message);
        Assert.Contains(reason, message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"layer":"\ud800"}""")]
    [InlineData("""{"layer":"Sequential","layer":"Linear"}""")]
    [InlineData("""{"layer":"Sequential","layers":[],"\ud800":1}""")]
    [InlineData("""{"layer":"TransformerEncoder","layers":[{"layer":"ReLU"}],"norm":[]}""")]
    [InlineData("""{"layer":"TransformerEncoder","layers":[],"norm":[{"layer":"ReLU"}]}""")]
    public void A_damaged_architecture_is_refused_even_when_the_hash_fits(string json)
    {
        string path = _files.Save(Small());
        ModelFiles.Forge(path, "fathom.architecture", json);
        Assert.StartsWith(path, Assert.Throws<FileFormatException>(() => ModelFile.Load(path)).Message);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void Label_smoothing_outside_its_range_is_refused(double smoothing) =>
        Assert.Contains("expected a number from 0 to below 1", Assert.Throws<ArgumentOutOfRangeException>(() => new MultiClassObjective { LabelSmoothing = smoothing }).Message);

    [Fact]
    public void A_file_of_a_newer_format_says_so()
    {
        string path = _files.Save(Small());
        ModelFiles.Forge(path, "fathom.format", "2");
        Assert.Contains("format is \"2\"; this version of Fathom reads \"1\"", Assert.Throws<FileFormatException>(() => ModelFile.Load(path)).Message);
    }

    [Fact]
    public void A_plain_weight_file_is_no_model_and_the_sentence_tells_how_to_take_its_weights()
    {
        string path = _files.At("plain.safetensors");
        Weights().Save(path);
        Assert.Contains("call ModelFile.LoadWeights", Assert.Throws<FileFormatException>(() => ModelFile.Load(path)).Message);
        Sequential model = Small();
        ModelFile.LoadWeights(model, path);
        Assert.Equal([1f, 2, 3, 4], ((Linear)model[0]).Weight.ToArray<float>());
        Assert.Equal([5f, 6], ((Linear)model[0]).Bias.ToArray<float>());
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused_with_every_fault_and_nothing_changes()
    {
        string path = _files.At("other.safetensors");
        var writer = new SafetensorsWriter();
        writer.Add<float>("0.weight", [2, 3], new float[6]);
        writer.Add<long>("0.bias", [2], new long[2]);
        writer.Add<float>("1.weight", [2, 2], new float[4]);
        writer.Add<float>("fc.weight", [1], new float[1]);
        writer.Save(path);
        var model = new Sequential(new Linear(2, 2), new Linear(2, 2));
        byte[][] before = Bytes(model);
        string message = Assert.Throws<FileFormatException>(() => ModelFile.LoadWeights(model, path)).Message;
        Assert.Contains("0.weight is (2, 3), the network has (2, 2)", message);
        Assert.Contains("0.bias holds I64, the network has Float32", message);
        Assert.Contains("1.bias (2,) is missing", message);
        Assert.Contains("fc.weight is unknown to the network", message);
        Assert.Equal(before, Bytes(model));
    }

    [Fact]
    public void A_weight_of_the_wrong_type_alone_changes_nothing()
    {
        string path = _files.At("types.safetensors");
        var writer = new SafetensorsWriter();
        writer.Add<float>("0.weight", [2, 2], new float[4]);
        writer.Add<bool>("0.bias", [2], new bool[2]);
        writer.Save(path);
        Sequential model = Small();
        byte[][] before = Bytes(model);
        Assert.Contains("0.bias holds BOOL", Assert.Throws<FileFormatException>(() => ModelFile.LoadWeights(model, path)).Message);
        Assert.Equal(before, Bytes(model));
    }

    /// <summary>24 bytes of weights.</summary>
    private static Sequential Small() => new(new Linear(2, 2, rng: new Rng(1)), new GELU(tanh: true));

    private static SafetensorsWriter Weights()
    {
        var writer = new SafetensorsWriter();
        writer.Add<float>("0.weight", [2, 2], new float[] { 1, 2, 3, 4 });
        writer.Add<double>("0.bias", [2], new double[] { 5, 6 });
        return writer;
    }

    private static byte[][] Bytes(Layer model) => [.. model.State.Select(item => item.Tensor.Bytes.ToArray())];

    private static void AssertSame(Layer expected, Layer actual)
    {
        Assert.Equal(expected.State.Select(item => (item.Name, item.Tensor.Type, item.Tensor.Shape)), actual.State.Select(item => (item.Name, item.Tensor.Type, item.Tensor.Shape)));
        Assert.Equal(Bytes(expected), Bytes(actual));
    }
}
