#:project ../src/Fathom/Fathom.csproj

// Monte-Carlo dropout: leave dropout on at prediction, and the spread of the answers is a measure of doubt. Run with: dotnet run examples/21-monte-carlo-dropout.cs

using Fathom;

// A sine, learned on [−π, π] only.
Dataset data = Datasets.Sine(n: 200, noise: 0.1, seed: 1);
var rng = new Rng(seed: 2);
Sequential model = Mlp.Create(1, hidden: [128, 128], outputs: 1, dropout: [0.1], rng: rng);
var trainer = new Trainer(model, new Adam(model, lr: 0.005), Objective.Regression) { Rng = rng.Fork("order") };
trainer.Fit(data, epochs: 200, batchSize: 32);

// Training mode keeps dropout on.
model.Train();
var doubts = new Dictionary<float, double>();
Console.WriteLine("     x   sin x    mean   doubt");
foreach (float at in (float[])[-3, -1.5f, 0, 1.5f, 3, 6, 12])
{
    // A hundred networks: each row has its own mask. Nothing is recorded.
    using var noRecording = Tape.NoGradients();
    Tensor answers = model.Forward(Tensor.Full([100, 1], at));
    doubts[at] = answers.Std().ToScalar();
    Console.WriteLine($"{at,6:F1}  {Math.Sin(at),6:F2}  {answers.Mean().ToScalar(),6:F2}  {doubts[at],6:F3}");
}

Console.WriteLine($"doubt at 12 is larger than at 0: {doubts[12] > doubts[0]}");

/* prints:
x   sin x    mean   doubt
-3.0   -0.14   …   0.…
-1.5   -1.00   …   0.…
0.0    0.00   …   0.…
1.5    1.00   …   0.…
3.0    0.14   …   0.…
6.0   -0.28   …   0.…
12.0   -0.54   …
doubt at 12 is larger than at 0: True
*/
