#:project ../src/Fathom/Fathom.csproj

// Monte-Carlo dropout: leave dropout on at prediction, and the spread of the answers is a measure of doubt. Run with: dotnet run examples/21-monte-carlo-dropout.cs

using Fathom;

// A sine, learned on [−π, π] only.
Dataset data = Datasets.Sine(n: 200, noise: 0.1, seed: 1);
var rng = new Rng(seed: 2);
Sequential model = Mlp.Create(1, hidden: [128, 128], outputs: 1, dropout: [0.1], rng: rng);
var trainer = new Trainer(model, new Adam(model, lr: 0.005), Objective.Regression) { Rng = rng.Fork("order") };
trainer.Fit(data, epochs: 200, batchSize: 32);

// Two hundred predictions, each under masks of its own.
float[] places = [-3, -1.5f, 0, 1.5f, 3, 6, 12];
UncertainPrediction answers = MonteCarloDropout.Predict(model, Tensor.From(places, [places.Length, 1]), samples: 200, rng: rng);
Console.WriteLine("     x   sin x    mean   doubt");
for (int i = 0; i < places.Length; i++)
    Console.WriteLine($"{places[i],6:F1}  {Math.Sin(places[i]),6:F2}  {answers.Mean.GetElement(i),6:F2}  {answers.StandardDeviation.GetElement(i),6:F3}");

// Far from the data the network is wrong, but knows it.
Console.WriteLine($"more doubt at 12 than at 0: {answers.StandardDeviation.GetElement(6) > 3 * answers.StandardDeviation.GetElement(2)}");

/* prints:
     x   sin x    mean   doubt
  -3.0   -0.14   …   0.…
  -1.5   -1.00   …   0.…
   0.0    0.00   …   0.…
   1.5    1.00   …   0.…
   3.0    0.14   …   0.…
   6.0   -0.28   …   0.…
  12.0   -0.54   …
more doubt at 12 than at 0: True
*/
