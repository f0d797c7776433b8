using Fathom.Kernels;
using Fathom.Tests.Kernels;
using Fathom.Tests.Layers;

namespace Fathom.Tests.Models;

/// <summary>A predictor computes what the network computes in evaluation mode, as the network was when the predictor was made, whatever happens to it and however many ask.</summary>
[Collection(AloneCollection.Name)]
public sealed class PredictorTests : IDisposable
{
    private readonly Rng _default = Rng.Default;

    /// <summary>Samples of layers draw their weights from the default generator: from the same start each time, whatever ran before.</summary>
    public PredictorTests() => Rng.Default = new Rng(0);

    public void Dispose() => Rng.Default = _default;

    /// <summary>Relative to the largest number of an output: sums in another order, and normalization multiplied into weights.</summary>
    private const double Tolerance = 2e-6;

    /// <summary>Every layer that takes float rows.</summary>
    public static TheoryData<int> Samples =>
        [.. Enumerable.Range(0, LayerSamples.All.Length).Where(i => LayerSamples.All[i].Type == DType.Float32 && LayerSamples.All[i].Input.Length > 1 && LayerSamples.All[i].Output.Length > 0)];

    public static TheoryData<string> Networks => [.. s_networks.Keys];

    private static readonly Dictionary<string, (Func<Rng, Layer> Create, int[] Row)> s_networks = new()
    {
        ["perceptron"] = (rng => Mlp.Create(20, [33, 17], 5, rng: rng), [20]),
        ["deep sums"] = (rng => Mlp.Create(1000, [64], 40, "gelu", rng: rng), [1000]),
        ["norm before"] = (rng => Mlp.Create(20, [16, 8], 3, "tanh", [0.5], rng, "batch"), [20]),
        ["norm behind"] = (rng => new Sequential(new Linear(20, 16, rng: rng), new ReLU(), new BatchNorm1d(16), new Dropout(0.3, rng), new Linear(16, 3, rng: rng), new Softmax()), [20]),
        ["norm first and last"] = (rng => new Sequential(new BatchNorm1d(6), new Linear(6, 4, rng: rng), new Sigmoid(), new BatchNorm1d(4)), [6]),
        ["layer norm"] = (rng => Mlp.Create(20, [16, 8], 3, "silu", rng: rng, normalization: "layer"), [20]),
        ["rows of rows"] = (rng => new Sequential(new Linear(6, 8, rng: rng), new LeakyReLU(0.2), new Linear(8, 3, bias: false, rng: rng), new Softmax(temperature: 2)), [5, 6]),
        ["norm over steps"] = (rng => new Sequential(new Linear(6, 8, rng: rng), new BatchNorm1d(5), new Linear(8, 3, rng: rng)), [5, 6]),
        ["mnist"] = (rng => MnistCnn.Create(size: 14, rng: rng), [1, 14, 14]),
        ["lenet"] = (rng => LeNet.Create(rng: rng), [1, 28, 28]),
        ["residual network"] = (rng => new ResNet(8, width: 8, rng: rng), [3, 16, 16]),
        ["residual perceptron"] = (rng => new Sequential(new Linear(9, 12, rng: rng), new Residual(new Sequential(new Linear(12, 12, rng: rng), new ReLU())), new Linear(12, 2, rng: rng)), [9]),
        ["signal"] = (rng => new Sequential(new Conv1d(2, 6, 3, padding: 1, rng: rng), new BatchNorm1d(6), new ReLU(), new MaxPool1d(2), new Conv1d(6, 4, 3, stride: 2, groups: 2, rng: rng), new Tanh(), new AvgPool1d(2), new Flatten(), new Linear(8, 3, rng: rng)), [2, 19]),
        ["recurrent middle"] = (rng => new Sequential(new Conv1d(3, 6, 3, padding: ConvPadding.Same, rng: rng), new ReLU(), new LayerNorm(10), new Flatten(), new Linear(60, 4, rng: rng)), [3, 10]),
        ["frames"] = (rng => new Sequential(new Conv2d(3, 8, 3, padding: 1, mode: PaddingMode.Reflect, rng: rng), new ReLU6(), new AvgPool2d(2, padding: 1), new Conv2d(8, 8, 3, groups: 8, dilation: 2, rng: rng), new BatchNorm2d(8), new AdaptiveAvgPool2d(2), new Flatten()), [3, 13, 11]),
        ["norm before flattening"] = (rng => new Sequential(new Conv2d(2, 4, 3, rng: rng), new ReLU(), new BatchNorm2d(4), new Flatten(), new Linear(4 * 4 * 5, 3, rng: rng)), [2, 6, 7]),
        ["nothing"] = (_ => new Sequential(), [7]),
        ["only a function"] = (_ => new ReLU(), [4, 4]),
        ["user's own"] = (rng => new Sequential(new Linear(8, 6, rng: rng), new Doubled(), new Linear(6, 2, rng: rng)), [8]),
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_layer_predicts_as_it_computes(int sample)
    {
        LayerSample one = LayerSamples.All[sample];
        Layer layer = one.Create();
        Tensor x = one.Draw(3);
        var predictor = new Predictor(layer, layer is Linear ? x.Shape.Without(0) : default(Shape?));
        Close(layer.Predict(x), predictor.Predict(x), $"{layer}");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Networks_predict_as_they_compute_with_any_number_of_rows(string name)
    {
        (Layer model, Shape row) = Make(name);
        var predictor = new Predictor(model, row);
        foreach (int rows in (int[])[1, 2, 3, 5, 13, 64, 200])
        {
            Tensor x = new Rng(2).Normal(row.Insert(0, rows));
            Close(model.Predict(x), predictor.Predict(x), $"{name}, {rows} rows");
        }

        Assert.Equal(row, predictor.Row);
        Assert.Equal(0, predictor.Predict(Tensor.Zeros(row.Insert(0, 0))).Shape[0]);
    }

    [Theory]
    [InlineData("perceptron")]
    [InlineData("deep sums")]
    [InlineData("norm behind")]
    public void A_row_has_the_same_bits_alone_and_among_others(string name)
    {
        (Layer model, Shape row) = Make(name);
        var predictor = new Predictor(model, row);
        Tensor x = new Rng(2).Normal(row.Insert(0, 300));
        float[] all = predictor.Predict(x).ToArray<float>();
        for (int i = 0; i < 300; i += 7)
            Assert.Equal(predictor.Predict(x[i..(i + 1)]).ToArray<float>(), all.AsSpan(i * predictor.Output!.Value.Length, predictor.Output.Value.Length).ToArray());
    }

    [Theory]
    [InlineData("perceptron")]
    [InlineData("mnist")]
    [InlineData("residual network")]
    [InlineData("layer norm")]
    public void The_bits_are_the_same_at_any_number_of_threads(string name)
    {
        (Layer model, Shape row) = Make(name);
        var predictor = new Predictor(model, row);
        int before = ForkJoin.Threads;
        try
        {
            foreach (int rows in (int[])[1, 100])
            {
                Tensor x = new Rng(2).Normal(row.Insert(0, rows));
                ForkJoin.Threads = 1;
                float[] one = predictor.Predict(x).ToArray<float>();
                foreach (int threads in (int[])[2, 3, 4, 8])
                {
                    ForkJoin.Threads = threads;
                    Assert.Equal(one, predictor.Predict(x).ToArray<float>());
                }
            }
        }
        finally
        {
            ForkJoin.Threads = before;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Many_threads_may_ask_one_predictor(string name)
    {
        (Layer model, Shape row) = Make(name);
        var predictor = new Predictor(model, row);
        float[][] inputs = [.. Enumerable.Range(0, 8).Select(i => new Rng((ulong)i).Normal(row.Insert(0, i + 1)).ToArray<float>())];
        float[][] expected = [.. inputs.Select(x => predictor.Predict(x))];
        var faults = new System.Collections.Concurrent.ConcurrentBag<string>();
        Thread[] threads = [.. Enumerable.Range(0, 6).Select(t => new Thread(() =>
        {
            float[][] y = [.. expected.Select(one => new float[one.Length])];
            for (int i = 0; i < 60; i++)
            {
                int which = (i + t) % inputs.Length;
                predictor.Predict(inputs[which], y[which]);
                if (!y[which].AsSpan().SequenceEqual(expected[which]))
                    faults.Add($"thread {t}, input {which}");
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("perceptron", true)]
    [InlineData("mnist", true)]
    [InlineData("layer norm", true)]
    [InlineData("residual network", false)]
    public void It_is_a_snapshot(string name, bool fixedRow)
    {
        (Layer model, Shape row) = Make(name);
        var predictor = new Predictor(model, fixedRow ? row : default(Shape?));
        Tensor x = new Rng(2).Normal(row.Insert(0, 3));
        float[] before = predictor.Predict(x).ToArray<float>();
        model.Train();
        foreach (NamedTensor item in model.State.Where(item => item.Tensor.Type == DType.Float32))
            item.Tensor.Fill(0.5);
        Assert.Equal(before, predictor.Predict(x).ToArray<float>());
        Assert.NotEqual(before, model.Predict(x).ToArray<float>());
        Assert.True(model.IsTraining);
        Assert.Empty(predictor.SharedLayers);
    }

    [Fact]
    public void A_layer_that_cannot_be_copied_is_shared_and_named()
    {
        var own = new Own();
        var predictor = new Predictor(new Sequential(new Linear(3, 4, rng: new Rng(1)), own));
        Tensor x = new Rng(2).Normal([2, 3]);
        float[] before = predictor.Predict(x).ToArray<float>();
        own.Factor.Fill(3);
        Assert.Equal(before.Select(y => 3 * y), predictor.Predict(x).ToArray<float>());
        Assert.Equal(["Own"], predictor.SharedLayers);
        Assert.True(own.IsTraining);
    }

    [Fact]
    public void Making_one_leaves_no_trace()
    {
        (Layer model, Shape row) = Make("layer norm");
        ulong drawn = Rng.Default.Counter;
        _ = new Predictor(model, row);
        _ = new Predictor(new Gpt(7, 8, layers: 1, heads: 1, width: 8, rng: new Rng(1)));
        Assert.Equal(drawn, Rng.Default.Counter);
        Assert.True(model.Descendants().All(item => item.Module.IsTraining));
    }

    [Fact]
    public void Making_one_takes_no_number_from_threads_that_draw_meanwhile()
    {
        // While a copy is built, another thread draws: its numbers stay drawn, and the copy's come from elsewhere.
        Catalogue catalogue = new Catalogue().Add<DrawnMeanwhile>();
        ulong drawn = Rng.Default.Counter;
        _ = new Predictor(new DrawnMeanwhile(), [4], catalogue);
        Assert.Equal(drawn + 3, Rng.Default.Counter);
    }

    [Fact]
    public void Networks_of_tokens_and_of_double_numbers_predict_tensors()
    {
        var gpt = new Gpt(7, 8, layers: 1, heads: 2, width: 8, rng: new Rng(1));
        Tensor tokens = Tensor.From<long>([1, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal(gpt.Predict(tokens).ToArray<float>(), new Predictor(gpt).Predict(tokens).ToArray<float>());
        (Layer model, Shape row) = Make("perceptron");
        model.ConvertTo(DType.Float64);
        Tensor x = new Rng(2).Normal(row.Insert(0, 3), type: DType.Float64);
        Assert.Equal(model.Predict(x).ToArray<double>(), new Predictor(model, row).Predict(x).ToArray<double>());
    }

    [Fact]
    public void Language_models_write_with_a_copy_of_their_own()
    {
        foreach (LanguageModel model in (LanguageModel[])[new Gpt(7, 8, layers: 2, heads: 2, width: 8, std: 0.5, rng: new Rng(1)), new CharLstm(7, 4, 12, rng: new Rng(1))])
        {
            var predictor = new Predictor(model);
            long[] expected = [.. model.Generate([1, 2], 30, rng: new Rng(3))];
            foreach (NamedTensor item in model.State)
                item.Tensor.Fill(0);
            Assert.Equal(expected, predictor.Generate([1, 2], 30, rng: new Rng(3)));
            Decoder one = predictor.NewDecoder(), other = predictor.NewDecoder();
            one.Next(5, 6);
            other.Next(5, 6);
            Assert.Equal(one.Next(1).ToArray<float>(), other.Next(1).ToArray<float>());
        }

        Assert.Contains("LanguageModel", Assert.Throws<InvalidOperationException>(() => new Predictor(new Linear(2, 2)).NewDecoder()).Message);
    }

    [Fact]
    public void Steps_are_fused_and_told()
    {
        var model = new Sequential(new Conv2d(1, 4, 3, bias: false, rng: new Rng(1)), new BatchNorm2d(4), new ReLU(), new MaxPool2d(2), new Dropout(0.5), new Flatten(), new Linear(36, 5), new BatchNorm1d(5), new GELU(), new Linear(5, 2));
        Assert.Equal(
            ["Conv2d(1, 4, kernel: 3, bias: false) + BatchNorm2d(4)", "MaxPool2d(2) + ReLU", "Linear(36, 5) + BatchNorm1d(5) + GELU", "Linear(5, 2)"],
            new Predictor(model, [1, 8, 8]).Steps);
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        foreach (string name in (string[])["perceptron", "mnist", "residual network", "layer norm"])
        {
            (Layer model, Shape row) = Make(name);
            var predictor = new Predictor(model, row);
            float[] x = new Rng(1).Normal(row.Insert(0, 9)).ToArray<float>(), y = predictor.Predict(x);
            for (int i = 0; i < 100; i++)
                predictor.Predict(x, y);
            Assert.Equal(0, Allocation.InProcess(() =>
            {
                for (int i = 0; i < 20; i++)
                    predictor.Predict(x, y);
            }));
        }
    }

    [Fact]
    public void Planning_gives_shapes()
    {
        (Layer model, Shape row) = Make("mnist");
        var predictor = new Predictor(model, row);
        using (Tape.ShapesOnly())
            Assert.Equal<Shape>([6, 10], predictor.Predict(Tensor.Zeros(row.Insert(0, 6))).Shape);
    }

    [Fact]
    public void Mistakes_are_explained()
    {
        (Layer model, Shape row) = Make("perceptron");
        var predictor = new Predictor(model);
        Assert.Equal("Predictor: x has 21 numbers; expected a multiple of 20, because a row is (20,). (Parameter 'x')", Assert.Throws<ArgumentException>(() => predictor.Predict(new float[21], new float[5])).Message);
        Assert.Equal("Predictor: y has room for 5 numbers; expected 10: 2 rows of 5, because x has 2 rows. (Parameter 'y')", Assert.Throws<ArgumentException>(() => predictor.Predict(new float[40], new float[5])).Message);
        float[] memory = new float[25];
        Assert.Contains("y overlaps x", Assert.Throws<ArgumentException>(() => predictor.Predict(memory.AsSpan(0, 20), memory.AsSpan(19, 5))).Message);
        Assert.Equal("Predictor: x is Float32 (2, 21); expected Float32 rows of (20,): (N, 20). Other rows need a predictor of their own; one row is x.Reshape(1, …).", Assert.Throws<ShapeException>(() => predictor.Predict(Tensor.Zeros([2, 21]))).Message);
        Assert.Throws<ShapeException>(() => predictor.Predict(Tensor.Zeros([2, 20], DType.Int64)));
        Assert.Throws<ShapeException>(() => predictor.Predict(Tensor.Scalar(1)));
        Assert.Contains("weight is (33, 20)", Assert.Throws<ShapeException>(() => new Predictor(model, [21])).Message);
        Assert.Contains("row: [1, 28, 28]", Assert.Throws<InvalidOperationException>(() => new Predictor(MnistCnn.Create()).Predict(new float[784])).Message);
        Assert.Contains("axis 0", Assert.Throws<ShapeException>(() => new Predictor(new Merged(), [4, 3])).Message);
        Assert.Throws<ArgumentNullException>(() => new Predictor(null!));
        model.ConvertTo(DType.Float64);
        Assert.Contains("Float64", Assert.Throws<InvalidOperationException>(() => new Predictor(model).Predict(new float[20])).Message);
    }

    private static (Layer Model, Shape Row) Make(string name)
    {
        (Func<Rng, Layer> create, int[] row) = s_networks[name];
        var rng = new Rng(1);
        Layer model = create(rng);

        // Statistics and scales other than those of the start, so that folding has something to do.
        foreach (NamedTensor item in model.State.Where(item => item.Name.Contains("running", StringComparison.Ordinal) || item.Tensor.Rank == 1))
            rng.Uniform(item.Tensor, 0.3, 1.7);
        return (model, row);
    }

    private static void Close(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        float[] a = expected.ToArray<float>(), b = actual.ToArray<float>();
        double scale = Math.Max(1, a.Max(Math.Abs));
        for (int i = 0; i < a.Length; i++)
            Assert.True(Math.Abs(a[i] - b[i]) <= Tolerance * scale, $"{what}: {b[i]} at {i}, expected {a[i]} (largest {scale})");
    }

    private sealed class Doubled : Layer
    {
        public override Tensor Forward(Tensor x) => x * 2;
    }

    private sealed class DrawnMeanwhile : Layer, ILayer<DrawnMeanwhile>
    {
        static string ILayer<DrawnMeanwhile>.Name => "DrawnMeanwhile";

        static DrawnMeanwhile ILayer<DrawnMeanwhile>.Create(Settings settings)
        {
            Rng.Default.Uniform([5]);
            Tensors.OnAnotherThread.Run(() => Rng.Default.Uniform([3]));
            return new DrawnMeanwhile();
        }

        public override Tensor Forward(Tensor x) => x;

        void ILayer<DrawnMeanwhile>.Describe(Settings settings)
        {
        }
    }

    private sealed class Merged : Layer
    {
        public override Tensor Forward(Tensor x) => x.Reshape(-1, x.Shape[^1]);
    }

    private sealed class Own : Layer
    {
        public Tensor Factor { get; } = Tensor.Ones([4]).RequireGradient();

        protected override IEnumerable<Part> Parts => [("factor", Factor)];

        public override Tensor Forward(Tensor x) => IsTraining ? x : x * Factor;
    }
}
