#:project ../src/Fathom/Fathom.csproj

// A small convolutional network reads digits, and shows those it finds hardest. Run with: dotnet run examples/38-image-network.cs

using Fathom;

// Pictures (N, 1, 8, 8), kept as bytes and brought to mean 0 and deviation 1 when a batch asks for them.
Dataset table = Datasets.Digits();
byte[] pixels = Array.ConvertAll(table.X.ToArray<float>(), ink => (byte)(ink * 255 / 16));
var images = new ImageRows(pixels, [1, 8, 8], table.Y.ToArray<long>());
(double[] mean, double[] deviation) = images.Statistics();
var digits = new Dataset(images.Normalize(mean, deviation), "digits", table.ClassNames);
var (train, test) = digits.Split(test: 0.2, stratify: true, seed: 1);

// Two convolutions of 3×3, a halving, a hidden layer.
var rng = new Rng(seed: 1);
Sequential model = SmallCnn.Create(channels: 1, size: 8, classes: 10, rng);
Console.WriteLine($"{model.ParameterCount:N0} parameters");

int steps = 10 * train.BatchCount(32);
var optimizer = new Adam(model, lr: 2e-3) { Schedule = new LinearWarmup(to: 2e-3, steps / 10).ThenCosine(steps) };
var trainer = new Trainer(model, optimizer, Objective.MultiClass) { Rng = rng.Fork("order") };
trainer.Fit(train, epochs: 10, batchSize: 32);

Evaluation result = trainer.Evaluate(test);
Console.WriteLine($"test accuracy {result.Metrics["accuracy"]:F3}");

// The loss of a picture is −log of the probability of what it is: the largest are worth a look, for the label may be wrong.
double[] outputs = result.Predictions.Outputs.ToArray();
long[] labels = result.Predictions.Labels.ToArray(), predicted = result.Predictions.Predicted.ToArray();
foreach (int row in Enumerable.Range(0, test.Count).OrderBy(row => outputs[(row * 10) + (int)labels[row]]).Take(3))
{
    Console.WriteLine($"a {labels[row]}, taken for {predicted[row]}: loss {-Math.Log(outputs[(row * 10) + (int)labels[row]]):F2}");
    float[] picture = test.X[row].ToArray<float>();
    for (int i = 0; i < 8; i++)
        Console.WriteLine(string.Concat(picture[(8 * i)..(8 * (i + 1))].Select(ink => " ░▒▓█"[Math.Clamp((int)(4 * ((ink * deviation[0]) + mean[0])), 0, 4)])).TrimEnd());
}

/* prints:
38,282 parameters
test accuracy 0.9…
a …, taken for …: loss …
…
*/
