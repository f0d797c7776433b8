#:project ../src/Fathom/Fathom.csproj

// Which settings are best, and how sure is that? Run with: dotnet run examples/48-compare.cs

using Fathom;

Dataset digits = Datasets.Digits();
(Dataset train, Dataset held) = digits.Split(validation: 0.3, stratify: true, seed: 1);

// Nine settings for one epoch, the best three for three, the best one for nine: the search asks, we train.
var space = new SearchSpace(SearchRange.Log("lr", 1e-4, 1e-1), SearchRange.Choice("hidden", "16", "32", "64"));
var search = new SuccessiveHalving(space, trials: 9, most: 9, seed: 1);
while (search.Next() is { } step)
    search.Report(step, Train(step.Trial.Point, step.Resource, seed: 0).Best!.MonitoredLoss);
foreach ((int trials, int epochs) in search.Rungs)
    Console.WriteLine($"{trials} for {epochs} epochs");
Console.WriteLine($"best: trial {search.Best!.Number}, {search.Best.Point}");

// One run is one draw: five seeds tell how far it can be trusted.
double[] accuracies = [.. Enumerable.Range(0, 5).Select(seed => Train(search.Best.Point, 9, (ulong)seed).Best!.Metrics["accuracy"])];
var interval = MeanInterval.Of(accuracies);
Console.WriteLine($"accuracy {interval} over {interval.Count} seeds");

// A run that the command has made is read back with all that reports and comparisons draw.
if (RunRecord.IsRun("runs/latest"))
{
    RunRecord run = RunRecord.Load("runs/latest");
    Console.WriteLine($"{run.Name}: {run.Status}, best epoch {run.Best?.Epoch}");
}

History Train(SearchPoint point, int epochs, ulong seed)
{
    var rng = new Rng(seed);
    Sequential model = Mlp.Create(64, [(int)point.Number("hidden")], 10, rng: rng.Fork("network"));
    var trainer = new Trainer(model, new Adam(model, point.Number("lr")), Objective.MultiClass) { Rng = rng.Fork("order") };
    return trainer.Fit(train, held, epochs);
}

/* prints:
9 for 1 epochs
3 for 3 epochs
1 for 9 epochs
best: trial …, lr …, hidden …
accuracy 0.9… ± 0.0… over 5 seeds
*/
