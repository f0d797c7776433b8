#:project ../src/Fathom/Fathom.csproj

// Predicting with a trained network, many times or from many threads: a predictor, made once. Run with: dotnet run examples/41-predictor.cs

using Fathom;

var (train, test) = Datasets.Digits().Split(test: 0.2, stratify: true, seed: 1);
var rng = new Rng(seed: 1);
var model = new Sequential(
    new Linear(64, 96, rng: rng), new BatchNorm1d(96), new ReLU(), new Dropout(0.2, rng), new Linear(96, 10, rng: rng));
var trainer = new Trainer(model, new Adam(model, lr: 2e-3), Objective.MultiClass) { Rng = rng.Fork("order") };
trainer.Fit(train, epochs: 10, batchSize: 32);

// Weights are copied and packed, the normalization is multiplied into them, the rectifier works where the numbers are written, dropout is gone.
var predictor = new Predictor(new Sequential([.. model, new Softmax()]));
foreach (string step in predictor.Steps)
    Console.WriteLine(step);

// One row: numbers in, numbers out, nothing allocated.
float[] row = test.X[0].ToArray<float>(), probabilities = new float[10];
predictor.Predict(row, probabilities);
Console.WriteLine($"probabilities of one digit add up to {probabilities.Sum():F3}");

// Many rows: a tensor, or the same call with rows one after another.
Tensor all = predictor.Predict(test.X);
Console.WriteLine($"{all.Shape[0]} digits at once; the first has the same bits as alone: {all[0].ToArray<float>().SequenceEqual(probabilities)}");

// Any number of threads may ask one predictor.
int[] read = new int[test.Count];
Parallel.For(0, test.Count, i =>
{
    float[] y = predictor.Predict(test.X.AsReadOnlySpan<float>().Slice(64 * i, 64));
    read[i] = Array.IndexOf(y, y.Max());
});
double right = read.Zip(test.Y.ToArray<long>(), (a, b) => a == b ? 1.0 : 0).Average();
Console.WriteLine($"read right by many threads: {(right >= 0.95 ? "at least 95 %" : $"only {right:P1}")}");

// A snapshot: what the model learns afterwards changes no prediction.
trainer.Fit(train, epochs: 1, batchSize: 32);
Console.WriteLine($"after more training the predictor answers as before: {predictor.Predict(row).SequenceEqual(probabilities)}");

/* prints:
Linear(64, 96) + BatchNorm1d(96) + ReLU
Linear(96, 10)
Softmax
probabilities of one digit add up to 1.000
359 digits at once; the first has the same bits as alone: True
read right by many threads: at least 95 %
after more training the predictor answers as before: True
*/
