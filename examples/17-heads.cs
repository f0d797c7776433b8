#:project ../src/Fathom/Fathom.csproj

// Heads: several labels at once, and several values at once. Run with: dotnet run examples/17-heads.cs

using Fathom;

var rng = new Rng(seed: 3);
Tensor points = rng.Uniform([1000, 2], low: -1, high: 1);

// Multi-label: three questions about a point, each answered by its own logit. Right of the middle? Above it? Near it?
Tensor x = points.Slice(1, 0, 1), y = points.Slice(1, 1, 2);
Tensor labels = Tensor.Concat([x.Greater(0), y.Greater(0), (x.Square() + y.Square()).Less(0.3)], axis: 1).To(DType.Float32);
var questions = new Dataset(points, labels, classNames: ["right", "above", "near"]);
var (train, test) = questions.Split(test: 0.2, seed: 1);
Sequential model = Mlp.Create(2, hidden: [32, 32], outputs: 3, rng: rng);
var trainer = new Trainer(model, new Adam(model, lr: 0.01), Objective.MultiLabel) { Rng = rng.Fork("order") };
trainer.Fit(train, epochs: 40, batchSize: 32);

Evaluation result = trainer.Evaluate(test);
Console.WriteLine($"all three labels right: {result.Metrics["accuracy"]:F2}");
Tensor p = Objective.MultiLabel.Probabilities(model.Predict(Tensor.From(new float[,] { { 0.1f, -0.2f } })));
Console.WriteLine("(0.1, -0.2): " + string.Join(", ", questions.ClassNames!.Select((name, i) => $"{name} {(p.GetElement(i) >= 0.5 ? "yes" : "no")}")));

// Regression with two values: from angle and radius to x and y.
Tensor polar = Tensor.Concat([rng.Uniform([1000, 1], -3, 3), rng.Uniform([1000, 1], 0.5, 1.5)], axis: 1);
Tensor angle = polar.Slice(1, 0, 1), radius = polar.Slice(1, 1, 2);
Tensor place = Tensor.Concat([radius * angle.Cos(), radius * angle.Sin()], axis: 1);
var (fit, check) = new Dataset(polar, place).Split(test: 0.2, seed: 1);
Sequential map = Mlp.Create(2, hidden: [64, 64], outputs: 2, activation: "gelu", rng: rng);
var regression = new Trainer(map, new Adam(map, lr: 0.005), Objective.Regression) { Rng = rng.Fork("order") };
regression.Fit(fit, epochs: 100, batchSize: 32);
Console.WriteLine($"two values: R² above 0.99: {regression.Evaluate(check).Metrics["r2"] > 0.99}");

/* prints:
all three labels right: 0.9…
(0.1, -0.2): right yes, above no, near yes
two values: R² above 0.99: True
*/
