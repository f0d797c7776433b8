#:project ../src/Fathom/Fathom.csproj

// The plain loop: clear, forward, loss, backward, step, on real data. Run with: dotnet run examples/08-training-loop.cs

using Fathom;

var (train, validation, test) = Datasets.BreastCancer().Split(validation: 0.1, test: 0.2, stratify: true, seed: 42).Standardize();

var rng = new Rng(seed: 42);
var model = new Sequential(
    new Linear(30, 64, rng: rng), new ReLU(), new Dropout(0.3, rng),
    new Linear(64, 32, rng: rng), new ReLU(), new Dropout(0.2, rng),
    new Linear(32, 1, rng: rng));
var optimizer = new Adam(model, lr: 1e-3);

Console.WriteLine($"{model.ParameterCount} parameters, {train.Count} rows to learn from");
for (int epoch = 1; epoch <= 100; epoch++)
{
    double sum = 0;
    foreach (var (x, y) in train.Steps(32, shuffle: true, rng: rng))
    {
        optimizer.ZeroGradients();
        var loss = Loss.BinaryCrossEntropy(logits: model.Forward(x), labels: y);
        loss.Backward();
        optimizer.Step();
        sum += loss.ToScalar() * x.Shape[0];
    }

    if (epoch % 20 == 0)
        Console.WriteLine($"epoch {epoch,3}   loss {sum / train.Count:F4}");
}

Evaluation result = Evaluation.Of(model, Objective.Binary, test);
Console.WriteLine($"test accuracy {result.Metrics["accuracy"]:F3}");
if (result.Metrics["accuracy"] < 0.94)
    throw new InvalidOperationException("The network should reach 0.94 on the test part.");

/* prints:
4097 parameters, 398 rows to learn from
epoch  20   loss 0.…
epoch  40   loss 0.…
epoch  60   loss 0.…
epoch  80   loss 0.…
epoch 100   loss 0.…
test accuracy 0.9…
*/
