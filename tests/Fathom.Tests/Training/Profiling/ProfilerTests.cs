namespace Fathom.Tests.Training.Profiling;

/// <summary>What a profile counts and to whom. Nothing here depends on how long anything takes.</summary>
public sealed class ProfilerTests
{
    /// <summary>The workloads of the benchmarks, with the millions of operations a step that floors are computed from, for a batch of <c>Part</c> of theirs.</summary>
    public static TheoryData<string, double, int> Workloads => new()
    {
        { "tabular-mlp", 0.645, 32 }, { "digit-mlp", 64.5, 64 }, { "keras-mlp", 26.2, 64 }, { "wide-mlp", 4295, 256 }, { "mnist-cnn", 4580, 64 }, { "resnet20", 15_616, 64 },
        { "char-lstm", 4231, 32 }, { "char-gpt", 3964, 12 },
    };

    [Theory]
    [MemberData(nameof(Workloads))]
    public void Operations_of_a_step_are_those_that_floors_are_computed_from(string name, double millions, int batch)
    {
        const int rows = 2;
        (Layer model, Objective objective, Tensor x, Tensor y) = Build(name, rows);
        double counted = Profiler.Count(model, objective, x, y).Work / 1e6 * batch / rows;
        Assert.InRange(counted / millions, 0.995, 1.005);
    }

    [Fact]
    public void Inference_counts_the_forward_pass_alone()
    {
        Profile profile = Profiler.Count(MnistCnn.Create(), Objective.MultiClass, Tensor.Zeros([1, 1, 28, 28]), Tensor.Zeros([1], DType.Int64), training: false);
        Assert.InRange(profile.Work / 1e6, 23.9, 24.1);
        Assert.Equal(0, profile.BytesHeld);
        Assert.All(profile.Rows, row => Assert.Equal(0, row.BackwardSeconds));
        Assert.DoesNotContain(profile.Rows, row => row.Kind is ProfileKind.Loss or ProfileKind.Optimizer);
    }

    [Fact]
    public void Bytes_are_those_of_inputs_results_kept_values_and_gradients()
    {
        var model = new Sequential(new Linear(10, 4), new ReLU());
        Profile profile = Profiler.Count(model, Objective.Regression, Tensor.Ones([3, 10]), Tensor.Zeros([3, 4]));
        ProfileRow linear = profile.Rows.Single(row => row.Path == "0");

        // Forward x 30, W 40, b 4, y 12. Backward dy 12, x 30 and W 40, as the operation says that it reads them, dW 40, db 4; x wants no gradient.
        Assert.Equal(4 * (30 + 40 + 4 + 12 + 12 + 30 + 40 + 40 + 4), linear.BytesMoved);

        // ReLU's backward reads its result and nothing reads that of the linear layer.
        Assert.Equal(0, linear.BytesHeld);
        Assert.Equal(4 * 12, profile.Rows.Single(row => row.Path == "1").BytesHeld);
        Assert.Equal(2.0 * 2 * 3 * 4 * 10, linear.Work);
        Assert.Equal(44, linear.Parameters);

        // Adam reads gradient, weight and two states, and writes three of them.
        Assert.Equal(4.0 * 44 * 7, profile.Rows.Single(row => row.Kind == ProfileKind.Optimizer).BytesMoved, 4.0 * 4 * 2);
    }

    [Fact]
    public void Operations_count_for_layers_by_path_and_outside_them_in_rows_of_their_own()
    {
        var shared = new ReLU();
        var model = new Sequential(new Linear(4, 4), shared, new Residual(new Sequential(new Linear(4, 4), new Tanh())), shared, new Dropout(0.5), new Linear(4, 2));
        Profile profile = Profiler.Count(model, Objective.MultiClass, Tensor.Ones([3, 4]), Tensor.Zeros([3], DType.Int64));
        Assert.Equal(["0", "1", "2.body.0", "2.body.1", "2", "4", "5"], profile.Rows.Where(row => row.Kind == ProfileKind.Layer).Select(row => row.Path));
        Assert.Equal([ProfileKind.Loss, ProfileKind.Optimizer, ProfileKind.Other], profile.Rows.Where(row => row.Kind != ProfileKind.Layer).Select(row => row.Kind));
        Assert.Equal("Add", Assert.Single(profile.Rows.Single(row => row.Path == "2").Operations).Name);
        Assert.Equal(2, profile.Rows.Single(row => row.Path == "1").Calls);
        Assert.Equal("Adam", profile.Rows.Single(row => row.Kind == ProfileKind.Optimizer).Name);
    }

    [Fact]
    public void Layers_of_the_users_own_get_what_is_theirs_without_saying_anything()
    {
        var model = new Net();
        Profile profile = Profiler.Count(model, Objective.MultiClass, Tensor.Ones([3, 4]), Tensor.Zeros([3], DType.Int64));
        string[] seen = [.. profile.Rows.Where(row => row.Kind == ProfileKind.Layer).Select(row => $"{row.Path}: {string.Join(" ", row.Operations.Select(item => item.Name).Order())}")];
        Assert.Equal(["first.fc: Linear", "first: ReLU", "first.norm: LayerNorm", "second.fc: Linear", "second: ReLU", "second.norm: LayerNorm", "relu: ReLU", "scale: Multiply Tanh", "head: Linear"], seen);
    }

    [Fact]
    public void A_layer_that_says_that_it_runs_keeps_what_follows_the_layers_inside_it()
    {
        var model = new Outer();
        Profile profile = Profiler.Count(model, Objective.Regression, Tensor.Ones([3, 4]), Tensor.Zeros([3, 4]));
        Assert.Equal(["inner.fc: Linear", "inner: Exp", ": Sin"], profile.Rows.Where(row => row.Kind == ProfileKind.Layer).Select(row => $"{row.Path}: {row.Operations[0].Name}"));
    }

    [Fact]
    public void Tied_weights_count_for_the_layer_that_uses_them()
    {
        var model = new Gpt(7, context: 4, layers: 1, heads: 1, width: 8);
        Profile profile = Profiler.Count(model, Objective.NextToken, Tensor.Zeros([2, 4], DType.Int64), Tensor.Zeros([2, 4], DType.Int64));
        Assert.Equal("Embedding", Assert.Single(profile.Rows.Single(row => row.Path == "token").Operations).Name);
        Assert.Equal("Linear", Assert.Single(profile.Rows.Single(row => row.Path == "output").Operations).Name);
        Assert.Contains(profile.Rows, row => row.Path == "layers.0.self_attn" && row.Operations.Any(item => item.Name == "ScaledDotProductAttention"));
        Assert.Contains(profile.Rows, row => row.Path == "layers.0.activation");
    }

    [Fact]
    public void Steps_whose_operations_change_are_looked_up_anew()
    {
        var model = new Fickle();
        Profile profile = Profiler.Run(model, Objective.Regression, Tensor.Ones([2, 3]), Tensor.Zeros([2, 3]), steps: 6, machine: s_machine, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(["", "a", "b"], profile.Rows.Where(row => row.Kind == ProfileKind.Layer).Select(row => row.Path).Order());
        Assert.All(profile.Rows, row => Assert.True(row.Seconds >= 0));
    }

    [Fact]
    public void Rows_and_recording_make_up_the_step()
    {
        Profile profile = Profiler.Run(
            new Sequential(new Linear(4, 4), new ReLU()), Objective.Regression, Tensor.Ones([3, 4]), Tensor.Zeros([3, 4]), steps: 4, machine: s_machine, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(4, profile.Steps);
        Assert.Equal(1, profile.Rows.Sum(profile.ShareOf), 1e-9);
        Assert.Equal(profile.Seconds, profile.Operations.Sum(item => item.Seconds), 1e-12);
        Assert.True(profile.Seconds > 0 && profile.StepSeconds > 0 && profile.RecordingSeconds >= 0);
        Assert.Equal(profile.Operations.OrderByDescending(item => item.Seconds), profile.Operations);
    }

    [Fact]
    public void What_a_layer_allocates_on_the_heap_is_its_own()
    {
        var model = new Sequential(new Linear(4, 4), new Wasteful(), new Linear(4, 4));
        Profile profile = Profiler.Run(model, Objective.Regression, Tensor.Ones([3, 4]), Tensor.Zeros([3, 4]), steps: 2, machine: s_machine, cancel: TestContext.Current.CancellationToken);
        Assert.InRange(profile.Rows.Single(row => row.Path == "1").BytesAllocated, 100_000, 101_000);
        Assert.All(profile.Rows.Where(row => row.Path is "0" or "2"), row => Assert.Equal(0, row.BytesAllocated));
    }

    [Fact]
    public void Network_and_optimizer_are_as_before_and_nothing_is_recorded_any_more()
    {
        var model = new Sequential(new Linear(4, 4), new BatchNorm1d(4), new Dropout(0.5));
        model.Evaluate();
        var optimizer = new Adam(model);
        IReadOnlyList<NamedTensor> before = model.Snapshot();
        Profiler.Run(model, Objective.Regression, Tensor.Ones([3, 4]), Tensor.Zeros([3, 4]), steps: 2, optimizer, machine: s_machine, cancel: TestContext.Current.CancellationToken);
        Assert.All(before.Zip(model.State), pair => Assert.Equal(pair.First.Tensor.Bytes.ToArray(), pair.Second.Tensor.Bytes.ToArray()));
        Assert.False(model.IsTraining);
        Assert.Equal(0, optimizer.StepCount);
        Assert.Null(Probe.Current);
    }

    [Fact]
    public void A_refused_batch_leaves_nothing_attached()
    {
        var model = new Sequential(new Linear(4, 4));
        Assert.Throws<ShapeException>(() => Profiler.Run(model, Objective.Regression, Tensor.Ones([3, 5]), Tensor.Zeros([3, 4]), machine: s_machine, cancel: TestContext.Current.CancellationToken));
        Assert.Null(Probe.Current);
        Assert.Throws<ArgumentOutOfRangeException>(() => Profiler.Run(model, Objective.Regression, Tensor.Ones([3, 4]), Tensor.Zeros([3, 4]), steps: 0, machine: s_machine, cancel: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Gathering_rows_is_a_row_and_batches_are_no_larger_than_the_data()
    {
        var data = new Dataset(Tensor.Ones([5, 4]), Tensor.Zeros([5, 4]));
        Profile profile = Profiler.Run(new Sequential(new Linear(4, 4)), Objective.Regression, data, batchSize: 8, steps: 2, machine: s_machine, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(5, profile.BatchRows);
        Assert.Equal((ProfileKind.Data, 2.0 * 4 * 5 * 8), (profile.Rows[0].Kind, profile.Rows[0].BytesMoved));
    }

    [Fact]
    public void Folding_adds_up_and_keeps_the_sum()
    {
        Profile profile = Profiler.Count(new ResNet(8, classes: 3, channels: 1, width: 2), Objective.MultiClass, Tensor.Ones([2, 1, 8, 8]), Tensor.Zeros([2], DType.Int64));
        Profile folded = profile.Fold(1);
        Assert.Equal(["conv1", "bn1", "layer1", "layer2", "layer3", "avgpool", "fc"], folded.Rows.Where(row => row.Kind == ProfileKind.Layer).Select(row => row.Path));
        Assert.Equal(profile.Seconds, folded.Seconds, 1e-12);
        Assert.Equal(profile.Work, folded.Work, 1e-3);
        Assert.Contains(profile.Rows, row => row.Path == "layer2.0.downsample.0");
        // The norm takes the shortcut and the rectifier into its own pass, so the block itself runs nothing.
        Assert.Contains("BatchNorm", profile.Rows.Single(row => row.Path == "layer1.0.bn2").Operations.Select(item => item.Name));
        Assert.DoesNotContain(profile.Rows, row => row.Path == "layer1.0" || row.Operations.Any(item => item.Name == "ReLU"));
    }

    [Fact]
    public void Profiles_do_not_nest()
    {
        var outer = new ProfileRecorder(new Linear(1, 1));
        outer.Begin();
        try
        {
            Assert.Throws<InvalidOperationException>(() => new ProfileRecorder(new Linear(1, 1)).Begin());
        }
        finally
        {
            outer.End();
        }
    }

    private static readonly MachineSpeed s_machine = new(1, 1e11, 1e10, 1e-6);

    private static (Layer Model, Objective Objective, Tensor X, Tensor Y) Build(string name, int rows)
    {
        Tensor labels = Tensor.Zeros([rows], DType.Int64), tokens = Tensor.Zeros([rows, 64], DType.Int64);
        return name switch
        {
            "tabular-mlp" => (Mlp.Create(30, [64, 32], 1, dropout: [0.3, 0.2]), Objective.Binary, Tensor.Ones([rows, 30]), Tensor.Zeros([rows, 1])),
            "digit-mlp" => (Mlp.Create(784, [256, 128], 10), Objective.MultiClass, Tensor.Ones([rows, 784]), labels),
            "keras-mlp" => (Mlp.Create(784, [128], 10, dropout: [0.3], normalization: "batch"), Objective.MultiClass, Tensor.Ones([rows, 784]), labels),
            "wide-mlp" => (Mlp.Create(1024, [1024, 1024], 1024, "gelu", normalization: "layer"), Objective.Regression, Tensor.Ones([rows, 1024]), Tensor.Zeros([rows, 1024])),
            "mnist-cnn" => (MnistCnn.Create(), Objective.MultiClass, Tensor.Ones([rows, 1, 28, 28]), labels),
            "resnet20" => (new ResNet(20), Objective.MultiClass, Tensor.Ones([rows, 3, 32, 32]), labels),
            "char-lstm" => (new CharLstm(65, embedding: 64, width: 256), Objective.NextToken, tokens, tokens),
            _ => (new Gpt(65, context: 64, layers: 4, heads: 4, width: 128), Objective.NextToken, tokens, tokens),
        };
    }

    /// <summary>As a user writes layers: no word about profiles.</summary>
    private sealed class Net : Layer
    {
        private readonly Block _first = new(), _second = new();
        private readonly ReLU _relu = new();
        private readonly Scale _scale = new();
        private readonly Linear _head = new(4, 2);

        protected override IEnumerable<Part> Parts => [("first", _first), ("second", _second), ("relu", _relu), ("scale", _scale), ("head", _head)];

        public override Tensor Forward(Tensor x) => _head.Forward(_scale.Forward(_relu.Forward(_second.Forward(_first.Forward(x)))));
    }

    private sealed class Block : Layer
    {
        private readonly Linear _fc = new(4, 4);
        private readonly LayerNorm _norm = new(4);

        protected override IEnumerable<Part> Parts => [("fc", _fc), ("norm", _norm)];

        public override Tensor Forward(Tensor x) => _norm.Forward(_fc.Forward(x).ReLU());
    }

    private sealed class Scale : Layer
    {
        private readonly Tensor _factor = Tensor.Parameter([4]);

        protected override IEnumerable<Part> Parts => [("factor", _factor)];

        public override Tensor Forward(Tensor x) => (x * _factor).Tanh();
    }

    private sealed class Outer : Layer
    {
        private readonly Inner _inner = new();

        protected override IEnumerable<Part> Parts => [("inner", _inner)];

        public override Tensor Forward(Tensor x) => _inner.Forward(x).Sin();
    }

    private sealed class Inner : Layer
    {
        private readonly Linear _fc = new(4, 4);

        protected override IEnumerable<Part> Parts => [("fc", _fc)];

        public override Tensor Forward(Tensor x)
        {
            using ModuleScope running = Running();
            return _fc.Forward(x).Exp();
        }
    }

    private sealed class Fickle : Layer
    {
        private readonly Linear _a = new(3, 3), _b = new(3, 3);
        private int _step;

        protected override IEnumerable<Part> Parts => [("a", _a), ("b", _b)];

        public override Tensor Forward(Tensor x)
        {
            // The gradient of the part that is passed over stays 0.
            Layer now = _step++ % 2 == 0 ? _a : _b, other = now == _a ? _b : _a;
            return now.Forward(x) + (0 * other.Forward(x));
        }
    }

    private sealed class Wasteful : Layer
    {
        public static byte[]? Last { get; private set; }

        public override Tensor Forward(Tensor x)
        {
            Last = new byte[100_000];
            return x.Exp();
        }
    }
}
