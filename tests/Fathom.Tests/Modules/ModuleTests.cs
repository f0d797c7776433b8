namespace Fathom.Tests.Modules;

/// <summary>Modules: parts, names, state, modes, freezing, tied parameters.</summary>
public sealed class ModuleTests
{
    public static TheoryData<string, int[], long> CountedNetworks => new()
    {
        { "A4 3→4→2", [3, 4, 2], 26 },
        { "A4 30→64→32→1", [30, 64, 32, 1], 4_097 },
        { "A4 784→256→128→10", [784, 256, 128, 10], 235_146 },
        { "A4 784→128→64→10", [784, 128, 64, 10], 109_386 },
        { "A4 128→64→10", [128, 64, 10], 8_906 },
        { "L9 64→256→128→10", [64, 256, 128, 10], 50_826 },
    };

    [Theory]
    [MemberData(nameof(CountedNetworks))]
    public void A4_parameters_are_counted_and_summarized_without_computing(string name, int[] sizes, long count)
    {
        Sequential model = Mlp.Create(sizes[0], sizes.AsSpan(1, sizes.Length - 2), sizes[^1]);
        Assert.True(model.ParameterCount == count, name);
        ModelSummary summary = ModelSummary.Of(model, [1, sizes[0]]);
        Assert.Equal(count, summary.Parameters);
        Assert.Equal(count, summary.Trainable);
        Assert.Equal(0, summary.Buffers);
        Assert.Equal(count, summary.Rows.Sum(row => row.Parameters));
        Assert.Equal(model.Count, summary.Rows.Count);
        Assert.Equal([1, sizes[^1]], summary.Rows[^1].Output.ToArray());
    }

    [Fact]
    public void A5_a_sequential_can_be_indexed_and_sliced_and_the_slices_share_its_layers()
    {
        var model = new Sequential(new Linear(4, 3), new ReLU(), new Linear(3, 2));
        Assert.Equal(3, model.Count);
        Assert.IsType<ReLU>(model[1]);
        Sequential body = model[..^1];
        Assert.Equal(2, body.Count);
        Assert.Same(model[0], body[0]);
        Tensor x = new Rng(1).Normal([5, 4]);
        Assert.Equal(model.Forward(x).ToArray<float>(), model[2].Forward(body.Forward(x)).ToArray<float>());
    }

    [Fact]
    public void A5_a_residual_adds_its_input()
    {
        var inner = new Linear(3, 3);
        Tensor x = new Rng(1).Normal([2, 3]);
        Assert.Equal((x + inner.Forward(x)).ToArray<float>(), new Residual(inner).Forward(x).ToArray<float>());
    }

    [Fact]
    public void A5_a_module_of_ones_own_needs_one_override_for_its_parts()
    {
        var net = new Net();
        Assert.Equal(["scale", "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"], net.Parameters.Select(p => p.Name)); // its own first, as PyTorch
        Assert.Equal(["seen"], net.Buffers.Select(b => b.Name));
        Assert.Equal(["scale", "seen", "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"], net.State.Select(item => item.Name));
        Assert.Equal(2 * 8 + 8 + 8 + 1 + 1, net.ParameterCount);
        net.Forward(Tensor.Ones([3, 2])).Sum().Backward();
        Assert.All(net.Parameters, p => Assert.False(p.Tensor.Gradient.IsNone));
    }

    [Fact]
    public void A5_names_of_nested_modules_join_with_full_stops_in_the_order_of_computation()
    {
        var model = new Sequential(new Residual(new Sequential(new Linear(4, 4), new Tanh())), new Net2(), new Linear(4, 1, bias: false));
        Assert.Equal(["0.body.0.weight", "0.body.0.bias", "1.inner.0.weight", "1.inner.0.bias", "2.weight"], model.Parameters.Select(p => p.Name));
        Assert.Equal(["", "0", "0.body", "0.body.0", "0.body.1", "1", "1.inner", "1.inner.0", "2"], model.Descendants().Select(d => d.Path));
    }

    [Fact]
    public void A5_a_tied_parameter_counts_once_and_is_saved_under_all_its_names()
    {
        var tied = new Tied();
        Assert.Equal(["first.weight", "first.bias"], tied.Parameters.Select(p => p.Name));
        Assert.Equal(["first.weight", "first.bias", "second.weight", "second.bias"], tied.State.Select(p => p.Name));
        Assert.Equal(6, tied.ParameterCount);
        Tensor x = Tensor.From(new float[,] { { 1, 2 } });
        tied.Forward(x).Sum().Backward();
        var (first, second) = (new Linear(2, 2), new Linear(2, 2));
        first.Restore(tied.First.Snapshot());
        second.Restore(tied.First.Snapshot());
        second.Forward(first.Forward(x)).Sum().Backward();
        Assert.Equal((first.Weight.Gradient + second.Weight.Gradient).ToArray<float>(), tied.First.Weight.Gradient.ToArray<float>());
        float[] expected = (tied.First.Weight - (tied.First.Weight.Gradient * 0.5)).ToArray<float>();
        new Sgd(tied, lr: 0.5).Step();
        Assert.Equal(expected, tied.First.Weight.ToArray<float>());
        tied.Restore(tied.Snapshot());
        Assert.Equal(expected, tied.First.Weight.ToArray<float>());
    }

    [Fact]
    public void A5_frozen_parameters_receive_no_gradient_and_do_not_move_until_unfrozen()
    {
        var (body, head) = (new Linear(3, 3), new Linear(3, 1));
        var model = new Sequential(body, head);
        body.Freeze();
        Assert.Equal(4, ModelSummary.Of(model, [1, 3]).Trainable);
        Assert.Equal(16, model.ParameterCount);
        float[] before = body.Weight.ToArray<float>();
        float[] headBefore = head.Weight.ToArray<float>();
        var optimizer = new Sgd(model, lr: 0.1);
        Train();
        Assert.Equal(before, body.Weight.ToArray<float>());
        Assert.True(body.Weight.Gradient.IsNone);
        Assert.NotEqual(headBefore, head.Weight.ToArray<float>());
        body.Unfreeze();
        Train();
        Assert.NotEqual(before, body.Weight.ToArray<float>());

        void Train()
        {
            optimizer.ZeroGradients();
            model.Forward(Tensor.Ones([2, 3])).Sum().Backward();
            optimizer.Step();
        }
    }

    [Fact]
    public void A5_a_snapshot_restores_every_bit_and_is_not_touched_by_training()
    {
        var model = new Sequential(new Linear(3, 4), new LayerNorm(4));
        var snapshot = model.Snapshot();
        byte[][] before = [.. model.State.Select(s => s.Tensor.Bytes.ToArray())];
        foreach (NamedTensor item in model.State)
            item.Tensor.Fill(7);
        Assert.NotEqual(before[0], model.State[0].Tensor.Bytes.ToArray());
        model.Restore(snapshot);
        Assert.Equal(before, model.State.Select(s => s.Tensor.Bytes.ToArray()));
    }

    [Fact]
    public void A5_a_snapshot_taken_inside_a_step_outlives_it()
    {
        var model = new Linear(3, 4);
        float[] before = model.Weight.ToArray<float>();
        IReadOnlyList<NamedTensor> snapshot;
        using (Step.Begin())
            snapshot = model.Snapshot();
        model.Weight.Fill(0);
        model.Restore(snapshot);
        Assert.Equal(before, model.Weight.ToArray<float>());
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_with_every_fault_and_nothing_changes()
    {
        var model = new Sequential(new Linear(3, 4), new Linear(4, 2));
        byte[][] before = [.. model.State.Select(s => s.Tensor.Bytes.ToArray())];
        var error = Assert.Throws<ArgumentException>(() => model.Restore(
        [
            new("0.weight", Tensor.Zeros([4, 3])),
            new("0.bias", Tensor.Zeros([5])),
            new("1.weight", Tensor.Zeros([2, 4])),
            new("2.weight", Tensor.Zeros([1])),
        ]));
        Assert.Contains("0.bias is (5,), the model has (4,)", error.Message);
        Assert.Contains("1.bias (2,) is missing", error.Message);
        Assert.Contains("2.weight (1,) is unknown", error.Message);
        Assert.Equal(before, model.State.Select(s => s.Tensor.Bytes.ToArray()));
    }

    [Fact]
    public void L2_modes_reach_every_module_below_and_prediction_puts_them_back()
    {
        var model = new Sequential(new Linear(2, 2), new Residual(new Dropout(0.5)));
        Assert.All(model.Descendants(), d => Assert.True(d.Module.IsTraining));
        Tensor x = Tensor.Ones([8, 2]);
        Assert.Equal(model.Predict(x).ToArray<float>(), model.Predict(x).ToArray<float>());
        Assert.False(model.Predict(x).NeedsGradient);
        Assert.All(model.Descendants(), d => Assert.True(d.Module.IsTraining));
        model.Evaluate();
        Assert.All(model.Descendants(), d => Assert.False(d.Module.IsTraining));
        model.Predict(x);
        Assert.All(model.Descendants(), d => Assert.False(d.Module.IsTraining));
    }

    [Fact]
    public void Prediction_puts_the_mode_back_when_forward_throws()
    {
        var model = new Sequential(new Linear(2, 2), new Dropout(0.5));
        Assert.Throws<ShapeException>(() => model.Predict(Tensor.Ones([1, 3])));
        Assert.All(model.Descendants(), d => Assert.True(d.Module.IsTraining));
        Assert.True(Tape.IsRecording);
    }

    [Fact]
    public void Converting_to_double_keeps_handles_values_and_names()
    {
        var model = new Linear(3, 2);
        Tensor weight = model.Weight;
        float[] before = weight.ToArray<float>();
        model.ConvertTo(DType.Float64);
        Assert.Equal(DType.Float64, weight.Type);
        Assert.Equal(before.Select(v => (double)v), weight.ToArray<double>());
        model.Forward(Tensor.Ones([1, 3], DType.Float64)).Sum().Backward();
        Assert.Equal(DType.Float64, weight.Gradient.Type);
        Assert.Throws<ArgumentException>(() => model.ConvertTo(DType.Int64));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    public void A_parts_name_must_not_be_empty_or_hold_a_full_stop(string name) =>
        Assert.Contains("full stop", Assert.Throws<ArgumentException>(() => (Part)(name, Tensor.Ones([1]))).Message);

    [Fact]
    public void A_summary_names_the_layer_that_refuses_its_input()
    {
        var error = Assert.Throws<ShapeException>(() => ModelSummary.Of(new Sequential(new Linear(3, 4), new ReLU(), new Linear(5, 1)), [1, 3]));
        Assert.Contains("Layer 2 (Linear(5, 1))", error.Message);
    }

    private sealed class Net : Layer
    {
        private readonly Linear _fc1 = new(2, 8);
        private readonly Linear _fc2 = new(8, 1);
        private readonly Tensor _scale = Tensor.Parameter([1]);
        private readonly Tensor _seen = Tensor.Buffer([1]);

        protected override IEnumerable<Part> Parts => [("fc1", _fc1), ("fc2", _fc2), ("scale", _scale), Part.Buffer("seen", _seen)];

        public override Tensor Forward(Tensor x) => _fc2.Forward(_fc1.Forward(x).ReLU()) * (_scale + 1);
    }

    private sealed class Net2 : Layer
    {
        private readonly Sequential _inner = new(new Linear(4, 4));

        protected override IEnumerable<Part> Parts => [("inner", _inner)];

        public override Tensor Forward(Tensor x) => _inner.Forward(x);
    }

    private sealed class Tied : Layer
    {
        public Tied() => Second = First;

        public Linear First { get; } = new(2, 2);

        public Linear Second { get; }

        protected override IEnumerable<Part> Parts => [("first", First), ("second", Second)];

        public override Tensor Forward(Tensor x) => Second.Forward(First.Forward(x));
    }
}
