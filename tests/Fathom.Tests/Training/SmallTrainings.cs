namespace Fathom.Tests.Training;

/// <summary>A training of each kind of network, small enough for a test and large enough that products, convolutions, normalizations, reductions, masks and updates are cut into pieces.</summary>
internal static class SmallTrainings
{
    /// <summary>Steps an epoch.</summary>
    public const int Steps = 5;

    private const int Vectors = 128, Pictures = 32, Texts = 32, Tokens = 48, Places = 32;

    private static readonly Dictionary<string, Func<SmallTraining>> s_all = new()
    {
        ["MLP"] = () => OfVectors(rng => new Sequential(
            new Linear(100, 1024, rng: rng), new GELU(), new LayerNorm(1024), new Dropout(0.3, rng),
            new Linear(1024, 64, rng: rng), new ReLU(), new BatchNorm1d(64), new Linear(64, 10, rng: rng))),
        ["CNN"] = () => OfPictures(rng => new Sequential(
            new Conv2d(1, 16, 3, rng: rng), new BatchNorm2d(16), new ReLU(), new Conv2d(16, 32, 3, rng: rng), new ReLU(), new MaxPool2d(2), new Dropout(0.25, rng), new Flatten(),
            new Linear(32 * 10 * 10, 64, rng: rng), new ReLU(), new Dropout(0.5, rng), new Linear(64, 10, rng: rng))),
        ["ResNet"] = () => OfPictures(rng => new ResNet(depth: 8, classes: 10, channels: 1, width: 8, rng: rng)),
        ["LSTM"] = () => OfTexts(rng => new CharLstm(Tokens, embedding: 32, width: 64, layers: 2, dropout: 0.2, rng: rng)),
        ["GPT"] = () => OfTexts(rng => new Gpt(Tokens, context: Places, layers: 2, heads: 4, width: 64, dropout: 0.1, rng: rng)),
    };

    public static TheoryData<string> Names => [.. s_all.Keys];

    /// <summary>Network, optimizer and data, the same each time.</summary>
    public static SmallTraining Create(string name) => s_all[name]();

    private static SmallTraining OfVectors(Func<Rng, Layer> network)
    {
        var rng = new Rng(7);
        Layer model = network(rng);
        return new(model, new AdamW(model, lr: 1e-3) { ClipNorm = 1 }, Objective.MultiClass, new Dataset(rng.Normal([Steps * Vectors, 100]), Labels(rng, Steps * Vectors)), Vectors);
    }

    private static SmallTraining OfPictures(Func<Rng, Layer> network)
    {
        var rng = new Rng(8);
        Layer model = network(rng);
        Dataset data = new Dataset(rng.Normal([Steps * Pictures, 1, 24, 24]), Labels(rng, Steps * Pictures)).Augmented(new RandomRotation(10) + new RandomCrop(24, padding: 2));
        return new(model, new Sgd(model, lr: 0.05, momentum: 0.9), Objective.MultiClass, data, Pictures);
    }

    private static SmallTraining OfTexts(Func<Rng, Layer> network)
    {
        var rng = new Rng(9);
        Layer model = network(rng);
        long[] text = [.. Enumerable.Range(0, 2_000).Select(_ => (long)(rng.NextDouble() * Tokens))];
        return new(model, new Adam(model, lr: 1e-3), Objective.NextToken, new Dataset(TokenWindows.Random(text, Places, Steps * Texts)), Texts);
    }

    private static Tensor Labels(Rng rng, int rows) => rng.Uniform([rows], 0, 10, DType.Float64).To(DType.Int64);
}
