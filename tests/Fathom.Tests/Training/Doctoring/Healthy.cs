namespace Fathom.Tests.Training.Doctoring;

/// <summary>Set-ups as the examples, the handbook and the command make them: nothing is wrong with them.</summary>
internal static class Healthy
{
    public static IReadOnlyDictionary<string, Func<ulong, Plant>> All { get; } = new Dictionary<string, Func<ulong, Plant>>
    {
        ["breast cancer, MLP"] = seed => Table(Datasets.BreastCancer(), Objective.Binary, 1, seed, [64, 32], dropout: [0.3, 0.2]),
        ["iris, MLP"] = seed => Table(Datasets.Iris(), Objective.MultiClass, 3, seed, [16]),
        ["wine, MLP with tanh"] = seed => Table(Datasets.Wine(), Objective.MultiClass, 3, seed, [32, 16], activation: "tanh"),
        ["digits, MLP"] = seed => Table(Datasets.Digits(), Objective.MultiClass, 10, seed, [64, 32]),
        ["digits, MLP with batch norm, Keras style"] = seed => Table(Datasets.Digits(), Objective.MultiClass, 10, seed, [128, 64], dropout: [0.3], normalization: "batch"),
        ["breast cancer, deep GELU with layer norm"] = seed => Table(Datasets.BreastCancer(), Objective.Binary, 1, seed, [64, 64, 64, 64], activation: "gelu", normalization: "layer"),
        ["wine, SELU by SGD"] = seed => Table(Datasets.Wine(), Objective.MultiClass, 3, seed, [32, 32], activation: "selu", optimizer: model => new Sgd(model, lr: 0.05, momentum: 0.9)),
        ["iris, one linear layer by SGD"] = seed => Table(Datasets.Iris(), Objective.MultiClass, 3, seed, [], optimizer: model => new Sgd(model, lr: 0.1)),
        ["iris, PyTorch's start"] = seed => PyTorchStart(seed),
        ["digits, CNN"] = seed => DigitPictures(seed, rng => SmallCnn.Create(rng: rng)),
        ["digits, ResNet"] = seed => DigitPictures(seed, rng => new ResNet(depth: 8, classes: 10, channels: 1, width: 8, rng: rng)),
        ["digits, residual 14"] = seed => DigitPictures(seed, rng => new ResNet(depth: 14, classes: 10, channels: 1, width: 8, rng: rng)),
        ["text, character LSTM"] = seed => Text(seed, (vocabulary, rng) => new CharLstm(vocabulary, embedding: 32, width: 64, rng: rng)),
        ["text, small GPT"] = seed => Text(seed, (vocabulary, rng) => new Gpt(vocabulary, context: 32, layers: 2, heads: 4, width: 64, rng: rng)),
        ["text, tied GPT with dropout"] = seed => Text(seed, (vocabulary, rng) => new Gpt(vocabulary, context: 32, layers: 3, heads: 4, width: 32, dropout: 0.1, tied: true, positions: "rotary", rng: rng)),
        ["xor, four points"] = seed => Plane(Datasets.Xor(), seed, 8),
        ["xor, with noise"] = seed => Plane(Datasets.Xor(400, noise: 0.1, seed: seed), seed, 8),
        ["moons"] = seed => Plane(Datasets.Moons(500, noise: 0.2, seed: seed), seed, 16),
        ["circles, tanh"] = seed => Plane(Datasets.Circles(500, seed: seed), seed, 16, "tanh"),
        ["spirals"] = seed => Spirals(seed),
        ["sine, a curve"] = seed => Sine(seed),
        ["houses, regression of eight columns"] = seed => Houses(seed),
        ["labels, several at once"] = seed => Labels(seed),
        ["digits, autoencoder"] = seed => Autoencoder(seed),
        ["table with categories"] = seed => Categories(seed),
        ["series, forecast from windows"] = seed => Series(seed),
        ["sound, one-dimensional convolution"] = seed => Waves(seed),
        ["digits, LeNet"] = seed => DigitPictures(seed, rng => LeNetOfDigits(rng)),
        ["text, GRU"] = seed => Text(seed, (vocabulary, rng) => new Sequential(new Embedding(vocabulary, 32, rng: rng), new GRULayer(32, 64, rng), new Linear(64, vocabulary, rng: rng))),
        ["houses, deep residual"] = seed => Houses(seed, rng => new Sequential(
            new Linear(8, 64, weight: new HeUniform(), rng: rng),
            new Residual(new Sequential(new LayerNorm(64), new Linear(64, 64, weight: new HeUniform(), rng: rng), new ReLU(), new Linear(64, 64, weight: new ConstantInitializer(0)))),
            new Residual(new Sequential(new LayerNorm(64), new Linear(64, 64, weight: new HeUniform(), rng: rng), new ReLU(), new Linear(64, 64, weight: new ConstantInitializer(0)))),
            new LayerNorm(64), new Linear(64, 1, weight: new XavierUniform(), rng: rng))),
        ["wine, eight layers by He"] = seed => Table(Datasets.Wine(), Objective.MultiClass, 3, seed, [64, 64, 64, 64, 64, 64, 64, 64]),
        ["wine, six layers of tanh"] = seed => Table(Datasets.Wine(), Objective.MultiClass, 3, seed, [32, 32, 32, 32, 32, 32], activation: "tanh"),
        ["wine, two layers of sigmoid"] = seed => Table(Datasets.Wine(), Objective.MultiClass, 3, seed, [32, 32], activation: "sigmoid"),
        ["iris, batches of 8 and dropout"] = seed => Table(Datasets.Iris(), Objective.MultiClass, 3, seed, [32, 32], dropout: [0.5]) with { BatchSize = 8 },
        ["breast cancer, batch norm by SGD"] = seed => Table(Datasets.BreastCancer(), Objective.Binary, 1, seed, [32, 16], normalization: "batch", optimizer: model => new Sgd(model, lr: 0.1, momentum: 0.9)),
        ["pictures, picture network with separable convolutions"] = seed => Separable(seed),
        ["rare class, weighed"] = seed => Weighed(seed),
    };

    private static Plant Table(
        Dataset data, Objective objective, int outputs, ulong seed, int[] hidden, string activation = "relu", double[]? dropout = null, string normalization = "none", Func<Layer, Optimizer>? optimizer = null)
    {
        (Dataset train, Dataset validation, Dataset test) = data.Split(validation: 0.15, test: 0.15, seed: seed).Standardize();
        Layer model = Mlp.Create(data.X.Shape[1], hidden, outputs, activation, dropout, new Rng(seed).Fork("model"), normalization);
        return new(train, objective) { Model = model, Optimizer = optimizer?.Invoke(model) ?? new Adam(model), Validation = validation, Test = test };
    }

    private static Plant PyTorchStart(ulong seed)
    {
        var rng = new Rng(seed);
        var model = new Sequential(new Linear(4, 32, rng: rng), new ReLU(), new Linear(32, 32, rng: rng), new ReLU(), new Linear(32, 3, rng: rng));
        return Table(Datasets.Iris(), Objective.MultiClass, 3, seed, []) with { Model = model, Optimizer = new Adam(model) };
    }

    private static Plant DigitPictures(ulong seed, Func<Rng, Layer> network)
    {
        Dataset digits = Datasets.Digits();
        Dataset data = new((digits.X.Reshape(-1, 1, 8, 8) / 16).Keep(), digits.Y, "digits", classNames: digits.ClassNames);
        (Dataset train, Dataset test) = data.Split(test: 0.2, seed: seed);
        Layer model = network(new Rng(seed).Fork("model"));
        return new(train, Objective.MultiClass) { Model = model, Optimizer = new Adam(model), Test = test, BatchSize = 64 };
    }

    private static Plant Text(ulong seed, Func<int, Rng, Layer> network)
    {
        string text = Datasets.Shakespeare()[..40_000];
        CharacterVocabulary vocabulary = CharacterVocabulary.Of(text);
        long[] tokens = vocabulary.Encode(text);
        Layer model = network(vocabulary.Count, new Rng(seed));
        return new(new Dataset(TokenWindows.Random(tokens.AsSpan(0, 36_000), 32, 500)), Objective.NextToken)
        {
            Model = model,
            Optimizer = new AdamW(ParameterGroup.WeightsAndOthers(model), lr: 3e-3),
            Validation = new Dataset(TokenWindows.Consecutive(tokens.AsSpan(36_000), 32)),
        };
    }

    private static Plant Plane(Dataset data, ulong seed, int hidden, string activation = "relu")
    {
        Layer model = Mlp.Create(2, [hidden], 1, activation, rng: new Rng(seed));
        return new(data, Objective.Binary) { Model = model, Optimizer = new Adam(model, lr: 0.01) };
    }

    private static Plant Spirals(ulong seed)
    {
        Layer model = Mlp.Create(2, [32, 32], 3, rng: new Rng(seed));
        return new(Datasets.Spirals(seed: seed), Objective.MultiClass) { Model = model, Optimizer = new Adam(model, lr: 0.01) };
    }

    private static Plant Sine(ulong seed)
    {
        Layer model = Mlp.Create(1, [32, 32], 1, "tanh", rng: new Rng(seed));
        return new(Datasets.Sine(seed: seed), Objective.Regression) { Model = model, Optimizer = new Adam(model, lr: 0.01) };
    }

    /// <summary>Eight columns of the kinds that tables of houses have: skewed, counted, related to each other; standardized, as is the value.</summary>
    private static Plant Houses(ulong seed, Func<Rng, Layer>? network = null)
    {
        const int rows = 1_200;
        var rng = new Rng(seed).Fork("houses");
        float[] normal = rng.Normal([rows, 9]).ToArray<float>();
        Tensor x = Tensor.Empty([rows, 8], DType.Float32), y = Tensor.Empty([rows, 1], DType.Float32);
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> z = normal.AsSpan(i * 9, 9);
            double income = Math.Exp((0.5 * z[0]) + 1.2), rooms = 5.4 + z[1] + (0.3 * z[0]), age = Math.Floor(Math.Clamp(28 + (12 * z[2]), 1, 52));
            double people = Math.Exp(7 + (0.7 * z[3])), south = 35 + (2 * z[4]), west = -119 - (1.9 * z[4]) + (0.5 * z[5]);
            double[] row = [income, age, rooms, rooms / 5 + (0.05 * z[6]), people, 3 + (0.5 * Math.Abs(z[7])), south, west];
            for (int c = 0; c < row.Length; c++)
                x.SetElement((i * 8) + c, row[c]);
            y.SetElement(i, (0.6 * income) - (0.2 * south) + (0.02 * age) + (0.5 * z[8]) + 6);
        }

        (Dataset train, Dataset test) = new Dataset(x, y, "houses").Split(test: 0.2, seed: seed).Standardize();
        Layer model = network?.Invoke(new Rng(seed)) ?? Mlp.Create(8, [64, 32], 1, rng: new Rng(seed));
        return new(train, Objective.Regression) { Model = model, Optimizer = new AdamW(ParameterGroup.WeightsAndOthers(model)), Test = test };
    }

    private static Plant Labels(ulong seed)
    {
        const int rows = 400;
        var rng = new Rng(seed).Fork("labels");
        Tensor x = rng.Normal([rows, 10]), y = Tensor.Empty([rows, 4], DType.Float32);
        for (int i = 0; i < rows * 4; i++)
            y.SetElement(i, x.GetElement((i / 4 * 10) + (i % 4)) + (0.5 * x.GetElement((i / 4 * 10) + 5 + (i % 4))) > 0.3 ? 1 : 0);
        Layer model = Mlp.Create(10, [32], 4, rng: rng);
        return new(new Dataset(x, y, "labels", classNames: ["a", "b", "c", "d"]), Objective.MultiLabel) { Model = model, Optimizer = new Adam(model) };
    }

    private static Plant Autoencoder(ulong seed)
    {
        var rng = new Rng(seed);
        Tensor x = (Datasets.Digits().X / 16).Keep();
        var model = new Sequential(
            new Linear(64, 32, weight: new HeUniform(), rng: rng), new ReLU(), new Linear(32, 8, weight: new XavierUniform(), rng: rng),
            new Linear(8, 32, weight: new HeUniform(), rng: rng), new ReLU(), new Linear(32, 64, weight: new XavierUniform(), rng: rng), new Sigmoid());
        return new(new Dataset(x, x, "digits"), Objective.Regression) { Model = model, Optimizer = new Adam(model) };
    }

    private static Plant Categories(ulong seed)
    {
        const int rows = 500;
        var rng = new Rng(seed).Fork("categories");
        Tensor x = rng.Normal([rows, 4]), y = Tensor.Empty([rows, 1], DType.Float32);
        for (int i = 0; i < rows; i++)
        {
            int town = 2 + (int)(rng.NextDouble() * 38), kind = 2 + (int)(rng.NextDouble() * 4);
            x.SetElement((i * 4) + 2, town);
            x.SetElement((i * 4) + 3, kind);
            y.SetElement(i, x.GetElement(i * 4) + (town % 3) - kind + rng.NextDouble() > -1 ? 1 : 0);
        }

        Layer model = TableNetwork.Create([0, 0, 40, 6], [32, 16], 1, rng: rng);
        return new(new Dataset(x, y, "towns"), Objective.Binary) { Model = model, Optimizer = new Adam(model) };
    }

    private static Plant Series(ulong seed)
    {
        const int length = 24, rows = 400;
        var rng = new Rng(seed).Fork("series");
        float[] noise = rng.Normal([rows + length]).ToArray<float>();
        Tensor x = Tensor.Empty([rows, length], DType.Float32), y = Tensor.Empty([rows, 1], DType.Float32);
        for (int i = 0; i < rows; i++)
        {
            for (int t = 0; t <= length; t++)
            {
                double value = Math.Sin((i + t) * Math.PI / 6) + (0.2 * noise[i + t < noise.Length ? i + t : 0]);
                if (t < length)
                    x.SetElement((i * length) + t, value);
                else
                    y.SetElement(i, value);
            }
        }

        Layer model = Mlp.Create(length, [32], 1, rng: rng);
        return new(new Dataset(x, y, "series"), Objective.Regression) { Model = model, Optimizer = new Adam(model) };
    }

    private static Plant Waves(ulong seed)
    {
        const int rows = 240, length = 64;
        var rng = new Rng(seed).Fork("waves");
        Tensor x = rng.Normal([rows, 1, length]), y = Tensor.Empty([rows], DType.Int64);
        for (int i = 0; i < rows; i++)
        {
            y.AsSpan<long>()[i] = i % 3;
            for (int t = 0; t < length; t++)
                x.AsSpan<float>()[(i * length) + t] = (0.3f * x.AsSpan<float>()[(i * length) + t]) + MathF.Sin(t * (0.2f + (0.3f * (i % 3))));
        }

        var model = new Sequential(
            new Conv1d(1, 16, 5, weight: new HeUniform(), rng: rng), new ReLU(), new MaxPool1d(2), new Conv1d(16, 32, 5, weight: new HeUniform(), rng: rng), new ReLU(),
            new AdaptiveAvgPool1d(1), new Flatten(), new Linear(32, 3, rng: rng));
        return new(new Dataset(x, y, "waves"), Objective.MultiClass) { Model = model, Optimizer = new Adam(model) };
    }

    private static Sequential LeNetOfDigits(Rng rng) => new(
        new Conv2d(1, 6, 3, padding: 1, rng: rng), new Tanh(), new AvgPool2d(2), new Conv2d(6, 16, 3, rng: rng), new Tanh(), new Flatten(),
        new Linear(64, 84, rng: rng), new Tanh(), new Linear(84, 10, rng: rng));

    private static Plant Separable(ulong seed)
    {
        var rng = new Rng(seed);
        var model = new Sequential(
            new Conv2d(1, 16, 3, padding: 1, bias: false, weight: new HeUniform(), rng: rng), new BatchNorm2d(16), new ReLU(),
            new Conv2d(16, 16, 3, padding: 1, groups: 16, bias: false, rng: rng), new Conv2d(16, 32, 1, bias: false, weight: new HeUniform(), rng: rng), new BatchNorm2d(32), new ReLU(),
            new AdaptiveAvgPool2d(1), new Flatten(), new Linear(32, 4, rng: rng));
        return new(PlantedData.Pictures(seed: seed), Objective.MultiClass) { Model = model, Optimizer = new Adam(model) };
    }

    private static Plant Weighed(ulong seed)
    {
        const int rows = 1_000;
        var rng = new Rng(seed).Fork("rare");
        Tensor x = rng.Normal([rows, 5]), y = Tensor.Empty([rows, 1], DType.Float32);
        for (int i = 0; i < rows; i++)
            y.SetElement(i, x.GetElement(i * 5) + x.GetElement((i * 5) + 1) + (0.3 * x.GetElement((i * 5) + 2)) > 2.6 ? 1 : 0);
        var data = new Dataset(x, y, "rare", classNames: ["no", "yes"]);
        Layer model = Mlp.Create(5, [16], 1, rng: rng);
        return new(data, Objective.Binary with { PositiveWeight = ClassBalance.PositiveWeight(data) }) { Model = model, Optimizer = new Adam(model) };
    }

    /// <summary>A recurrent layer within a layer of the user's own.</summary>
    private sealed class GRULayer(int inputs, int hidden, Rng rng) : Layer
    {
        private readonly GRU _gru = new(inputs, hidden, rng: rng);

        protected override IEnumerable<Part> Parts => [("gru", _gru)];

        public override Tensor Forward(Tensor x) => _gru.Forward(x);
    }
}
