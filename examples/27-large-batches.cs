#:project ../src/Fathom/Fathom.csproj

// A batch larger than memory, and a step that must not be too long: accumulation and clipping. Run with: dotnet run examples/27-large-batches.cs

using Fathom;

Dataset data = Datasets.Moons(n: 100, noise: 0.1, seed: 1);
Sequential model = Mlp.Create(2, hidden: [16], outputs: 1, rng: new Rng(1));
model.ConvertTo(DType.Float64);
Tensor x = data.X.To(DType.Float64), y = data.Y.To(DType.Float64);

// All rows at once.
Loss.BinaryCrossEntropy(model.Forward(x), y).Backward();
double[] whole = Gradients();

// In parts of 32, 32, 32 and 4 rows: gradients add up, each part weighted by its share of the rows.
model.ZeroGradients();
for (int i = 0; i < 100; i += 32)
{
    int end = Math.Min(i + 32, 100);
    (Loss.BinaryCrossEntropy(model.Forward(x[i..end]), y[i..end]) * ((end - i) / 100.0)).Backward();
}

Console.WriteLine($"same gradient within 1e-12: {whole.Zip(Gradients()).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12)}");

// The trainer does it by itself: steps of 100 rows, 32 in memory.
Sequential other = Mlp.Create(2, hidden: [16], outputs: 1, rng: new Rng(1));
var trainer = new Trainer(other, new Adam(other, lr: 0.01), Objective.Binary) { MicroBatchSize = 32, Rng = new Rng(2) };
Console.WriteLine($"after 200 steps: loss {trainer.Fit(data, epochs: 200, batchSize: 100).Epochs[^1].TrainLoss:F2}");

// Clipping: a gradient longer than the limit is scaled down to it; the direction stays, and the norm before is returned.
model.ZeroGradients();
(Loss.BinaryCrossEntropy(model.Forward(x), y) * 1000).Backward();
double before = Clip.ByNorm(model.Parameters, maxNorm: 1);
Console.WriteLine($"norm was above 100: {before > 100}; now it is {Clip.ByNorm(model.Parameters, maxNorm: 1):F3}");

// An optimizer clips at each step when told to, and says what the norm was.
var optimizer = new Sgd(model, lr: 0.1) { ClipNorm = 1 };
optimizer.Step();
Console.WriteLine($"the optimizer saw {optimizer.GradientNorm:F3}");

double[] Gradients() => [.. model.Parameters.SelectMany(parameter => parameter.Tensor.Gradient.ToArray<double>())];

/* prints:
same gradient within 1e-12: True
after 200 steps: loss 0.2…
norm was above 100: True; now it is 1.000
the optimizer saw 1.000
*/
