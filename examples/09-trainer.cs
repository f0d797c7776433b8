#:project ../src/Fathom/Fathom.csproj

// The trainer: the same loop with validation, early stopping, history and a saved model. Run with: dotnet run examples/09-trainer.cs

using Fathom;

var (train, validation, test) = Datasets.BreastCancer().Split(validation: 0.1, test: 0.2, stratify: true, seed: 42).Standardize();

var rng = new Rng(seed: 42);
Sequential model = Mlp.Create(30, hidden: [64, 32], outputs: 1, dropout: [0.3, 0.2], rng: rng);
var stopping = new EarlyStopping(patience: 10);
var trainer = new Trainer(model, new Adam(model, lr: 1e-3), Objective.Binary)
{
    Callbacks = [stopping],
    Rng = rng.Fork("shuffle"),
};
History history = trainer.Fit(train, validation, epochs: 100, batchSize: 32);
Console.WriteLine($"{history.Epochs.Count} epochs ({history.StopReason}); the model has the weights of epoch {stopping.BestEpoch}");

// One file holds everything; what it predicts is the same to the bit.
string path = Path.Combine(Path.GetTempPath(), $"fathom-example-{Environment.ProcessId}.safetensors");
new ModelFile(model, trainer.Objective).Save(path);
ModelFile loaded = ModelFile.Load(path);
File.Delete(path);
bool same = loaded.Model.Predict(test.X).AsReadOnlySpan<float>().SequenceEqual(model.Predict(test.X).AsReadOnlySpan<float>());
Console.WriteLine($"loaded model predicts the same: {same}");

Evaluation result = trainer.Evaluate(test);
Console.WriteLine($"test accuracy {result.Metrics["accuracy"]:F3}, ROC-AUC {result.Metrics["roc_auc"]:F3}");
Console.WriteLine(result.Predictions.Confusion());

/* prints:
… epochs (EarlyStopping); the model has the weights of epoch …
loaded model predicts the same: True
test accuracy 0.9…, ROC-AUC 0.9…
right \ predicted  malignant  benign
malignant …
benign …
*/
