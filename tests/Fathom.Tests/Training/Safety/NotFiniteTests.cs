namespace Fathom.Tests.Training.Safety;

/// <summary>NaN and infinities are planted; training must say where they stood, and give the weights back.</summary>
public sealed class NotFiniteTests
{
    private const int Rows = 8, Features = 4;

    /// <summary>Each with the kind, the layer and the operation that must be named.</summary>
    public static TheoryData<string, NotFiniteKind, string, string> Places => new()
    {
        { "input", NotFiniteKind.Inputs, "", "" },
        { "infinite input", NotFiniteKind.Inputs, "", "" },
        { "target", NotFiniteKind.Targets, "", "" },
        { "weight of a linear layer", NotFiniteKind.Weights, "0.weight", "" },
        { "bias of a linear layer", NotFiniteKind.Weights, "2.bias", "" },
        { "weight of a convolution", NotFiniteKind.Weights, "1.weight", "" },
        { "weight of batch normalization", NotFiniteKind.Weights, "1.weight", "" },
        { "weight of layer normalization", NotFiniteKind.Weights, "1.bias", "" },
        { "weight of an LSTM", NotFiniteKind.Weights, "1.weight_hh_l0", "" },
        { "weight of attention", NotFiniteKind.Weights, "1.self_attn.in_proj_weight", "" },
        { "infinite weight", NotFiniteKind.Weights, "0.weight", "" },
        { "logarithm of 0", NotFiniteKind.Operation, "1", "Log" },
        { "exponential", NotFiniteKind.Operation, "1", "Exp" },
        { "division", NotFiniteKind.Operation, "1", "Divide" },
        { "root of a negative number", NotFiniteKind.Operation, "1.inner", "Sqrt" },
        { "statistics of a batch", NotFiniteKind.Weights, "1.running_var", "" },
        { "large inputs", NotFiniteKind.Operation, "1", "Multiply" },
        { "loss", NotFiniteKind.Operation, "loss", "MeanSquaredError" },
        { "huge rate", NotFiniteKind.Operation, "0", "Linear" },
        { "slope of a root", NotFiniteKind.Gradient, "1.inner", "Sqrt" },
        { "slope of a root, clipped", NotFiniteKind.Gradient, "1.inner", "Sqrt" },
        { "behind an infinite mask", NotFiniteKind.Operation, "2", "Log" },
        { "in a part of a batch", NotFiniteKind.Operation, "1", "Log" },
        { "behind dropout", NotFiniteKind.Operation, "1", "Divide" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void The_first_number_is_named(string place, NotFiniteKind kind, string layer, string operation)
    {
        Case planted = Plant(place);
        TrainingException error = Fails(planted, detect: false);
        Assert.Contains("epoch 1, step ", error.Message);
        Assert.Equal((kind, layer, operation), (error.Origin!.Kind, error.Origin.Layer, error.Origin.Operation));
        Assert.Contains(error.Origin.Text, error.Message);
        Assert.Contains(error.Origin.Advice, error.Message);
        if (operation.Length > 0)
            Assert.Contains($"{operation} in the {(layer == "loss" ? "loss" : $"layer '{layer}'")} (", error.Message);
        Assert.Equal(StopReason.LossNotFinite, error.History.StopReason);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Looking_at_every_step_names_the_same(string place, NotFiniteKind kind, string layer, string operation)
    {
        TrainingException error = Fails(Plant(place), detect: true);
        Assert.Equal((kind, layer, operation), (error.Origin!.Kind, error.Origin.Layer, error.Origin.Operation));
    }

    [Fact]
    public void A_number_that_never_reaches_the_loss_is_found_only_by_looking_at_every_step()
    {
        Layer Network() => new Sequential(new Linear(Features, 3, rng: new Rng(1)), new Hidden(), new Linear(3, 1, rng: new Rng(2)));
        Layer quiet = Network();
        Fit(new Case(quiet, new Sgd(quiet, lr: 0.01)), detect: false);
        Layer watched = Network();
        TrainingException error = Fails(new Case(watched, new Sgd(watched, lr: 0.01)), detect: true);
        Assert.Equal(("1", "Log"), (error.Origin!.Layer, error.Origin.Operation));
    }

    [Fact]
    public void Looking_at_every_step_changes_no_bit()
    {
        Assert.Equal(Trained(detect: false), Trained(detect: true));

        static float[] Trained(bool detect)
        {
            var rng = new Rng(5);
            Layer model = new Sequential(new Linear(Features, 8, rng: rng), new BatchNorm1d(8), new ReLU(), new Dropout(0.5, rng), new Linear(8, 1, rng: rng));
            Fit(new Case(model, new Adam(model)), detect);
            return [.. model.State.Where(item => item.Tensor.Type == DType.Float32).SelectMany(item => item.Tensor.ToArray<float>())];
        }
    }

    [Fact]
    public void The_weights_of_the_last_good_epoch_come_back_and_the_history_stays()
    {
        var model = new Sequential(new Linear(Features, 1, rng: new Rng(1)));
        var keeper = new Spoiler(model, epoch: 3);
        TrainingException error = Fails(new Case(model, new Sgd(model, lr: 0.01)) { Callback = keeper, Epochs = 5 }, detect: false);
        Assert.Equal((3, 2), (error.Epoch, error.History.Epochs.Count));
        Assert.Equal(keeper.After[1], model.Parameters[0].Tensor.ToArray<float>());
        Assert.Contains("its last good weights", error.Message);
    }

    [Fact]
    public void Weights_ruined_by_an_update_are_named()
    {
        var model = new Sequential(new Linear(Features, 1, rng: new Rng(1)));
        TrainingException error = Fails(new Case(model, new Sgd(model, lr: 1e300)) { BatchSize = Rows }, detect: false);
        Assert.Equal((NotFiniteKind.Weights, "0.weight"), (error.Origin!.Kind, error.Origin.Layer));
        Assert.Contains("learning rate of 1E+300", error.Message);
    }

    /// <summary>The bias of a linear layer, which tells for its weight, does not tell of products that overflow: the update is seen then, and undone.</summary>
    [Theory]
    [InlineData(2)]         // by the next step
    [InlineData(Rows)]      // by the end of the epoch
    public void A_gradient_that_overflows_beside_a_finite_bias_is_noticed_after_its_update(int batch)
    {
        var rng = new Rng(1);
        var linear = new Linear(Features, 1, rng: rng);
        linear.Weight.Fill(1e-30);
        var targets = Tensor.Zeros([Rows, 1]).Keep();
        targets.Fill(1e10);
        var planted = new Case(new Sequential(new Formula(x => x * 1e30), linear)) { Data = new Dataset(rng.Normal([Rows, Features]), targets), BatchSize = batch };
        TrainingException error = Fails(planted, detect: false);
        Assert.Equal((NotFiniteKind.Weights, "1.weight"), (error.Origin!.Kind, error.Origin.Layer));
        Assert.Equal(NotFiniteKind.Gradient, Fails(planted, detect: true).Origin!.Kind);
    }

    [Fact]
    public void A_validation_part_that_cannot_be_judged_is_noticed_before_the_first_epoch()
    {
        var model = new Linear(Features, 1, rng: new Rng(1));
        float[] before = model.Weight.ToArray<float>();
        Dataset validation = Data();
        validation.X.AsSpan<float>()[6] = float.NaN;
        var error = Assert.Throws<ArgumentException>(() => new Trainer(model, new Sgd(model), Objective.Regression).Fit(Data(), validation, cancel: TestContext.Current.CancellationToken));
        Assert.Contains("NaN in 1 of 32 numbers", error.Message);
        Assert.Contains("row 1, number 2 of it", error.Message);
        Assert.Equal(before, model.Weight.ToArray<float>());
    }

    [Fact]
    public void A_loss_that_runs_away_ends_training_before_it_is_no_number()
    {
        var model = new Sequential(new Linear(Features, 1, rng: new Rng(1)));
        TrainingException error = Fails(new Case(model, new Sgd(model, lr: 4)) { Epochs = 20 }, detect: false);
        Assert.Equal(StopReason.Diverged, error.History.StopReason);
        Assert.Null(error.Origin);
        Assert.Contains("rose more than a million times within 5 steps", error.Message);
        Assert.Contains("the learning rate 4 is far too large", error.Message);
        Assert.Contains("Try a learning rate of 0.4,", error.Message);
        Assert.All(model.Parameters, item => Assert.All(item.Tensor.ToArray<float>(), weight => Assert.InRange(weight, -1, 1)));
    }

    private static TrainingException Fails(Case planted, bool detect)
    {
        float[][] before = [.. planted.Model.Parameters.Select(item => item.Tensor.ToArray<float>())];
        TrainingException error = Assert.Throws<TrainingException>(() => Fit(planted, detect));
        if (error.Epoch == 1)
            Assert.Equal(before, planted.Model.Parameters.Select(item => item.Tensor.ToArray<float>()));
        return error;
    }

    private static void Fit(Case planted, bool detect) => new Trainer(planted.Model, planted.Optimizer, Objective.Regression)
    {
        Callbacks = planted.Callback is { } callback ? [callback] : [],
        Rng = new Rng(3),
        MicroBatchSize = planted.Micro,
        DetectAnomalies = detect,
    }.Fit(planted.Data, epochs: planted.Epochs, batchSize: planted.BatchSize, cancel: TestContext.Current.CancellationToken);

    private static Dataset Data() => new(new Rng(9).Normal([Rows, Features]), new Rng(10).Normal([Rows, 1]));

    private static Case Plant(string place)
    {
        var rng = new Rng(1);
        Layer two = new Sequential(new Linear(Features, 3, rng: rng), new ReLU(), new Linear(3, 1, rng: rng));
        switch (place)
        {
            case "input":
                return Spoiled(two, state => state.X.AsSpan<float>()[5] = float.NaN);
            case "infinite input":
                return Spoiled(two, state => state.X.AsSpan<float>()[0] = float.PositiveInfinity);
            case "target":
                return Spoiled(two, state => state.Y.AsSpan<float>()[1] = float.NaN);
            case "weight of a linear layer":
                return WithWeight(two, "0.weight");
            case "bias of a linear layer":
                return WithWeight(two, "2.bias");
            case "weight of a convolution":
                return WithWeight(new Sequential(new Reshaped(1, 2, 2), new Conv2d(1, 2, 2, rng: rng), new Flatten(), new Linear(2, 1, rng: rng)), "1.weight");
            case "weight of batch normalization":
                return WithWeight(new Sequential(new Linear(Features, 3, rng: rng), new BatchNorm1d(3), new Linear(3, 1, rng: rng)), "1.weight");
            case "weight of layer normalization":
                return WithWeight(new Sequential(new Linear(Features, 3, rng: rng), new LayerNorm(3), new Linear(3, 1, rng: rng)), "1.bias");
            case "weight of an LSTM":
                return WithWeight(new Sequential(new Reshaped(2, 2), new LSTM(2, 3, rng: rng), new Flatten(), new Linear(6, 1, rng: rng)), "1.weight_hh_l0");
            case "weight of attention":
                return WithWeight(new Sequential(new Reshaped(2, 2), new TransformerEncoderLayer(2, 1, 4, rng: rng), new Flatten(), new Linear(4, 1, rng: rng)), "1.self_attn.in_proj_weight");
            case "infinite weight":
                return WithWeight(two, "0.weight", float.PositiveInfinity);
            case "logarithm of 0":
                return With(x => (x * 0).Log());
            case "exponential":
                return With(x => (x + 100).Exp());
            case "division":
                return With(x => x / (x * 0));
            case "root of a negative number":
                return new Case(new Sequential(new Linear(Features, 3, rng: rng), new Outer(x => ((x * 0) - 1).Sqrt()), new Linear(3, 1, rng: rng)));
            case "large inputs":
                return new Case(new Sequential(new Formula(x => x * 1e30), new Formula(x => x * x), new Linear(Features, 1, rng: rng)));
            case "statistics of a batch":
                return new Case(new Sequential(new Formula(x => x * 1e30), new BatchNorm1d(Features), new Linear(Features, 1, rng: rng)));
            case "loss":
                return new Case(new Sequential(new Linear(Features, 1, rng: rng), new Formula(x => x * 1e25)));
            case "huge rate":
                return new Case(new Sequential(new Linear(Features, 3, rng: rng), new Linear(3, 1, rng: rng)), new Fixed(1e38f)) { Callback = new Before(state => Array.ForEach([.. state.Model.Parameters], item => item.Tensor.Fill(state.Step == 1 ? 0.1 : 3e38))) };
            case "slope of a root":
                return new Case(new Sequential(new Linear(Features, 3, rng: rng), new Outer(x => (x * 0).Sqrt()), new Linear(3, 1, rng: rng)));
            case "slope of a root, clipped":
                Layer root = new Sequential(new Linear(Features, 3, rng: rng), new Outer(x => (x * 0).Sqrt()), new Linear(3, 1, rng: rng));
                return new Case(root, new Sgd(root, lr: 0.1) { ClipNorm = 1 });
            case "behind an infinite mask":
                return new Case(new Sequential(new Linear(Features, 3, rng: rng), new Formula(x => x.MaskedFill(x.Less(0), double.NegativeInfinity).Softmax(-1) + (x * 0)), new Formula(x => (x * 0).Log()), new Linear(3, 1, rng: rng)));
            case "in a part of a batch":
                return With(x => (x * 0).Log()) with { Micro = 1, BatchSize = 4 };
            case "behind dropout":
                return new Case(new Sequential(new Dropout(0.5, new Rng(4)), new Formula(x => x / x), new Linear(Features, 1, rng: rng)));
            default:
                throw new ArgumentException(place);
        }

        Case With(Func<Tensor, Tensor> formula) => new(new Sequential(new Linear(Features, 3, rng: rng), new Formula(formula), new Linear(3, 1, rng: rng)));
    }

    private static Case Spoiled(Layer model, Action<TrainingState> change) => new(model) { Callback = new Before(change) };

    private static Case WithWeight(Layer model, string name, float value = float.NaN) =>
        new(model) { Callback = new Before(state => { if (state.Step == 2) state.Model.State.First(item => item.Name == name).Tensor.AsSpan<float>()[0] = value; }) };

    private sealed record Case(Layer Model, Optimizer Optimizer)
    {
        public Case(Layer model)
            : this(model, new Sgd(model, lr: 0.01))
        {
        }

        public Case(Layer model, Fixed rate)
            : this(model, new Sgd(model, lr: 1e-3)) => _ = rate;

        public Dataset Data { get; init; } = Data();

        public Callback? Callback { get; init; }

        public int? Micro { get; init; }

        public int BatchSize { get; init; } = 2;

        public int Epochs { get; init; } = 1;
    }

    private sealed record Fixed(float Value);

    /// <summary>A layer of a user's.</summary>
    private sealed class Formula(Func<Tensor, Tensor> formula) : Layer
    {
        public override Tensor Forward(Tensor x)
        {
            using ModuleScope running = Running();
            return formula(x);
        }
    }

    /// <summary>A layer of a user's with one in it.</summary>
    private sealed class Outer(Func<Tensor, Tensor> formula) : Layer
    {
        private readonly Formula _inner = new(formula);

        protected override IEnumerable<Part> Parts => [("inner", _inner)];

        public override Tensor Forward(Tensor x) => _inner.Forward(x) + 1;
    }

    /// <summary>Makes infinities and takes them out again.</summary>
    private sealed class Hidden : Layer
    {
        public override Tensor Forward(Tensor x)
        {
            Tensor log = ((x * 0) - 1).Log().Detach();
            return Tensor.Where(log.Less(double.PositiveInfinity), log, x);
        }
    }

    private sealed class Reshaped(params int[] shape) : Layer
    {
        public override Tensor Forward(Tensor x) => x.Reshape([x.Shape[0], .. shape]);
    }

    private sealed class Before(Action<TrainingState> change) : Callback
    {
        public override void OnBatch(TrainingState state) => change(state);
    }

    private sealed class Spoiler(Layer model, int epoch) : Callback
    {
        public List<float[]> After { get; } = [];

        public override void OnEpoch(TrainingState state) => After.Add(model.Parameters[0].Tensor.ToArray<float>());

        public override void OnBatch(TrainingState state)
        {
            if (state.Epoch == epoch)
                state.X.Fill(double.NaN);
        }
    }
}
