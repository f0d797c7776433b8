#:project ../src/Fathom/Fathom.csproj

// Optimizers, schedules, parameter groups. Run with: dotnet run examples/15-optimizers.cs

using Fathom;

Dataset data = Datasets.Moons(n: 400, noise: 0.15, seed: 1);

// Every optimizer by name, each with its usual rate: the same network, the same 300 steps.
foreach (string name in (string[])["plain-sgd", "sgd", "rmsprop", "adagrad", "adam", "adamw", "nadam", "lion"])
{
    Sequential model = Net();
    Optimizer optimizer = StandardOptimizers.Create(name, model);
    Console.WriteLine($"{name,-10} rate {optimizer.LearningRate,-7} loss {Train(model, optimizer):F3}");
}

// A schedule is a function of the step, to be looked at before training: warm up, then along a cosine to 0.
Schedule schedule = new LinearWarmup(to: 0.02, steps: 30).Then(30, new Cosine(from: 0.02, to: 0, steps: 270));
Console.WriteLine(string.Join("  ", new long[] { 0, 15, 30, 165, 300 }.Select(step => $"{step}: {schedule.At(step):F4}")));
Sequential scheduled = Net();
Console.WriteLine($"with the schedule: loss {Train(scheduled, new Adam(scheduled) { Schedule = schedule }):F3}");

// Or the rate halves whenever the loss has not improved for more than two epochs.
Sequential plateaued = Net();
var plateau = new RateOnPlateau(new ReduceOnPlateau(0.05, factor: 0.5, patience: 2));
Console.WriteLine($"on a plateau: loss {Train(plateaued, new Adam(plateaued, lr: 0.05), plateau):F3}, rate below 0.05: {plateau.Plateau.Rate < 0.05}");

// Groups: weights decay, biases do not; the first layer learns at a tenth of the rate; the second is frozen.
Sequential grouped = Net();
grouped[2].Freeze();
double[] before = [.. grouped.Parameters.Select(parameter => parameter.Tensor.Norm().ToScalar())];
Train(grouped, new AdamW([
    new ParameterGroup(grouped[0]) { LearningRateFactor = 0.1 },
    .. ParameterGroup.WeightsAndOthers(grouped[4])]));
Console.WriteLine("moved: " + string.Join(", ", grouped.Parameters.Select((p, i) => $"{p.Name} {(p.Tensor.Norm().ToScalar() == before[i] ? "no" : "yes")}")));

static Sequential Net() => Mlp.Create(2, hidden: [32, 32], outputs: 1, rng: new Rng(1));

double Train(Sequential model, Optimizer optimizer, params Callback[] callbacks)
{
    var trainer = new Trainer(model, optimizer, Objective.Binary) { Callbacks = callbacks, Rng = new Rng(2) };
    trainer.Fit(data, epochs: 24, batchSize: 32);
    return trainer.Evaluate(data).Loss;
}

/* prints:
plain-sgd  rate 0.1     loss 0.2…
sgd        rate 0.01    loss 0.1…
rmsprop    rate 0.001   loss 0.1…
adagrad    rate 0.01    loss 0.2…
adam       rate 0.001   loss 0.2…
adamw      rate 0.001   loss 0.2…
nadam      rate 0.002   loss 0.1…
lion       rate 0.0001  loss 0.3…
0: 0.0007  15: 0.0107  30: 0.0200  165: 0.0100  300: 0.0000
with the schedule: loss 0.01…
on a plateau: loss 0.00…, rate below 0.05: True
moved: 0.weight yes, 0.bias yes, 2.weight no, 2.bias no, 4.weight yes, 4.bias yes
*/
