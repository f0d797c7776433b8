namespace Fathom.Tests.Training.Doctoring;

/// <summary>A hand-written loop with the doctor beside it, whose calls a test can put wrong.</summary>
internal sealed class WatchedLoop
{
    public WatchedLoop(Layer? model = null, Dataset? data = null, double lr = 0.01)
    {
        Data = data ?? Datasets.Moons(200, seed: 1);
        Model = model ?? new Sequential(new Linear(2, 16, rng: new Rng(1)), new ReLU(), new Dropout(0.2, new Rng(2)), new Linear(16, 1, rng: new Rng(3)));
        Optimizer = new Adam(Model, lr) { IgnoreMissingGradients = true };
        Calls = (loop, x, y) =>
        {
            loop.Optimizer.ZeroGradients();
            Tensor loss = loop.Loss(x, y);
            loss.Backward();
            loop.Optimizer.Step();
            return loss;
        };
        Validate = loop => loop.Validation();
    }

    public Layer Model { get; }

    public Optimizer Optimizer { get; init; }

    public Dataset Data { get; }

    public Objective Objective { get; init; } = Objective.Binary;

    /// <summary>One step; gives the loss.</summary>
    public Func<WatchedLoop, Tensor, Tensor, Tensor> Calls { get; init; }

    public Func<WatchedLoop, double?> Validate { get; init; }

    public Action<WatchedLoop> Begin { get; init; } = loop => loop.Model.Train();

    public Tensor Loss(Tensor x, Tensor y) => Objective.Loss(Model.Forward(x), y);

    public double? Validation()
    {
        Model.Evaluate();
        using (Step.Begin())
        using (Tape.NoGradients())
            return Loss(Data.X, Data.Y).ToScalar();
    }

    public Examination Run(int epochs = 4, int batchSize = 20)
    {
        using DoctorWatch watch = Doctor.Watch(Model, Optimizer, Objective, Data);
        var order = new Rng(5);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            Begin(this);
            foreach ((Tensor x, Tensor y) in Data.Steps(batchSize, shuffle: true, rng: order))
                watch.Step(Calls(this, x, y));
            watch.Epoch(Validate(this));
        }

        return watch.Examine();
    }
}
