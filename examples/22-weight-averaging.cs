#:project ../src/Fathom/Fathom.csproj

// Weight averaging: the mean of many steps is quieter than the last one. Run with: dotnet run examples/22-weight-averaging.cs

using Fathom;

var (train, test) = Datasets.Digits().Split(test: 0.5, stratify: true, seed: 1).MinMax();

// Nothing, a moving average (EMA) after each step, an equal average (SWA) of the last epochs.
double last = Run("last weights", model => null);
double ema = Run("EMA", model => new ExponentialMovingAverage(model, decay: 0.99) { StatisticsFrom = train });
double swa = Run("SWA", model => new StochasticWeightAverage(model, start: 11) { StatisticsFrom = train });
Console.WriteLine($"both averages have the lower test loss: {ema < last && swa < last}");

double Run(string name, Func<Sequential, WeightAverage?> averaging)
{
    // A rate this high keeps the weights jumping around the valley; the average lies in it.
    Sequential model = Mlp.Create(64, hidden: [64], outputs: 10, normalization: "batch", rng: new Rng(1));
    WeightAverage? average = averaging(model);
    var trainer = new Trainer(model, new Sgd(model, lr: 0.05, momentum: 0.9), Objective.MultiClass)
    {
        Callbacks = average is null ? [] : [average],
        Rng = new Rng(2),
    };
    trainer.Fit(train, epochs: 20, batchSize: 16);

    // At the end the model has the averaged weights, and batch norm's statistics were computed anew: those of the last weights would not fit.
    Evaluation result = trainer.Evaluate(test);
    Console.WriteLine($"{name,-12}  test loss {result.Loss:F3}, accuracy {result.Metrics["accuracy"]:F3}");
    return result.Loss;
}

/* prints:
last weights  test loss 0.…
EMA           test loss 0.…
SWA           test loss 0.…
both averages have the lower test loss: True
*/
