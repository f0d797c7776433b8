#:project ../src/Fathom/Fathom.csproj

// A training that looks after itself: a callback of one's own, a time limit, early stopping by a metric, and what is said when numbers stop being numbers.
// Run with: dotnet run examples/49-guard.cs

using Fathom;

(Dataset train, Dataset validation) = Datasets.Iris().Split(validation: 0.2, stratify: true).Standardize();
var model = new Sequential(new Linear(4, 16, rng: new Rng(1)), new ReLU(), new Linear(16, 3, rng: new Rng(2)));
var trainer = new Trainer(model, new Adam(model, lr: 0.01), Objective.MultiClass)
{
    Callbacks = [new EarlyStopping(patience: 10) { Metric = "accuracy" }, new TimeLimit(TimeSpan.FromMinutes(1)), new EveryTen()],
    Rng = new Rng(3),
};
History history = trainer.Fit(train, validation, epochs: 100);
Console.WriteLine($"stopped by {history.StopReason}; best epoch {history.Best!.Epoch}, accuracy {Display.Fixed(history.Best.Metrics["accuracy"])}");
foreach (string warning in history.Warnings)
    Console.WriteLine($"warning: {warning}");

// A layer that takes the logarithm of what may be 0: training stops, names it, and gives the weights back that it had.
var broken = new Sequential(new Linear(4, 16, rng: new Rng(1)), new ReLU(), new Logarithm(), new Linear(16, 3, rng: new Rng(2)));
try
{
    new Trainer(broken, new Sgd(broken, lr: 0.01), Objective.MultiClass) { Rng = new Rng(3) }.Fit(train, epochs: 5);
}
catch (TrainingException error)
{
    Console.WriteLine($"\n{error.Message}");
    Console.WriteLine($"layer {error.Origin!.Layer}, operation {error.Origin.Operation}, epoch {error.Epoch}, step {error.Step}");
}

// A rate that is far too large is noticed while the loss is still a number.
var fast = new Linear(4, 1, rng: new Rng(1));
var values = new Dataset(train.X, new Rng(4).Normal([train.Count, 1]));
try
{
    new Trainer(fast, new Sgd(fast, lr: 8), Objective.Regression) { Rng = new Rng(3) }.Fit(values, epochs: 5, batchSize: 8);
}
catch (TrainingException error)
{
    Console.WriteLine($"\n{error.Message}");
}

/// <summary>A callback of one's own: overrides what it needs, may stop training, and may say what users should look at.</summary>
internal sealed class EveryTen : Callback
{
    public override void OnEpoch(TrainingState state)
    {
        if (state.Epoch % 10 == 0)
            Console.WriteLine($"epoch {state.Epoch}: {Display.Fixed(state.LastEpoch!.TrainLoss)}");
        if (state.LastEpoch!.ValidationLoss > 2 * state.LastEpoch.TrainLoss + 0.5)
            state.Warn("The validation loss is far above the training loss: the network learns its rows by heart.");
    }
}

internal sealed class Logarithm : Layer
{
    public override Tensor Forward(Tensor x) => x.Log();
}

/* prints:
epoch 10: …
epoch 20: …
stopped by EarlyStopping; best epoch …, accuracy …

The loss became NaN. The first number that is not finite came from Log in the layer '2' (Logarithm): it gave −∞ in … numbers (32, 16), from an input between 0 and …. It happened in epoch 1, step 1 of 4; the model has the weights it began with again. The logarithm of 0 and below is no number: add a small constant, clamp first, or use a loss that takes logits.
layer 2, operation Log, epoch 1, step 1

The loss rose more than a million times within 5 steps, from … to …: the learning rate 8 is far too large. It happened in epoch 1, step … of 15; the model has the weights it began with again. Try a learning rate of 0.8, or gradient clipping.
*/
