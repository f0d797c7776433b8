namespace Fathom.Tests.Training.Doctoring;

/// <summary>A training for each fault, made wrong on purpose.</summary>
internal static class PlantedTrainings
{
    public static IReadOnlyDictionary<string, Func<Examination>> All { get; } = new Dictionary<string, Func<Examination>>
    {
        ["gradients-never-cleared"] = () => new WatchedLoop
        {
            Calls = (loop, x, y) =>
            {
                Tensor loss = loop.Loss(x, y);
                loss.Backward();
                loop.Optimizer.Step();
                return loss;
            },
        }.Run(),
        ["gradients-cleared-before-step"] = () => new WatchedLoop
        {
            Calls = (loop, x, y) =>
            {
                Tensor loss = loop.Loss(x, y);
                loss.Backward();
                loop.Optimizer.ZeroGradients();
                loop.Optimizer.Step();
                return loss;
            },
        }.Run(),
        ["step-before-backward"] = () => new WatchedLoop
        {
            Calls = (loop, x, y) =>
            {
                loop.Optimizer.ZeroGradients();
                Tensor loss = loop.Loss(x, y);
                loop.Optimizer.Step();
                loss.Backward();
                return loss;
            },
        }.Run(),
        ["optimizer-never-steps"] = () => new WatchedLoop
        {
            Calls = (loop, x, y) =>
            {
                loop.Optimizer.ZeroGradients();
                Tensor loss = loop.Loss(x, y);
                loss.Backward();
                return loss;
            },
        }.Run(),
        ["loss-not-connected"] = () =>
        {
            var other = new Linear(2, 1, rng: new Rng(9));
            return new WatchedLoop
            {
                Calls = (loop, x, y) =>
                {
                    loop.Optimizer.ZeroGradients();
                    Tensor loss = loop.Objective.Loss(other.Forward(x), y);
                    loss.Backward();
                    loop.Optimizer.Step();
                    return loss;
                },
            }.Run();
        },
        ["training-in-evaluation-mode"] = () => new WatchedLoop { Begin = loop => loop.Model.Evaluate() }.Run(),
        ["evaluation-in-training-mode"] = () => new WatchedLoop
        {
            Validate = loop =>
            {
                using (Step.Begin())
                    return loop.Loss(loop.Data.X, loop.Data.Y).ToScalar();
            },
        }.Run(),
        ["loss-not-finite"] = () => Fit(Line(1e20f), new Linear(1, 1, rng: new Rng(1)), model => new Sgd(model, 10), Objective.Regression, epochs: 30),
        ["divergence"] = () => Fit(Line(1), new Linear(1, 1, rng: new Rng(1)), model => new Sgd(model, 3), Objective.Regression, epochs: 2),
        ["rate-too-high"] = () => Fit(Datasets.Digits()[..400], Net(64, 10), model => new Adam(model, 3), Objective.MultiClass, epochs: 8),
        ["rate-too-low"] = () => Fit(Iris(), Net(4, 3), model => new Adam(model, 1e-6), Objective.MultiClass, epochs: 8),
        ["loss-at-chance"] = () => Fit(Iris(), new Sequential(Net(4, 3), new Shut()), model => new Adam(model, 1e-3), Objective.MultiClass, epochs: 20),
        ["plateau"] = () => Fit(HalfNoise(), Net(4, 2), model => new Adam(model, 3e-3), Objective.MultiClass, epochs: 60),
        ["overfitting"] = () => Overfitted(),
        ["underfitting"] = () => Fit(Datasets.Spirals(300, seed: 1), new Linear(2, 3, rng: new Rng(1)), model => new Adam(model, 0.01), Objective.MultiClass, epochs: 40),
        ["labels-do-not-generalize"] = () => Shuffled(),
        ["noisy-loss"] = () => Fit(HalfNoise(), Net(4, 2), model => new Sgd(model, 0.3), Objective.MultiClass, epochs: 3, batchSize: 2),
        ["exploding-gradients"] = () => Fit(Line(1000), new Linear(1, 1, rng: new Rng(1)), model => new Sgd(model, 1e-9), Objective.Regression, epochs: 3),
        ["vanishing-gradients"] = () => Fit(Iris(), Deep(), model => new Sgd(model, 0.1), Objective.MultiClass, epochs: 3),
        ["update-ratio-large"] = () => Fit(Iris(), Net(4, 3), model => new Adam(model, 1), Objective.MultiClass, epochs: 3),
        ["update-ratio-small"] = () => Fit(Iris(), Net(4, 3), model => new Sgd(model, 1e-8), Objective.MultiClass, epochs: 3),
        ["dying-units"] = () => Sampled(
            Sample(1) with { Layers = [Rectifier(0.05)] }, Sample(100) with { Layers = [Rectifier(0.4)] }, Sample(200) with { Layers = [Rectifier(0.8)] }),
        ["always-clipped"] = () => Fit(Iris(), Net(4, 3), model => new Sgd(model, 0.1) { ClipNorm = 1e-3 }, Objective.MultiClass, epochs: 3),
        ["waiting-for-data"] = () => Sampled([.. Enumerable.Range(1, 5).Select(i => Sample(i) with { DataWait = 0.8 })]),
        ["still-improving"] = () => Fit(Iris(), Net(4, 3), model => new Adam(model, 1e-3), Objective.MultiClass, epochs: 5),
        ["impatient-stopping"] = () => Impatient(),
        ["cannot-overfit"] = () => Judge(new TrainingCase { Overfit = OverfitCheck.Of(new Sequential(Net(4, 3), new Shut()), Objective.MultiClass, Iris(), steps: 50) }),
        ["wrong-gradient"] = () =>
        {
            Dataset ten = Iris()[..10];
            return Judge(new TrainingCase { Gradients = GradientCheck.OfModel(new Sequential(new Linear(4, 3, rng: new Rng(1)), new CutOff()), Objective.MultiClass, ten.X, ten.Y) });
        },
    };

    private static Dataset Iris() => Datasets.Iris().Split(test: 0.2, stratify: true, seed: 1).Standardize().Train;

    /// <summary>y = unit·x.</summary>
    private static Dataset Line(float unit)
    {
        Tensor x = new Rng(1).Normal([64, 1]) * unit;
        return new Dataset(x.Keep(), (x * 2).Keep());
    }

    /// <summary>Four features, of which the first decides three labels out of four.</summary>
    private static Dataset HalfNoise()
    {
        var rng = new Rng(4);
        Tensor x = rng.Normal([400, 4]);
        return new Dataset(x, Tensor.From([.. Enumerable.Range(0, 400).Select(row => rng.NextDouble() < 0.5 ? (long)(rng.NextDouble() * 2) : x.GetElement(row * 4) > 0 ? 1L : 0L)]));
    }

    private static Sequential Net(int inputs, int outputs) => Mlp.Create(inputs, [16], outputs, rng: new Rng(1));

    private static Sequential Deep()
    {
        var rng = new Rng(2);
        return new Sequential([.. Enumerable.Range(0, 9).SelectMany(i => new Layer[] { new Linear(i == 0 ? 4 : 8, 8, rng: rng), new Sigmoid() }), new Linear(8, 3, rng: rng)]);
    }

    private static Examination Fit(Dataset data, Layer model, Func<Layer, Optimizer> optimizer, Objective objective, int epochs, int batchSize = 16, Dataset? validation = null, IReadOnlyList<Callback>? callbacks = null)
    {
        var doctor = new TrainingDoctor { ExaminesFirst = false };
        try
        {
            new Trainer(model, optimizer(model), objective) { Rng = new Rng(3), Callbacks = [.. callbacks ?? [], doctor] }.Fit(data, validation, epochs, batchSize, TestContext.Current.CancellationToken);
        }
        catch (TrainingException)
        {
            // The doctor was there until the end.
        }

        return doctor.Examine();
    }

    private static Examination Overfitted()
    {
        Dataset all = HalfNoise();
        return Fit(all[..60], Mlp.Create(4, [128, 128], 2, rng: new Rng(1)), model => new Adam(model, 3e-3), Objective.MultiClass, 40, validation: all[60..]);
    }

    private static Examination Shuffled()
    {
        Dataset all = Datasets.Digits()[..300];
        var rng = new Rng(8);
        var shuffled = new Dataset(all.X, Tensor.From([.. Enumerable.Range(0, all.Count).Select(_ => (long)(rng.NextDouble() * 10))]));
        return Fit(shuffled[..200], Mlp.Create(64, [64], 10, rng: new Rng(1)), model => new Adam(model, 3e-3), Objective.MultiClass, 30, validation: shuffled[200..]);
    }

    private static Examination Impatient()
    {
        Dataset all = HalfNoise();
        return Fit(all[..100], Net(4, 2), model => new Adam(model, 0.01), Objective.MultiClass, 50, validation: all[100..112], callbacks: [new EarlyStopping(1, minimumDelta: 0)]);
    }

    private static Health Sample(int step) => new() { Step = step, Epoch = 1, Loss = 1, LearningRate = 1e-3, GradientNorm = 1 };

    private static LayerHealth Rectifier(double dead) => new() { Name = "1", Kind = "ReLU", DeadShare = dead };

    private static Examination Sampled(params Health[] samples)
    {
        var training = new TrainingCase();
        training.Samples.AddRange(samples);
        return Judge(training);
    }

    private static Examination Judge(TrainingCase training) => new(DoctorRules.OfTraining.SelectMany(rule => rule.Examine(training)));

    /// <summary>Lets nothing of its input through.</summary>
    private sealed class Shut : Layer
    {
        public override Tensor Forward(Tensor x) => x * 0;
    }

    /// <summary>y = x², of which backward sees one factor only.</summary>
    private sealed class CutOff : Layer
    {
        public override Tensor Forward(Tensor x) => x * x.Detach();
    }
}
