#:project ../src/Fathom/Fathom.csproj

// What goes on inside a network while it learns? A monitor samples it; hooks look at a layer by name. Run with: dotnet run examples/46-monitor.cs

using Fathom;

var rng = new Rng(1);
DatasetSplit digits = Datasets.Digits().Split(test: 0.2, seed: 42).Standardize();
Sequential model = Mlp.Create(64, [64, 32], 10, rng: rng);

// The monitor: every 100 steps and at each epoch's end. Training is the same, bit for bit, with it and without it.
var monitor = new TrainingMonitor { Every = 20 };
var rates = new LearningRateMonitor();
var optimizer = new Adam(model, lr: 1e-3) { ClipNorm = 1 };
new Trainer(model, optimizer, Objective.MultiClass) { Rng = rng, Callbacks = [monitor, rates] }.Fit(digits.Train, epochs: 3, batchSize: 32);

Health last = monitor.Samples[^1];
Console.WriteLine($"step {last.Step}: gradient norm {last.GradientNorm:F2}, clipped in {Display.Percent(last.ClippedShare!.Value)} of the steps, {rates.Rates.Count} rates, the last {rates.Rates[^1].Rate}");
foreach (LayerHealth layer in last.Layers.Where(layer => layer.UpdateRatio is not null))
    Console.WriteLine($"{layer.Name} {layer.Kind}: gradient norm {layer.GradientNorm:F2}, update ratio {layer.UpdateRatio:E0}, gives {layer.ActivationMean:F1} ± {layer.ActivationDeviation:F1}");
foreach (LayerHealth layer in last.Layers.Where(layer => layer.DeadShare is not null))
    Console.WriteLine($"{layer.Name} {layer.Kind}: {Display.Percent(layer.DeadShare!.Value)} dead, {layer.Activations!.Counts[0]} of {layer.Activations.Counts.Sum()} values in the lowest of {layer.Activations.Counts.Count} bins");

// Hooks: what layers give and get, by name. They end with their scope.
(Tensor x, Tensor y) = (digits.Test.X[..8], digits.Test.Y[..8]);
using (model.Hook("1", (layer, output) => Console.WriteLine($"{layer.Name} {layer.Module} gave {output.Shape}")))
using (model.HookGradient("*", (layer, gradient) => Console.WriteLine($"{layer.Name}: gradient norm {gradient.Norm().ToScalar():F4}")))
    Loss.CrossEntropy(model.Forward(x), y).Backward();

// One look without training: how a network begins. A deep one whose weights are too small fades.
var faint = new Sequential([.. Enumerable.Range(0, 5).SelectMany(_ => new Layer[] { new Linear(64, 64, weight: new NormalInitializer(0, 0.03), rng: rng), new Tanh() })]);
Console.WriteLine(string.Join(" → ", ActivationStatistics.Of(faint, x).Where(layer => layer.Kind == "Tanh").Select(layer => $"{layer.ActivationDeviation:E0}")));

/* prints:
step 135: gradient norm …, clipped in … of the steps, 135 rates, the last 0.001
0 Linear: gradient norm …, update ratio 1E-003, gives …
2 Linear: gradient norm …, update ratio 2E-003, gives …
4 Linear: gradient norm …, update ratio 1E-003, gives …
1 ReLU: … dead, … of 1920 values in the lowest of 30 bins
3 ReLU: … dead, … of 960 values in the lowest of 30 bins
1 ReLU gave (8, 64)
4: gradient norm …
3: gradient norm …
2: gradient norm …
1: gradient norm …
0: gradient norm …
2E-001 → 4E-002 → 9E-003 → 2E-003 → 5E-004
*/
