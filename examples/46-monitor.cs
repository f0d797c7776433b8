#:project ../src/Fathom/Fathom.csproj

// What goes on inside a network while it learns? A monitor samples it; hooks look at a layer by name. Run with: dotnet run examples/46-monitor.cs

using Fathom;

var rng = new Rng(1);
Dataset digits = Datasets.Digits().Normalize();
Sequential model = Mlp.Create(64, [64, 32], 10, rng: rng);

// The monitor: every 100 steps and at each epoch's end. Training is the same, bit for bit, with it and without it.
var monitor = new TrainingMonitor { Every = 20 };
var rates = new LearningRateMonitor();
var optimizer = new Adam(model, lr: 1e-3) { ClipNorm = 1 };
new Trainer(model, optimizer, Objective.MultiClass) { Rng = rng, Callbacks = [monitor, rates] }.Fit(digits, epochs: 3, batchSize: 32);

Health last = monitor.Samples[^1];
Console.WriteLine($"step {last.Step}: gradient norm {last.GradientNorm:F2}, clipped in {last.ClippedShare:P0} of the steps, {rates.Rates.Count} rates, the last {rates.Rates[^1].Rate}");
foreach (LayerHealth layer in last.Layers.Where(layer => layer.UpdateRatio is not null))
    Console.WriteLine($"{layer.Name} {layer.Kind}: gradient norm {layer.GradientNorm:F2}, update ratio {layer.UpdateRatio:E0}, gives {layer.ActivationMean:F1} ± {layer.ActivationDeviation:F1}");
foreach (LayerHealth layer in last.Layers.Where(layer => layer.DeadShare is not null))
    Console.WriteLine($"{layer.Name} {layer.Kind}: {layer.DeadShare:P0} dead, {layer.Activations!.Counts[0]} of {layer.Activations.Counts.Sum()} values in the lowest of {layer.Activations.Counts.Count} bins");

// Hooks: what layers give and get, by name. They end with their scope.
(Tensor x, Tensor y) = digits.First(8);
using (model.Hook("1", (layer, output) => Console.WriteLine($"{layer.Name} {layer.Module} gave {output.Shape}")))
using (model.HookGradient("*", (layer, gradient) => Console.WriteLine($"{layer.Name}: gradient norm {gradient.Norm().ToScalar():F4}")))
    Loss.CrossEntropy(model.Forward(x), y).Backward();

// One look without training: how a network begins. A deep one whose weights are too small fades.
var faint = new Sequential([.. Enumerable.Range(0, 5).SelectMany(_ => new Layer[] { new Linear(64, 64, weight: new NormalInitializer(0, 0.03), rng: rng), new Tanh() })]);
Console.WriteLine(string.Join(" → ", ActivationStatistics.Of(faint, x).Where(layer => layer.Kind == "Tanh").Select(layer => $"{layer.ActivationDeviation:E0}")));

/* prints:
*/
