#:project ../src/Fathom/Fathom.csproj

// The perceptron of 1958 learns AND and OR, but not XOR; a hidden layer does. Run with: dotnet run examples/04-perceptron.cs

using Fathom;

Tensor x = Tensor.From(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
var gates = new (string Name, float[] Truth)[] { ("AND", [0, 0, 0, 1]), ("OR", [0, 1, 1, 1]), ("NAND", [1, 1, 1, 0]), ("XOR", [0, 1, 1, 0]) };

foreach (var (name, truth) in gates)
{
    // w += lr·(y − ŷ)·x after each example, until a pass without error or a thousand passes.
    var perceptron = new Perceptron(inputs: 2);
    IReadOnlyList<int> errors = perceptron.Fit(x, Tensor.From(truth));
    Console.WriteLine(errors[^1] == 0
        ? $"{name,-4} learned after {errors.Count - 1} passes: {perceptron.Weights[0]:F2}·x₁ + {perceptron.Weights[1]:F2}·x₂ + {perceptron.Bias:F2} > 0"
        : $"{name,-4} not learned in {errors.Count:N0} passes: never fewer than {errors.Min()} wrong");
}

// One line cannot part XOR's ones from its zeros. Two lines can, and a hidden layer draws them.
Sequential model = Mlp.Create(2, hidden: [8], outputs: 1, activation: "tanh", rng: new Rng(1));
var trainer = new Trainer(model, new Adam(model, lr: 0.05), Objective.Binary);
trainer.Fit(new Dataset(x, Tensor.From(gates[^1].Truth, [4, 1])), epochs: 500, batchSize: 4);
Console.WriteLine($"XOR  by an MLP: {string.Join(' ', Objective.Binary.Classes(model.Predict(x)).ToArray<long>())}");

/* prints:
AND  learned after 5 passes: 0.02·x₁ + 0.01·x₂ + -0.02 > 0
OR   learned after 3 passes: 0.01·x₁ + 0.01·x₂ + 0.00 > 0
NAND learned after 5 passes: -0.02·x₁ + -0.01·x₂ + 0.03 > 0
XOR  not learned in 1,000 passes: never fewer than 2 wrong
XOR  by an MLP: 0 1 1 0
*/
