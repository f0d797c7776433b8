#:project ../src/Fathom/Fathom.csproj

// Against learning by heart: 57 tumours to learn from, a network of 6,209 parameters. Run with: dotnet run examples/14-regularization.cs

using Fathom;

var (train, validation, test) = Datasets.BreastCancer().Split(validation: 0.1, test: 0.8, stratify: true, seed: 5).Standardize();
Console.WriteLine($"{train.Count} rows to learn from");
var testLoss = new Dictionary<string, double>();
Console.WriteLine("                   train loss   test loss   weights at 0");

Run("nothing", Net(), groups => new Adam(groups));
Run("dropout 0.5", Net(dropout: 0.5), groups => new Adam(groups));
// Decay takes lr·λ of each weight a step: with only 800 steps λ has to be large.
Run("weight decay", Net(), groups => new AdamW(groups, weightDecay: 1));

// L1 by the proximal step: after each step weights are drawn towards 0 and stop there, so most become exactly 0.
Run("L1", Net(), groups => new Adam(groups) { L1 = 1e-3 });

// Early stopping goes back to the last epoch that lowered the validation loss by more than .001.
Run("early stopping", Net(), groups => new Adam(groups), new EarlyStopping(patience: 10));

Console.WriteLine($"each does better on new rows than nothing: {testLoss.Values.Skip(1).All(loss => loss < testLoss["nothing"])}");

Sequential Net(double dropout = 0) => Mlp.Create(30, hidden: [64, 64], outputs: 1, dropout: [dropout], rng: new Rng(1));

void Run(string name, Sequential model, Func<ParameterGroup[], Optimizer> optimizer, params Callback[] callbacks)
{
    // Biases neither decay nor become sparse.
    var trainer = new Trainer(model, optimizer(ParameterGroup.WeightsAndOthers(model)), Objective.Binary) { Callbacks = callbacks, Rng = new Rng(2) };
    trainer.Fit(train, validation, epochs: 200, batchSize: 16);
    testLoss[name] = trainer.Evaluate(test).Loss;
    Console.WriteLine($"{name,-16}   {trainer.Evaluate(train).Loss,10:F4}   {testLoss[name],9:F4}   {Sparsity.Of(model),12:P0}");
}

/* prints:
57 rows to learn from
train loss   test loss   weights at 0
nothing                0.000…      0.2…            0 %
dropout 0.5            0.00…      0.1…            0 %
weight decay           0.00…      0.1…            0 %
L1                     0.00…      0.1…   8…
early stopping         0.000…      0.2…            0 %
each does better on new rows than nothing: True
*/
