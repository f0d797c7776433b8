#:project ../src/Fathom/Fathom.csproj

// The learning-rate finder: train a little while the rate grows, and look where the loss falls fastest. Run with: dotnet run examples/16-learning-rate-finder.cs

using Fathom;

Dataset data = Datasets.Digits();
Dataset train = new DatasetSplit(data, null, null).MinMax().Train;
Sequential model = Mlp.Create(64, hidden: [64], outputs: 10, rng: new Rng(1));
var optimizer = new Sgd(model, momentum: 0.9);
byte[] before = Bytes(model);

// A hundred rates from 1e-7 to 10; it ends when the loss is four times its smallest.
LearningRateSearch search = LearningRateFinder.Find(model, optimizer, Objective.MultiClass, train, batchSize: 64);
Console.WriteLine(search);
Console.WriteLine($"the model is as it was, bit for bit: {before.SequenceEqual(Bytes(model))}");

Console.WriteLine(TerminalPlot.Render(new LineChart
{
    Title = "loss by learning rate",
    LogX = true,
    YRange = (0, 5),
    Series = { new ChartSeries("smoothed loss", search.Rates, search.Smoothed) },
    Marks = { new ChartMark(search.Suggestion!.Value, "suggestion") },
}, height: 10));

// The suggestion against a hundredth of it and thirty times as much, after three epochs.
foreach (double factor in (double[])[0.01, 1, 30])
{
    Sequential fresh = Mlp.Create(64, hidden: [64], outputs: 10, rng: new Rng(1));
    var trainer = new Trainer(fresh, new Sgd(fresh, search.Suggestion.Value * factor, momentum: 0.9), Objective.MultiClass) { Rng = new Rng(2) };
    trainer.Fit(train, epochs: 3, batchSize: 64);
    Console.WriteLine($"{factor,5} × suggestion: accuracy {trainer.Evaluate(train).Metrics["accuracy"]:F2}");
}

static byte[] Bytes(Sequential model) => [.. model.State.SelectMany(state => System.Runtime.InteropServices.MemoryMarshal.AsBytes(state.Tensor.AsReadOnlySpan<float>()).ToArray())];

/* prints:
The suggested learning rate is 0.11, where the loss falls fastest; …
the model is as it was, bit for bit: True
loss by learning rate
… smoothed loss
…
0.01 × suggestion: accuracy 0.2…
1 × suggestion: accuracy 0.9…
30 × suggestion: accuracy 0.1…
*/
