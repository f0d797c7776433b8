#:project ../src/Fathom/Fathom.csproj

// A complete program: is a tumour malignant? 569 of them, 30 measurements each. Run with: dotnet run examples/10-breast-cancer.cs

using Fathom;

// Data: four fifths to learn from, each class in proportion; scaled by the mean and deviation of the training part alone.
var (train, test) = Datasets.BreastCancer().Split(test: 0.2, stratify: true, seed: 42).Standardize();

// Network: 30 → 64 → 32 → 1, dropout 0.3 and 0.2.
var rng = new Rng(seed: 42);
Sequential model = Mlp.Create(30, hidden: [64, 32], outputs: 1, dropout: [0.3, 0.2], rng: rng);
ModelSummary summary = ModelSummary.Of(model, [1, 30]);
foreach (ModelSummary.Row row in summary.Rows)
    Console.WriteLine($"{row.Layer,-16} {row.Parameters,5:N0}");
Console.WriteLine($"{"parameters",-16} {summary.Parameters,5:N0}");

// Training: Adam, 100 epochs of 15 steps. The test part is looked at, but nothing is chosen by it.
var trainer = new Trainer(model, new Adam(model, lr: 1e-3), Objective.Binary) { Rng = rng.Fork("order") };
History history = trainer.Fit(train, test, epochs: 100, batchSize: 32);
foreach (EpochRecord epoch in history.Epochs.Where(epoch => epoch.Epoch % 20 == 0))
    Console.WriteLine($"epoch {epoch.Epoch,3}   loss {epoch.TrainLoss:F4}   test loss {epoch.ValidationLoss:F4}");

// Judgement, and the curves.
Evaluation result = trainer.Evaluate(test);
Console.WriteLine($"test accuracy {result.Metrics["accuracy"]:F3}: {(result.Metrics["accuracy"] >= 0.94 ? "good" : "worse than it should be")}");
Console.WriteLine(TerminalPlot.Render(new LineChart
{
    Title = "loss",
    XLabel = "epoch",
    Series = { new ChartSeries("training", [.. history.Epochs.Select(epoch => epoch.TrainLoss)]), new ChartSeries("test", [.. history.Epochs.Select(epoch => epoch.ValidationLoss!.Value)]) },
}, height: 12));

/* prints:
Linear(30, 64)   1,984
ReLU                 0
Dropout(0.3)         0
Linear(64, 32)   2,080
ReLU                 0
Dropout(0.2)         0
Linear(32, 1)       33
parameters       4,097
epoch  20   loss 0.…   test loss 0.…
epoch  40   loss 0.…   test loss 0.…
epoch  60   loss 0.…   test loss 0.…
epoch  80   loss 0.…   test loss 0.…
epoch 100   loss 0.…   test loss 0.…
test accuracy 0.9…: good
loss
… training … test
…
epoch
*/
