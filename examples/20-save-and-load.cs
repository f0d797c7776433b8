#:project ../src/Fathom/Fathom.csproj

// Saving and loading: one file with network, weights and task. Run with: dotnet run examples/20-save-and-load.cs

using Fathom;

string folder = Directory.CreateTempSubdirectory("fathom-example-").FullName;
string path = Path.Combine(folder, "iris.safetensors");
var (train, test) = Datasets.Iris().Split(test: 0.2, stratify: true, seed: 3).Standardize();
Sequential model = Mlp.Create(4, hidden: [16], outputs: 3, rng: new Rng(3));
var trainer = new Trainer(model, new Adam(model, lr: 0.01), Objective.MultiClass) { Rng = new Rng(4) };
trainer.Fit(train, epochs: 30, batchSize: 16);

new ModelFile(model, trainer.Objective) { Texts = { ["note"] = "trained on 120 irises" } }.Save(path);

// Loading needs no code that knows the network: the file describes it, and carries a hash.
ModelFile file = ModelFile.Load(path);
Console.WriteLine($"{string.Join(" → ", ((Sequential)file.Model).Select(layer => layer.ToString()))}; {file.Texts["note"]}");
Console.WriteLine($"same predictions, bit for bit: {file.Model.Predict(test.X).ToArray<float>().SequenceEqual(model.Predict(test.X).ToArray<float>())}");
Console.WriteLine($"accuracy {Evaluation.Of(file.Model, file.Objective, test).Metrics["accuracy"]:F3}");

// Weights alone go into a network of the same shape; a snapshot in memory goes back by name.
Sequential twin = Mlp.Create(4, hidden: [16], outputs: 3, rng: new Rng(99));
IReadOnlyList<NamedTensor> before = twin.Snapshot();
ModelFile.LoadWeights(twin, path);
Console.WriteLine($"the twin predicts the same: {twin.Predict(test.X).ToArray<float>().SequenceEqual(model.Predict(test.X).ToArray<float>())}");
twin.Restore(before);

// One altered bit is refused.
byte[] bytes = File.ReadAllBytes(path);
bytes[^1] ^= 1;
File.WriteAllBytes(path, bytes);
try
{
    ModelFile.Load(path);
}
catch (FileFormatException error)
{
    Console.WriteLine(error.Message);
}

Directory.Delete(folder, recursive: true);

/* prints:
Linear(4, 16) → ReLU → Linear(16, 3); trained on 120 irises
same predictions, bit for bit: True
accuracy 0.9…
the twin predicts the same: True
…iris.safetensors: The file was altered or damaged after it was written: …
*/
