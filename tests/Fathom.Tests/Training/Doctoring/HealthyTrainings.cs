namespace Fathom.Tests.Training.Doctoring;

/// <summary>Trainings with nothing wrong, small ones of every kind.</summary>
internal static class HealthyTrainings
{
    public static IReadOnlyDictionary<string, Action<IReadOnlyList<Callback>>> All { get; } = new Dictionary<string, Action<IReadOnlyList<Callback>>>
    {
        ["breast cancer"] = callbacks => Table(Datasets.BreastCancer(), Mlp.Create(30, [64, 32], 1, "relu", [0.3, 0.2], new Rng(1)), Objective.Binary, 1e-3, 40, callbacks),
        ["breast cancer, early stopping"] = callbacks => Table(Datasets.BreastCancer(), Mlp.Create(30, [64, 32], 1, "relu", [0.3, 0.2], new Rng(1)), Objective.Binary, 1e-3, 100, [new EarlyStopping(10), .. callbacks]),
        ["iris"] = callbacks => Table(Datasets.Iris(), Mlp.Create(4, [64, 32], 3, "relu", rng: new Rng(1)), Objective.MultiClass, 1e-3, 60, callbacks, batchSize: 16),
        ["wine"] = callbacks => Table(Datasets.Wine(), Mlp.Create(13, [64, 32], 3, "relu", [0.2], new Rng(1)), Objective.MultiClass, 1e-3, 60, callbacks, batchSize: 16),
        ["digits"] = callbacks => Table(Datasets.Digits(), Mlp.Create(64, [64, 32], 10, "relu", rng: new Rng(1)), Objective.MultiClass, 1e-3, 15, callbacks),
        ["digits by SGD with momentum"] = callbacks =>
        {
            DatasetSplit split = Datasets.Digits().Split(test: 0.2, stratify: true, seed: 1).Standardize();
            Sequential model = Mlp.Create(64, [64], 10, rng: new Rng(1));
            Fit(split.Train, split.Test, model, new Sgd(model, 0.05, momentum: 0.9), Objective.MultiClass, 10, 32, callbacks);
        },
        ["small CNN"] = callbacks =>
        {
            Dataset digits = Datasets.Digits();
            var pictures = new Dataset((digits.X / 16).Reshape(-1, 1, 8, 8).Keep(), digits.Y);
            var rng = new Rng(1);
            var model = new Sequential(new Conv2d(1, 8, 3, padding: 1, rng: rng), new BatchNorm2d(8), new ReLU(), new MaxPool2d(2), new Conv2d(8, 16, 3, padding: 1, rng: rng), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(64, 10, rng: rng));
            Fit(pictures[..800], pictures[800..1000], model, new Adam(model, 3e-3), Objective.MultiClass, 5, 32, callbacks);
        },
        ["LSTM"] = callbacks =>
        {
            (Dataset train, Dataset validation, int count) = Text(4000, 24);
            var model = new CharLstm(count, 16, 48, 1, rng: new Rng(1));
            Fit(train, validation, model, new Adam(model, 5e-3), Objective.NextToken, 5, 16, callbacks);
        },
        ["GPT"] = callbacks =>
        {
            (Dataset train, Dataset validation, int count) = Text(4000, 24);
            var model = new Gpt(count, 24, 2, 2, 32, rng: new Rng(1));
            Fit(train, validation, model, new AdamW(model, 3e-3) { ClipNorm = 1 }, Objective.NextToken, 5, 16, callbacks);
        },
        ["XOR"] = callbacks =>
        {
            Sequential model = Mlp.Create(2, [8], 1, "tanh", rng: new Rng(1));
            Fit(Datasets.Xor(), null, model, new Adam(model, 0.05), Objective.Binary, 500, 4, callbacks);
        },
        ["moons"] = callbacks =>
        {
            Sequential model = Mlp.Create(2, [32, 32], 1, rng: new Rng(1));
            Fit(Datasets.Moons(400, seed: 1), Datasets.Moons(200, seed: 2), model, new Adam(model, 3e-3), Objective.Binary, 40, 32, callbacks);
        },
        ["spirals"] = callbacks =>
        {
            Sequential model = Mlp.Create(2, [64, 64], 3, rng: new Rng(1));
            Fit(Datasets.Spirals(450, seed: 1), Datasets.Spirals(150, seed: 2), model, new Adam(model, 5e-3), Objective.MultiClass, 60, 32, callbacks);
        },
        ["sine"] = callbacks =>
        {
            Sequential model = Mlp.Create(1, [32, 32], 1, "tanh", rng: new Rng(1));
            Fit(Datasets.Sine(200, seed: 1), Datasets.Sine(100, seed: 2), model, new Adam(model, 5e-3), Objective.Regression, 80, 32, callbacks);
        },
        ["several labels"] = callbacks =>
        {
            var rng = new Rng(1);
            Tensor x = rng.Normal([400, 6]);
            Tensor y = Tensor.From([.. Enumerable.Range(0, 1200).Select(i => x.GetElement((i / 3 * 6) + (i % 3)) + (0.3 * x.GetElement((i / 3 * 6) + 3)) > 0.3 ? 1f : 0f)], [400, 3]);
            var data = new Dataset(x, y);
            Sequential model = Mlp.Create(6, [32], 3, rng: rng);
            Fit(data[..300], data[300..], model, new Adam(model, 3e-3), Objective.MultiLabel, 30, 32, callbacks);
        },
        ["batch norm and dropout"] = callbacks => Table(
            Datasets.BreastCancer(),
            new Sequential(
                new Linear(30, 64, rng: new Rng(1)), new BatchNorm1d(64), new ReLU(), new Dropout(0.3, new Rng(2)), new Linear(64, 32, rng: new Rng(3)), new BatchNorm1d(32), new ReLU(), new Dropout(0.2, new Rng(4)), new Linear(32, 1, rng: new Rng(5))),
            Objective.Binary, 1e-3, 30, callbacks),
        ["validation below training, by heavy dropout"] = callbacks => Table(Datasets.BreastCancer(), Mlp.Create(30, [128, 64], 1, "relu", [0.5, 0.5], new Rng(1)), Objective.Binary, 1e-3, 30, callbacks),
    };

    private static void Table(Dataset data, Layer model, Objective objective, double lr, int epochs, IReadOnlyList<Callback> callbacks, int batchSize = 32)
    {
        DatasetSplit split = data.Split(test: 0.2, stratify: true, seed: 42).Standardize();
        Fit(split.Train, split.Test, model, new Adam(model, lr), objective, epochs, batchSize, callbacks);
    }

    private static (Dataset Train, Dataset Validation, int Count) Text(int characters, int context)
    {
        string text = Datasets.Shakespeare()[..(characters + 800)];
        CharacterVocabulary vocabulary = CharacterVocabulary.Of(text);
        long[] tokens = vocabulary.Encode(text);
        return (new Dataset(TokenWindows.Consecutive(tokens.AsSpan(0, characters), context)), new Dataset(TokenWindows.Consecutive(tokens.AsSpan(characters), context)), vocabulary.Count);
    }

    private static void Fit(Dataset train, Dataset? validation, Layer model, Optimizer optimizer, Objective objective, int epochs, int batchSize, IReadOnlyList<Callback> callbacks) =>
        new Trainer(model, optimizer, objective) { Rng = new Rng(3), Callbacks = callbacks }.Fit(train, validation, epochs, batchSize, TestContext.Current.CancellationToken);
}
