namespace Fathom.Tests.Handbook;

/// <summary>Group A of the handbook: neurons and layers.</summary>
public sealed class A_NeuronsAndLayers
{
    private static readonly Tensor s_truthTable = Tensor.From(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }).Keep();

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 10).Select(seed => (ulong)seed)];

    public static TheoryData<string, int[], long> Counted => new()
    {
        { "3→4→2", [3, 4, 2], 26 },
        { "30→64→32→1", [30, 64, 32, 1], 4_097 },
        { "784→256→128→10", [784, 256, 128, 10], 235_146 },
        { "784→128→64→10", [784, 128, 64, 10], 109_386 },
        { "128→64→10", [128, 64, 10], 8_906 },
    };

    [Theory]
    [InlineData("AND", new long[] { 0, 0, 0, 1 }, 5)]
    [InlineData("OR", new long[] { 0, 1, 1, 1 }, 3)]
    [InlineData("NAND", new long[] { 1, 1, 1, 0 }, 5)]
    public void A1_the_perceptron_learns_what_a_line_can_part(string name, long[] labels, int passes)
    {
        var perceptron = new Perceptron(inputs: 2);
        IReadOnlyList<int> errors = perceptron.Fit(s_truthTable, Tensor.From(labels, [4]));
        int learning = errors.Count(wrong => wrong > 0); // after so many passes nothing is wrong any more; one further pass shows it
        Assert.True(learning <= passes, $"{name}: errors {string.Join(", ", errors)}");
        Assert.Equal(0, errors[^1]);
        Assert.Equal(labels, perceptron.Predict(s_truthTable).ToArray<long>());
    }

    [Fact]
    public void A1_the_perceptron_never_learns_XOR()
    {
        IReadOnlyList<int> errors = new Perceptron(inputs: 2).Fit(s_truthTable, Tensor.From<float>([0, 1, 1, 0], [4, 1]));
        Assert.Equal(1000, errors.Count);
        Assert.All(errors, wrong => Assert.True(wrong >= 1));
    }

    /// <summary>By hand: with z > 0 nothing fires at first; (1, 1) is wrong and moves all by lr. With z ≥ 0 the three zeros are wrong first.</summary>
    [Fact]
    public void A1_the_first_corrections_are_those_of_the_rule()
    {
        Tensor and = Tensor.From<long>([0, 0, 0, 1], [4]);
        var one = new Perceptron(2, learningRate: 0.5, passes: 1);
        Assert.Equal([1], one.Fit(s_truthTable, and));
        Assert.Equal([0.5, 0.5], one.Weights.ToArray());
        Assert.Equal(0.5, one.Bias);
        var other = new Perceptron(2, learningRate: 0.5, passes: 1, firesAtZero: true);
        Assert.Equal([2], other.Fit(s_truthTable, and)); // (0, 0) fires: b = −.5; the next two do not; (1, 1) does not: w = (.5, .5), b = 0
        Assert.Equal([0.5, 0.5], other.Weights.ToArray());
        Assert.Equal(0, other.Bias);
    }

    [Fact]
    public void A1_the_perceptron_refuses_what_is_no_row_or_no_label()
    {
        var perceptron = new Perceptron(2);
        Assert.Contains("(N, 2)", Assert.Throws<ShapeException>(() => perceptron.Predict(Tensor.Ones([4, 3]))).Message);
        Assert.Contains("a label for each row", Assert.Throws<ShapeException>(() => perceptron.Fit(s_truthTable, Tensor.Ones([3]))).Message);
        Assert.Contains("a label for each row", Assert.Throws<ShapeException>(() => perceptron.Fit(Tensor.Ones([1, 2]), Tensor.Scalar(1))).Message);
        Assert.Contains("label 2 is -1; expected 0 or 1", Assert.Throws<ArgumentException>(() => perceptron.Fit(s_truthTable, Tensor.From<long>([0, 1, -1, 1], [4]))).Message);
        Assert.Contains("learningRate is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Perceptron(2, learningRate: 0)).Message);
    }

    [Fact]
    public void A2_a_fully_connected_layer_computes_the_textbooks_numbers()
    {
        var layer = new Linear(Tensor.From(new double[,] { { 0.1, 0.3 }, { -0.2, 0.4 } }), Tensor.From([0, 0.1]));
        Tensor z = layer.Forward(Tensor.From(new double[,] { { 1, 2 } }));
        Assert.Equal([0.7, 0.7], z.ToArray<double>(), Within(1e-15));
        Assert.Equal([0.7, 0.7], z.ReLU().ToArray<double>(), Within(1e-15));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A3_an_MLP_2_8_1_with_tanh_learns_XOR(ulong seed)
    {
        Tensor y = Tensor.From<float>([0, 1, 1, 0], [4, 1]);
        Sequential model = Mlp.Create(2, [8], 1, "tanh", rng: new Rng(seed));
        var optimizer = new Adam(model, lr: 0.05);
        for (int step = 0; step < 500; step++)
        {
            using (Step.Begin())
            {
                optimizer.ZeroGradients();
                Objective.Binary.Loss(model.Forward(s_truthTable), y).Backward();
                optimizer.Step();
            }
        }

        Assert.Equal([false, true, true, false], model.Predict(s_truthTable).ToArray<float>().Select(logit => logit >= 0));
    }

    [Fact]
    public void A3_a_net_without_nonlinearity_is_one_linear_map()
    {
        var (first, second) = (new Linear(3, 5, bias: false), new Linear(5, 2, bias: false));
        var net = new Sequential(first, second);
        net.ConvertTo(DType.Float64);
        Tensor x = new Rng(1).Normal([4, 3], type: DType.Float64);
        Assert.Equal(x.Linear(second.Weight.MatMul(first.Weight)).ToArray<double>(), net.Forward(x).ToArray<double>(), Within(1e-14));
    }

    [Theory]
    [MemberData(nameof(Counted))]
    public void A4_parameters_are_counted(string name, int[] sizes, long count)
    {
        ModelSummary summary = ModelSummary.Of(Mlp.Create(sizes[0], sizes.AsSpan(1, sizes.Length - 2), sizes[^1]), [1, sizes[0]]);
        Assert.True(summary.Parameters == count, name);
        Assert.Equal(count, summary.Rows.Sum(row => row.Parameters));
        Assert.Equal((count, 0, 0), (summary.Trainable, summary.Frozen, summary.RunningStatistics));
    }

    [Fact]
    public void A4_running_statistics_are_counted_apart()
    {
        Sequential model = Mlp.Create(784, [128], 10, normalization: "batch");
        ModelSummary summary = ModelSummary.Of(model, [1, 784]);
        Assert.Equal((102_026, 0, 256), (summary.Trainable, summary.Frozen, summary.RunningStatistics));
        Assert.Equal(257, summary.Buffers); // and how many batches were seen
        Assert.Equal([100_480, 256, 0, 1_290], summary.Rows.Select(row => row.Parameters));
        model[0].Freeze();
        summary = ModelSummary.Of(model, [1, 784]);
        Assert.Equal((1_546, 100_480, 102_026), (summary.Trainable, summary.Frozen, summary.Parameters));
    }

    [Theory]
    [InlineData("none", new[] { "Linear", "ReLU", "Dropout", "Linear" })]
    [InlineData("batch", new[] { "Linear", "BatchNorm1d", "ReLU", "Dropout", "Linear" })]
    [InlineData("layer", new[] { "Linear", "LayerNorm", "ReLU", "Dropout", "Linear" })]
    public void A3_the_builder_normalizes_before_the_activation(string normalization, string[] layers) =>
        Assert.Equal(layers, Mlp.Create(4, [8], 2, dropout: [0.1], normalization: normalization).Select(layer => layer.GetType().Name));

    [Fact]
    public void A3_an_unknown_normalization_is_refused() =>
        Assert.Contains("There is no normalization named \"group\". Known: none, batch, layer", Assert.Throws<ArgumentException>(() => Mlp.Create(4, [8], 2, normalization: "group")).Message);

    /// <summary>L8's rule: U(±√(6/in)) for ReLU-like, U(±√(6/(in+out))) for sigmoid and tanh, a normal of variance 1/in for SELU.</summary>
    [Theory]
    [InlineData("relu", 2.0 / 200)]
    [InlineData("gelu", 2.0 / 200)]
    [InlineData("silu", 2.0 / 200)]
    [InlineData("tanh", 2.0 / (200 + 300))]
    [InlineData("sigmoid", 2.0 / (200 + 300))]
    [InlineData("selu", 1.0 / 200)]
    public void A3_the_builder_starts_by_activation(string activation, double variance)
    {
        var first = (Linear)Mlp.Create(200, [300], 1, activation, rng: new Rng(4))[0];
        Assert.InRange(first.Weight.Var().ToScalar() / variance, 0.97, 1.03); // 60,000 draws: one standard error is below 1 %
        Assert.All(first.Bias.ToArray<float>(), b => Assert.Equal(0, b));
    }

    [Fact]
    public void A5_a_slice_shares_its_layers_with_the_whole()
    {
        var model = new Sequential(new Linear(4, 3), new ReLU(), new Linear(3, 2), new Tanh());
        Assert.Same(model[2], model[1..3][1]);
        Assert.Same(model[3], model[^1]);
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], model.Parameters.Select(p => p.Name));
        Assert.Equal(["1.weight", "1.bias"], model[1..3].Parameters.Select(p => p.Name));
        model[2..].Freeze();
        Assert.Equal(15, ModelSummary.Of(model, [1, 4]).Trainable);
        Tensor x = new Rng(1).Normal([5, 4]);
        Assert.Equal(model.Forward(x).ToArray<float>(), model[2..].Forward(model[..2].Forward(x)).ToArray<float>());
    }

    [Fact]
    public void A5_a_network_is_also_a_function_of_lists()
    {
        Sequential model = Mlp.Create(3, [5, 4], 2, "tanh", rng: new Rng(1));
        Linear[] layers = [.. model.OfType<Linear>()];
        Tensor x = new Rng(2).Normal([6, 3]);
        Tensor y = Functional.Forward(x, [.. layers.Select(l => l.Weight)], [.. layers.Select(l => l.Bias)], [z => z.Tanh(), z => z.Tanh(), null]);
        Assert.Equal(model.Forward(x).ToArray<float>(), y.ToArray<float>());
        y.Sum().Backward();
        Assert.All(model.Parameters, p => Assert.False(p.Tensor.Gradient.IsNone));
        Assert.Contains("3 weights, 2 biases and 3 activations", Assert.Throws<ArgumentException>(() => Functional.Forward(x, [.. layers.Select(l => l.Weight)], [default, default], [null, null, null])).Message);
        Assert.StartsWith("Layer 1 refuses its input (6, 5)", Assert.Throws<ShapeException>(() => Functional.Forward(x, [layers[0].Weight, layers[2].Weight], [default, default], [null, null])).Message);
    }

    [Fact]
    public void A5_residual_and_nested_modules_add_and_name_their_parts()
    {
        var inner = new Linear(3, 3);
        var model = new Sequential(new Residual(new Sequential(inner, new Tanh())), new Scaled());
        Assert.Equal(["0.body.0.weight", "0.body.0.bias", "1.scale", "1.inner.weight", "1.inner.bias"], model.Parameters.Select(p => p.Name));
        Tensor x = new Rng(1).Normal([2, 3]);
        Assert.Equal((x + inner.Forward(x).Tanh()).ToArray<float>(), model[0].Forward(x).ToArray<float>());
    }

    [Fact]
    public void A5_parameters_in_groups_learn_at_rates_of_their_own()
    {
        var (body, head) = (new Linear(3, 3), new Linear(3, 1));
        var model = new Sequential(body, head);
        float[] bodyBefore = body.Weight.ToArray<float>(), headBefore = head.Weight.ToArray<float>();
        var optimizer = new Sgd([new ParameterGroup(body) { LearningRateFactor = 5 }, new ParameterGroup(head)], lr: 0.1);
        model.Forward(Tensor.Ones([2, 3])).Sum().Backward();
        optimizer.Step();
        Assert.Equal((Tensor.From(bodyBefore, [3, 3]) - (body.Weight.Gradient * 0.5)).ToArray<float>(), body.Weight.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal((Tensor.From(headBefore, [1, 3]) - (head.Weight.Gradient * 0.1)).ToArray<float>(), head.Weight.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A5_an_embedding_and_the_layer_back_to_its_rows_share_one_tensor()
    {
        var embedding = new Embedding(6, 3, rng: new Rng(1));
        var back = new Linear(embedding.Weight);
        var model = new Sequential(embedding, new Linear(3, 3, rng: new Rng(2)), back);
        Assert.Equal((6 * 3) + 9 + 3, model.ParameterCount);
        Assert.Equal(["0.weight", "1.weight", "1.bias"], model.Parameters.Select(p => p.Name));
        Assert.Equal(["0.weight", "1.weight", "1.bias", "2.weight"], model.State.Select(p => p.Name));
        Tensor words = Tensor.From<long>([1, 4], [2]);
        Tensor next = Tensor.From<long>([4, 5], [2]);
        var optimizer = new Adam(model, lr: 0.1);
        float[] before = embedding.Weight.ToArray<float>();
        for (int step = 0; step < 60; step++)
        {
            optimizer.ZeroGradients();
            Loss.CrossEntropy(model.Forward(words), next).Backward();
            if (step == 0)
                Assert.All(back.Weight.Gradient.ToArray<float>(), g => Assert.NotEqual(0, g)); // from the end; rows 1 and 4 from both
            optimizer.Step();
        }

        Assert.NotEqual(before, embedding.Weight.ToArray<float>());
        Assert.Equal(embedding.Weight.ToArray<float>(), back.Weight.ToArray<float>());
        Assert.Equal([4, 5], model.Predict(words).ArgMax(1).ToArray<long>());
    }

    [Fact]
    public void A5_a_layer_on_given_tensors_demands_that_they_fit()
    {
        Assert.Contains("2 axes", Assert.Throws<ShapeException>(() => new Linear(Tensor.Ones([3]))).Message);
        Assert.Contains("(2,), because weight is (2, 3)", Assert.Throws<ShapeException>(() => new Linear(Tensor.Ones([2, 3]), Tensor.Ones([3]))).Message);
    }

    private static Func<double, double, bool> Within(double tolerance) => (a, b) => Math.Abs(a - b) <= tolerance;

    private sealed class Scaled : Layer
    {
        private readonly Linear _inner = new(3, 3);
        private readonly Tensor _scale = Tensor.Ones([1]).Keep().RequireGradient();

        protected override IEnumerable<Part> Parts => [("inner", _inner), ("scale", _scale)];

        public override Tensor Forward(Tensor x) => _inner.Forward(x) * _scale;
    }
}
