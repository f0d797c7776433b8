#:project ../src/Fathom/Fathom.csproj

// Handwritten digits: pictures of 8 × 8 points, ten classes. Run with: dotnet run examples/11-digits.cs

using Fathom;

var (train, test) = Datasets.Digits().Split(test: 0.2, stratify: true, seed: 1).MinMax();

// What the network sees: sixty-four numbers.
Console.WriteLine($"a {test.Y.GetElement(0)}:");
for (int i = 0; i < 8; i++)
    Console.WriteLine(string.Concat(test.X[0].Reshape(8, 8)[i].ToArray<float>().Select(ink => " ░▒▓█"[(int)(ink * 4)])));

// 64 → 256 → 128 → 10: ten logits, of which the largest is the answer.
var rng = new Rng(seed: 1);
Sequential model = Mlp.Create(64, hidden: [256, 128], outputs: 10, rng: rng);
Console.WriteLine($"{model.ParameterCount:N0} parameters");

var trainer = new Trainer(model, new Adam(model, lr: 1e-3), Objective.MultiClass) { Rng = rng.Fork("order") };
trainer.Fit(train, epochs: 20, batchSize: 64);

Evaluation result = trainer.Evaluate(test);
Console.WriteLine($"test accuracy {result.Metrics["accuracy"]:F3}");
Console.WriteLine(result.Predictions.Confusion());

/* prints:
a 8:
▒▓▒
▒▓█▓
░▓░▒▓
▒▓ ▓░
▓▓▓
▓█▓
▓▒▓░
▒█░
50,826 parameters
test accuracy 0.9…
right \ predicted   0   1   2   3   4   5   6   7   8   9
0                  3…
…
9 …
*/
