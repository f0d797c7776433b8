using static Fathom.Tests.Training.Doctoring.PlantedData;

namespace Fathom.Tests.Training.Doctoring;

/// <summary>Every fault of data and networks, planted: by the fault's identifier and what is planted.</summary>
internal static class Plants
{
    public static IReadOnlyDictionary<string, Func<Plant>> All { get; } = new Dictionary<string, Func<Plant>>
    {
        // ---- data
        ["unreadable-data: the source throws"] = () => new(new Dataset(new Broken(), "broken", featureNames: ["a", "b", "c"]), Objective.Regression),
        ["missing-values: NaN in a column"] = () => new(Binary((x, _) => x[(7 * Columns) + 2] = float.NaN), Objective.Binary),
        ["missing-values: an infinite target"] = () => new(Values(value => value > 3 ? float.PositiveInfinity : value), Objective.Regression),
        ["constant-column: one of six"] = () => new(Binary((x, _) => x.Column(4, _ => 2.5f)), Objective.Binary),
        ["constant-column: all"] = () => new(Binary((x, _) => Array.Fill(x, 1)), Objective.Binary),
        ["duplicate-column: a copy"] = () => new(Binary((x, _) => x.Column(5, row => x[row * Columns])), Objective.Binary),
        ["duplicate-column: other units"] = () => new(Binary((x, _) => x.Column(5, row => (1.8f * x[row * Columns]) + 3.2f)), Objective.Binary),
        ["duplicate-rows: a third of them"] = () => new(Binary((x, y) => Repeat(x, y, 100)), Objective.Binary),
        ["unscaled-inputs: a year and an income"] = () => new(Binary((x, _) => x.Column(3, row => 40_000 + (15_000 * x[(row * Columns) + 3]))), Objective.Binary),
        ["unscaled-inputs: pixels from 0 to 255"] = () => new(Pixels(), Objective.MultiClass),
        ["leaking-column: the target in other numbers"] = () => new(Binary((x, y) => x.Column(5, row => 3 - (2 * y[row]))), Objective.Binary),
        ["leaking-column: nearly the target"] = () => new(LeakedValues(), Objective.Regression),
        ["identifier-column: a counter"] = () => new(Binary((x, _) => x.Column(0, row => (row - 150) / 90f)), Objective.Binary),
        ["identifier-column: a customer's number"] = () => new(Binary((x, _) => x.Column(0, row => ((row * 7919) % 10_007 / 3000f) - 1.6f), firstName: "customer_id"), Objective.Binary),
        ["class-imbalance: 1 in 30"] = () => new(Binary((_, y) => Thin(y, 10)), Objective.Binary),
        ["class-imbalance: three classes"] = () => new(Classes(rows: 600, label: new Rare().Of), Objective.MultiClass),
        ["label-range: minus one and one"] = () => new(Binary((_, y) => Each(y, value => (2 * value) - 1)), Objective.Binary),
        ["label-range: negative classes"] = () => new(Classes(c => c - 1), Objective.MultiClass),
        ["label-range: counted from 1"] = () => new(Classes(c => c + 1), Objective.MultiClass),
        ["label-range: one class number a row as Float32"] = () => new(Values(value => MathF.Round(Math.Abs(value))), Objective.MultiClass),
        ["label-noise: copies with other labels"] = () => new(Binary((x, y) => Contradict(x, y, 20)), Objective.Binary),
        ["missing-class: one only"] = () => new(Binary((_, y) => Array.Fill(y, 1)), Objective.Binary),
        ["missing-class: one of four"] = () => new(Classes(c => c + (c == 2 ? 1 : 0), names: ["a", "b", "c", "d"]), Objective.MultiClass),
        ["missing-class: a label on no row"] = () => new(Tagged(), Objective.MultiLabel),
        ["few-rows: 40 rows of 200 columns"] = () => new(Wide(), Objective.Regression),
        ["split-overlap: the test part is a piece of training"] = () => new(Binary(), Objective.Binary) { Test = Binary()[..60] },
        ["split-overlap: a tenth of validation"] = () => new(Binary(), Objective.Binary) { Validation = Binary((x, _) => Binary().X.AsReadOnlySpan<float>()[..(10 * Columns)].CopyTo(x), rows: 100, seed: 9) },
        ["shifted-split: validation scaled by itself"] = () => new(Binary(), Objective.Binary) { Validation = Binary((x, _) => x.Column(1, row => x[(row * Columns) + 1] + 2), rows: 100, seed: 9) },
        ["unscaled-target: prices"] = () => new(Values(value => 200_000 + (80_000 * value)), Objective.Regression),
        ["unscaled-target: hundreds"] = () => new(Values(value => 500 + (120 * value)), Objective.Regression),
        ["unscaled-target: thousandths"] = () => new(Values(value => value / 5_000), Objective.Regression),
        ["constant-target: 7 in every row"] = () => new(Values(_ => 7), Objective.Regression),
        ["classes-as-values: 0, 1, 2"] = () => new(Values(value => value > 0.5 ? 2 : value > -0.5 ? 1 : 0), Objective.Regression),
        ["outliers: a slip of the decimal point"] = () => new(Binary((x, _) => x[(20 * Columns) + 1] = 250), Objective.Binary),
        ["outliers: 999 for missing"] = () => new(Binary((x, _) => x[(20 * Columns) + 1] = x[(50 * Columns) + 1] = x[(80 * Columns) + 1] = -99), Objective.Binary),
        ["outliers: 999 for missing in every tenth row"] = () => new(Binary((x, _) => x.Column(1, row => row % 10 == 0 ? -99 : x[(row * Columns) + 1])), Objective.Binary),

        // ---- data, beside a network that suffers from them
        ["missing-values: beside a network"] = () => OfBinary(Mlp.Create(Columns, [16], 1, rng: new Rng(1))) with { Train = Binary((x, _) => x[(7 * Columns) + 2] = float.NaN) },
        ["unscaled-inputs: beside a network of tanh"] = () => OfBinary(Mlp.Create(Columns, [16, 16], 1, "tanh", rng: new Rng(1))) with { Train = Binary((x, _) => x.Column(3, row => 3_000 * x[(row * Columns) + 3])) },
        ["unscaled-inputs: beside a network of ReLU"] = () => OfBinary(Mlp.Create(Columns, [16, 16], 1, rng: new Rng(1))) with { Train = Binary((x, _) => x.Column(3, row => 900_000 + x[(row * Columns) + 3])) },
        ["constant-column: all, beside a network"] = () => OfBinary(Mlp.Create(Columns, [16], 1, rng: new Rng(1))) with { Train = Binary((x, _) => Array.Fill(x, 1)) },
        ["label-range: beside a network"] = () => OfBinary(Mlp.Create(Columns, [16], 1, rng: new Rng(1))) with { Train = Binary((_, y) => Each(y, value => (2 * value) - 1)) },
        ["label-range: from 1, beside a network"] = () => OfClasses(Mlp.Create(Columns, [16], 3, rng: new Rng(1))) with { Train = Classes(c => c + 1) },
        ["missing-class: one only, beside a network"] = () => OfBinary(Mlp.Create(Columns, [16], 1, rng: new Rng(1))) with { Train = Binary((_, y) => Array.Fill(y, 1)) },
        ["unscaled-target: beside a network"] = () => OfValues(Mlp.Create(Columns, [16], 1, rng: new Rng(1))) with { Train = Values(value => 200_000 + (80_000 * value)) },
        ["leaking-column: beside a network"] = () => OfBinary(Mlp.Create(Columns, [16], 1, rng: new Rng(1))) with { Train = Binary((x, y) => x.Column(5, row => 3 - (2 * y[row]))) },

        // ---- the head
        ["wrong-head: two outputs for three classes"] = () => OfClasses(Mlp.Create(Columns, [16], 2, rng: new Rng(1))),
        ["wrong-head: one output for three classes"] = () => OfClasses(Mlp.Create(Columns, [16], 1, rng: new Rng(1))),
        ["wrong-head: two outputs for one logit"] = () => OfBinary(Mlp.Create(Columns, [16], 2, rng: new Rng(1))),
        ["wrong-head: values beside a target of one"] = () => OfValues(Mlp.Create(Columns, [16], 3, rng: new Rng(1))),
        ["bounded-head: tanh"] = () => OfValues(Net(new Linear(Columns, 16, rng: new Rng(1)), new ReLU(), new Linear(16, 1, rng: new Rng(2)), new Tanh())),
        ["bounded-head: ReLU over negative targets"] = () => OfValues(Net(new Linear(Columns, 16, rng: new Rng(1)), new ReLU(), new Linear(16, 1, rng: new Rng(2)), new ReLU())),
        ["softmax-twice: Softmax before cross-entropy"] = () => OfClasses(Net(new Linear(Columns, 16, rng: new Rng(1)), new ReLU(), new Linear(16, 3, rng: new Rng(2)), new Softmax())),
        ["sigmoid-twice: Sigmoid before a logits loss"] = () => OfBinary(Net(new Linear(Columns, 16, rng: new Rng(1)), new ReLU(), new Linear(16, 1, rng: new Rng(2)), new Sigmoid())),
        ["sigmoid-twice: ReLU before a logits loss"] = () => OfBinary(Net(new Linear(Columns, 16, rng: new Rng(1)), new ReLU(), new Linear(16, 1, rng: new Rng(2)), new ReLU())),
        ["squared-error-on-probabilities: sigmoid"] = () => new(Binary(), Objective.Regression) { Model = Net(new Linear(Columns, 16, rng: new Rng(1)), new ReLU(), new Linear(16, 1, rng: new Rng(2)), new Sigmoid()) },
        ["squared-error-on-probabilities: softmax"] = () => new(OneHot(), Objective.Regression) { Model = Net(new Linear(Columns, 16, rng: new Rng(1)), new ReLU(), new Linear(16, 3, rng: new Rng(2)), new Softmax()) },

        // ---- layers
        ["model-fails: the wrong width"] = () => OfBinary(Mlp.Create(Columns + 1, [16], 1, rng: new Rng(1))),
        ["model-fails: forward throws"] = () => OfBinary(new Throws()),
        ["model-fails: a token beyond the table"] = () => new(new Dataset(TokenWindows.Consecutive([.. Enumerable.Range(0, 400).Select(i => (long)(i % 30))], 16)), Objective.NextToken) { Model = new CharLstm(20, rng: new Rng(1)) },
        ["missing-nonlinearity: two linear layers"] = () => OfClasses(Net(new Linear(Columns, 32, rng: new Rng(1)), new Linear(32, 32, rng: new Rng(3)), new ReLU(), new Linear(32, 3, rng: new Rng(2)))),
        ["missing-nonlinearity: two convolutions"] = () => OfPictures(Net(
            new Conv2d(1, 8, 3, padding: 1, rng: new Rng(1)), new Conv2d(8, 8, 3, padding: 1, rng: new Rng(2)), new ReLU(), new AdaptiveAvgPool2d(1), new Flatten(), new Linear(8, 4, rng: new Rng(3)))),
        ["shared-layer: one object twice"] = () => OfClasses(Shared()),
        ["hidden-softmax: between layers"] = () => OfClasses(Net(new Linear(Columns, 16, rng: new Rng(1)), new Softmax(), new Linear(16, 3, rng: new Rng(2)))),
        ["equal-weights: all 0"] = () => OfClasses(Net(new Linear(Columns, 16, weight: new ConstantInitializer(0)), new Tanh(), new Linear(16, 3, rng: new Rng(2)))),
        ["equal-weights: all 0.1"] = () => OfClasses(Net(new Linear(Columns, 16, weight: new ConstantInitializer(0.1)), new ReLU(), new Linear(16, 3, rng: new Rng(2)))),
        ["initial-scale: too small"] = () => OfClasses(Net(new Linear(Columns, 16, weight: new NormalInitializer(0, 0.01), rng: new Rng(1)), new ReLU(), new Linear(16, 3, rng: new Rng(2)))),
        ["dead-units: biases far below 0"] = () => OfClasses(DeadBiases()),
        ["dead-units: behind a batch norm"] = () => OfClasses(DeadNorm()),
        ["saturated-activations: tanh of large sums"] = () => OfClasses(Net(new Linear(Columns, 16, weight: new NormalInitializer(0, 4), rng: new Rng(1)), new Tanh(), new Linear(16, 3, rng: new Rng(2)))),
        ["exploding: weights of deviation 1"] = () => OfClasses(Net([.. Deep(10, 64, () => new ReLU(), new NormalInitializer(0, 1))])),
        ["vanishing: ten sigmoids"] = () => OfClasses(Net([.. Deep(10, 32, () => new Sigmoid(), new XavierUniform())])),
        ["vanishing: small weights"] = () => OfClasses(Net([.. Deep(6, 64, () => new Tanh(), new NormalInitializer(0, 0.02))])),
        ["small-batch-norm: batches of 4"] = () => OfClasses(WithNorm()) with { BatchSize = 4 },
        ["small-batch-norm: a last batch of 1"] = () => OfClasses(WithNorm()) with { BatchSize = 23 },
        ["small-batch-norm: one row a step"] = () => OfClasses(WithNorm()) with { BatchSize = 1 },
        ["dropout-before-batch-norm: directly"] = () => OfClasses(Net(
            new Linear(Columns, 32, rng: new Rng(1)), new ReLU(), new Dropout(0.3, new Rng(5)), new BatchNorm1d(32), new Linear(32, 3, rng: new Rng(2)))),
        ["dropout-on-output: the last layer"] = () => OfClasses(Net(new Linear(Columns, 32, rng: new Rng(1)), new ReLU(), new Linear(32, 3, rng: new Rng(2)), new Dropout(0.3, new Rng(5)))),
        ["strong-dropout: 0.9"] = () => OfClasses(Mlp.Create(Columns, [64], 3, dropout: [0.9], rng: new Rng(1))),
        ["strong-dropout: half of the inputs"] = () => OfClasses(Net(new Dropout(0.5, new Rng(5)), new Linear(Columns, 32, rng: new Rng(1)), new ReLU(), new Linear(32, 3, rng: new Rng(2)))),

        // ---- parameters and optimizer
        ["no-gradient: a layer that forward does not use"] = () => OfClasses(new Unused()),
        ["no-gradient: detached on the way"] = () => OfClasses(new Detached()),
        ["no-gradient: a step function"] = () => OfClasses(Net(new Linear(Columns, 32, rng: new Rng(1)), new Heaviside(), new Linear(32, 3, rng: new Rng(2)))),
        ["frozen-parameters: the last layer"] = () => OfClasses(Frozen(last: true)),
        ["frozen-parameters: all"] = () => OfClasses(Frozen(last: false)),
        ["unregistered-parameters: a layer in a field"] = () => OfClasses(new Unregistered()),
        ["not-in-optimizer: half of the network"] = () => Optimized(model => new Adam(new ParameterGroup([.. model.Parameters.Take(2)]))),
        ["foreign-optimizer: of another network"] = () => Optimized(_ => new Adam(Mlp.Create(Columns, [16], 3, rng: new Rng(9)))),
        ["learning-rate: Adam with 1"] = () => Optimized(model => new Adam(model, lr: 1)),
        ["learning-rate: SGD with 1e-7"] = () => Optimized(model => new Sgd(model, lr: 1e-7, momentum: 0.9)),
        ["learning-rate: 0"] = () => Optimized(model => new Adam(model, lr: 0)),
        ["strong-decay: Adam with 1"] = () => Optimized(model => new Adam(model, weightDecay: 1)),
        ["decay-on-biases: AdamW over all"] = () => Optimized(model => new AdamW(model)),
        ["bias-before-norm: Linear with a bias"] = () => OfClasses(WithNorm()),
    };

    private static Plant OfBinary(Layer model) => new(Binary(), Objective.Binary) { Model = model };

    private static Plant OfClasses(Layer model) => new(Classes(), Objective.MultiClass) { Model = model };

    private static Plant OfValues(Layer model) => new(Values(), Objective.Regression) { Model = model };

    private static Plant OfPictures(Layer model) => new(Pictures(), Objective.MultiClass) { Model = model };

    private static Plant Optimized(Func<Layer, Optimizer> optimizer)
    {
        Layer model = Mlp.Create(Columns, [16], 3, rng: new Rng(1));
        return OfClasses(model) with { Optimizer = optimizer(model) };
    }

    private static Sequential Net(params ReadOnlySpan<Layer> layers) => new(layers);

    private static IEnumerable<Layer> Deep(int layers, int width, Func<Layer> activation, Initializer weight)
    {
        var rng = new Rng(6);
        for (int i = 0; i < layers; i++)
        {
            yield return new Linear(i == 0 ? Columns : width, width, weight: weight, rng: rng);
            yield return activation();
        }

        yield return new Linear(width, 3, weight: new XavierUniform(), rng: rng);
    }

    private static Sequential Shared()
    {
        var hidden = new Linear(16, 16, rng: new Rng(3));
        return Net(new Linear(Columns, 16, rng: new Rng(1)), new ReLU(), hidden, new ReLU(), hidden, new ReLU(), new Linear(16, 3, rng: new Rng(2)));
    }

    private static Sequential DeadBiases()
    {
        Sequential net = Mlp.Create(Columns, [32], 3, rng: new Rng(1));
        ((Linear)net[0]).Bias[..20].Fill(-50);
        return net;
    }

    private static Sequential DeadNorm()
    {
        Sequential net = WithNorm();
        ((BatchNorm1d)net[1]).Bias.Fill(-20);
        return net;
    }

    private static Sequential WithNorm() => Mlp.Create(Columns, [32], 3, rng: new Rng(1), normalization: "batch");

    private static Sequential Frozen(bool last)
    {
        Sequential net = Mlp.Create(Columns, [16], 3, rng: new Rng(1));
        if (last)
            net[^1].Freeze();
        else
            net.Freeze();
        return net;
    }

    private static Dataset Pixels()
    {
        var rng = new Rng(4);
        return new Dataset((rng.Uniform([120, 1, 8, 8]) * 255).Keep(), Tensor.From([.. Enumerable.Range(0, 120).Select(i => (long)(i % 3))], [120]));
    }

    private static Dataset Wide()
    {
        var rng = new Rng(4);
        return new Dataset(rng.Normal([40, 200]), rng.Normal([40, 1]));
    }

    private static Dataset Tagged()
    {
        Dataset data = Binary();
        float[] y = new float[data.Count * 3];
        for (int row = 0; row < data.Count; row++)
            (y[row * 3], y[(row * 3) + 1]) = ((float)data.Y.GetElement(row), row % 3 == 0 ? 1 : 0);
        return new Dataset(data.X, Tensor.From(y, [data.Count, 3]), classNames: ["a", "b", "c"]);
    }

    private static Dataset OneHot()
    {
        Dataset classes = Classes();
        float[] y = new float[classes.Count * 3];
        for (int row = 0; row < classes.Count; row++)
            y[(row * 3) + (int)classes.Y.GetElement(row)] = 1;
        return new Dataset(classes.X, Tensor.From(y, [classes.Count, 3]));
    }

    private static Dataset LeakedValues()
    {
        Dataset data = Values();
        float[] x = data.X.ToArray<float>(), y = data.Y.ToArray<float>();
        var rng = new Rng(8);
        x.Column(2, row => (y[row] * 0.5f) + (0.005f * (float)rng.NextDouble()));
        return new Dataset(Tensor.From(x, [data.Count, Columns]), data.Y);
    }

    private static void Repeat(float[] x, float[] y, int rows)
    {
        Array.Copy(x, 0, x, x.Length - (rows * Columns), rows * Columns);
        Array.Copy(y, 0, y, y.Length - rows, rows);
    }

    private static void Contradict(float[] x, float[] y, int rows)
    {
        Array.Copy(x, 0, x, x.Length - (rows * Columns), rows * Columns);
        for (int i = 0; i < rows; i++)
            y[y.Length - rows + i] = 1 - y[i];
    }

    private static void Thin(float[] y, int left)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = y[i] == 1 && left-- > 0 ? 1 : 0;
    }

    private static void Each(float[] y, Func<float, float> change)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = change(y[i]);
    }

    private sealed class Rare
    {
        private int _left = 8;

        public long Of(long c) => c == 2 && _left-- <= 0 ? 1 : c;
    }

    private sealed class Throws : Layer
    {
        private readonly Linear _layer = new(Columns, 1, rng: new Rng(1));

        protected override IEnumerable<Part> Parts => [("layer", _layer)];

        public override Tensor Forward(Tensor x) => throw new InvalidOperationException("the cable is loose");
    }

    private sealed class Unused : Layer
    {
        private readonly Linear _layer = new(Columns, 3, rng: new Rng(1)), _spare = new(Columns, 3, rng: new Rng(2));

        protected override IEnumerable<Part> Parts => [("layer", _layer), ("spare", _spare)];

        public override Tensor Forward(Tensor x) => _layer.Forward(x);
    }

    private sealed class Detached : Layer
    {
        private readonly Linear _first = new(Columns, 8, rng: new Rng(1)), _second = new(8, 3, rng: new Rng(2));

        protected override IEnumerable<Part> Parts => [("first", _first), ("second", _second)];

        public override Tensor Forward(Tensor x) => _second.Forward(_first.Forward(x).ReLU().Detach());
    }

    private sealed class Unregistered : Layer
    {
        private readonly Linear _first = new(Columns, 8, rng: new Rng(1)), _second = new(8, 3, rng: new Rng(2));

        protected override IEnumerable<Part> Parts => [("second", _second)];

        public override Tensor Forward(Tensor x) => _second.Forward(_first.Forward(x).ReLU());
    }
}
