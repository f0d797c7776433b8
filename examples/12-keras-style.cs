#:project ../src/Fathom/Fathom.csproj

// The classifier of every Keras tutorial, on the built-in digits: batch norm, dropout, early stopping. Run with: dotnet run examples/12-keras-style.cs

using Fathom;

// The last 10 % of the training rows are set aside for validation before the epochs begin to shuffle them.
var (rest, test) = Datasets.Digits().Split(test: 0.2, stratify: true, seed: 7);
var (first, last) = rest.Split(validation: 0.1, shuffle: false);
var (train, validation, held) = new DatasetSplit(first, last, test).MinMax();

var rng = new Rng(seed: 7);
var model = new Sequential(
    new Linear(64, 128, weight: new HeUniform(), rng: rng), new ReLU(),
    new BatchNorm1d(128),
    new Dropout(0.3, rng),
    new Linear(128, 10, weight: new XavierUniform(), rng: rng));
Console.WriteLine($"{model.ParameterCount:N0} parameters, of which batch norm has {model[2].ParameterCount}");

var stopping = new EarlyStopping(patience: 3, minimumDelta: 0);
var trainer = new Trainer(model, new Adam(model, lr: 1e-3), Objective.MultiClass)
{
    Callbacks = [stopping],
    Rng = rng.Fork("order"),
};
History history = trainer.Fit(train, validation, epochs: 10, batchSize: 64);
foreach (EpochRecord epoch in history.Epochs)
    Console.WriteLine($"epoch {epoch.Epoch,2}   loss {epoch.TrainLoss:F4}   validation loss {epoch.ValidationLoss:F4}   accuracy {epoch.Metrics["accuracy"]:F3}");

// The weights are those of the best epoch, however training ended; batch norm now uses its running statistics.
Console.WriteLine($"best epoch: {stopping.BestEpoch}");
Console.WriteLine($"test accuracy {trainer.Evaluate(held).Metrics["accuracy"]:F3}");

/* prints:
9,866 parameters, of which batch norm has 256
epoch  1   loss 2.5…   validation loss 1.6…   accuracy 0.…
epoch  2   loss 1.2…   validation loss 0.8…   accuracy 0.…
epoch  3   loss 0.…   validation loss 0.…   accuracy 0.…
epoch  4   loss 0.…   validation loss 0.…   accuracy 0.…
epoch  5   loss 0.…   validation loss 0.…   accuracy 0.…
epoch  6   loss 0.…   validation loss 0.…   accuracy 0.…
epoch  7   loss 0.…   validation loss 0.…   accuracy 0.…
epoch  8   loss 0.…   validation loss 0.…   accuracy 0.…
epoch  9   loss 0.…   validation loss 0.…   accuracy 0.…
epoch 10   loss 0.…   validation loss 0.…   accuracy 0.…
best epoch: 10
test accuracy 0.9…
*/
