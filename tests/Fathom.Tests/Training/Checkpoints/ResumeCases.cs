namespace Fathom.Tests.Training.Checkpoints;

/// <summary>A training with all that it is made of.</summary>
internal sealed record ResumeCase(Layer Model, Optimizer Optimizer, Objective Objective, Dataset Train, Dataset? Validation, params Callback[] Callbacks)
{
    public int Epochs { get; init; } = 4;

    public int BatchSize { get; init; } = 8;

    public Sampler? Sampler { get; init; }

    public BatchAugmentation? Blending { get; init; }

    public int? MicroBatch { get; init; }

    public bool DropLast { get; init; }

    public ulong Seed { get; init; } = 5;

    public History Fit(Checkpoint? resume, params Callback[] more) => new Trainer(Model, Optimizer, Objective)
    {
        Rng = new Rng(Seed),
        Callbacks = [.. Callbacks, .. more],
        Sampler = Sampler,
        BatchAugmentation = Blending,
        MicroBatchSize = MicroBatch,
        DropLast = DropLast,
    }.Fit(Train, Validation, Epochs, BatchSize, TestContext.Current.CancellationToken, resume);
}

/// <summary>Small trainings in which everything has a memory: masks, running statistics, orders, blends, averages, patience, rates.</summary>
internal static class ResumeCases
{
    private static readonly Dictionary<string, Func<ResumeCase>> s_all = new()
    {
        ["MLP: dropout, batch norm, one-cycle with momentum"] = () =>
        {
            Layer model = Mlp();
            var cycle = new OneCycle(peak: 0.01, steps: 4 * 5);
            return new(model, new Adam(model) { Schedule = cycle, MomentumSchedule = cycle.Momentum(), ClipNorm = 1 }, Objective.MultiClass, Vectors(40, 1), Vectors(12, 2));
        },
        ["MLP: AdamW in groups, EMA, early stopping"] = () =>
        {
            Layer model = Mlp();
            return new(model, new AdamW(ParameterGroup.WeightsAndOthers(model), lr: 0.02) { L1 = 1e-4 }, Objective.MultiClass, Vectors(40, 1), Vectors(12, 2), new EarlyStopping(patience: 2), new ExponentialMovingAverage(model, 0.9));
        },
        ["MLP: patience that runs out"] = () =>
        {
            Layer model = Mlp();
            return new(model, new Sgd(model, lr: 0.5, momentum: 0.9), Objective.MultiClass, Vectors(40, 1), Vectors(12, 2), new EarlyStopping(patience: 1)) { Epochs = 8 };
        },
        ["MLP: plateau, SWA, micro-batches"] = () =>
        {
            Layer model = Mlp();
            return new(model, new Sgd(model, lr: 1, momentum: 0.9, nesterov: true), Objective.MultiClass, Vectors(40, 1), Vectors(12, 2), new RateOnPlateau(new ReduceOnPlateau(1, 0.5, patience: 0)), new StochasticWeightAverage(model, start: 2)) { MicroBatch = 3 };
        },
        ["MLP: weighted sampler, partial batch dropped"] = () =>
        {
            Layer model = Mlp();
            Dataset train = Vectors(43, 1);
            return new(model, new RMSprop(model, lr: 0.01), new MultiClassObjective { ClassWeights = [1, 2, 0.5] }, train, null) { Sampler = Sampler.Balanced(train), DropLast = true };
        },
        ["CNN: augmentation, CutMix, warm-up and cosine"] = () =>
        {
            Layer model = Cnn();
            return new(model, new NAdam(model) { Schedule = new LinearWarmup(to: 0.01, steps: 3).ThenCosine(20) }, Objective.MultiClass, Pictures(40, 1).Augmented(new RandomRotation(10) + new RandomCrop(8, padding: 1)), Pictures(12, 2)) { Blending = new CutMix(1.0) };
        },
        ["CNN: augmentation, Mixup"] = () =>
        {
            Layer model = Cnn();
            return new(model, new Muon(model), Objective.MultiClass, Pictures(43, 1).Augmented(new RandomHorizontalFlip()), null) { Blending = new Mixup(0.4) };
        },
        ["LSTM: dropout, random windows"] = () =>
        {
            Layer model = new CharLstm(12, embedding: 6, width: 8, layers: 2, dropout: 0.3, rng: new Rng(3));
            return new(model, new Adam(model, lr: 0.01), Objective.NextToken, Windows(40, 1), Windows(12, 2));
        },
        ["GPT: dropout, AdaGrad"] = () =>
        {
            Layer model = new Gpt(12, context: 8, layers: 1, heads: 2, width: 8, dropout: 0.2, rng: new Rng(3));
            return new(model, new AdaGrad(model, lr: 0.05), Objective.NextToken, Windows(40, 1), null);
        },
        ["float64, a loss of numbers, a memory of one's own"] = () =>
        {
            Layer model = new Sequential(new Linear(6, 8, rng: new Rng(3)), new Tanh(), new Dropout(0.2, new Rng(4)), new Linear(8, 2, rng: new Rng(5)));
            model.ConvertTo(DType.Float64);
            var rng = new Rng(8);
            return new(model, new Adadelta(model, lr: 0.5), Objective.Regression, new Dataset(rng.Normal([40, 6], type: DType.Float64), rng.Normal([40, 2], type: DType.Float64)), null, new Restless());
        },
    };

    public static TheoryData<string> Names => [.. s_all.Keys];

    public static ResumeCase Create(string name) => s_all[name]();

    public static Dataset Vectors(int rows, ulong seed) => new(new Rng(seed).Normal([rows, 6]), Labels(rows, seed), classNames: ["a", "b", "c"]);

    private static Sequential Mlp()
    {
        var rng = new Rng(3);
        return new Sequential(new Linear(6, 16, rng: rng), new BatchNorm1d(16), new ReLU(), new Dropout(0.3, rng), new Linear(16, 3, rng: rng));
    }

    private static Sequential Cnn()
    {
        var rng = new Rng(3);
        return new Sequential(new Conv2d(1, 4, 3, rng: rng), new BatchNorm2d(4), new ReLU(), new MaxPool2d(2), new Flatten(), new Dropout(0.2, rng), new Linear(36, 3, rng: rng));
    }

    private static Dataset Pictures(int rows, ulong seed) => new(new Rng(seed).Uniform([rows, 1, 8, 8]), Labels(rows, seed), classNames: ["a", "b", "c"]);

    private static Dataset Windows(int rows, ulong seed) => new(TokenWindows.Random([.. Enumerable.Range(0, 300).Select(i => (long)(i * (7 + (int)seed) % 12))], 8, rows));

    private static Tensor Labels(int rows, ulong seed) => new Rng(seed + 100).Uniform([rows], 0, 3, DType.Float64).To(DType.Int64);

    /// <summary>Changes the rate after a number of steps that it counts itself, and draws from the default generator.</summary>
    private sealed class Restless : Callback, ICheckpointed
    {
        private long _count;

        public override void OnStep(TrainingState state)
        {
            if (++_count % 7 == 0)
                state.Optimizer.LearningRate = 0.1 + Rng.Default.NextDouble();
        }

        public void Save(Checkpoint state) => state.Add("count", _count);

        public void Restore(Checkpoint state) => _count = state.Whole("count");
    }
}
