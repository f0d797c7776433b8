#:project ../src/Fathom/Fathom.csproj

// What is wrong with this network? The doctor names it, with numbers. Run with: dotnet run examples/44-doctor.cs

using Fathom;

// Wine as it is in the file, not standardized; a softmax that the loss applies again; a rate a thousand times too large.
var rng = new Rng(1);
Dataset wine = Datasets.Wine();
var model = new Sequential(new Linear(13, 32, rng: rng), new ReLU(), new Linear(32, 3, rng: rng), new Softmax());
Examination found = Doctor.Examine(model, wine, Objective.MultiClass, new Adam(model, lr: 1));
Console.WriteLine($"healthy: {found.IsHealthy}");
foreach (Finding finding in found.Where(finding => finding.Weight > FindingWeight.Note))
    Console.WriteLine($"\n{finding.Weight} {finding.Id}: {finding.What}\n  {finding.Evidence}\n  {finding.Change}");

// With all of that changed, the whole check-up: gradients, ten rows by heart, the range test, a short training.
DatasetSplit split = wine.Split(test: 0.2, stratify: true, seed: 1).Standardize();
var better = new Sequential(new Linear(13, 32, rng: rng), new ReLU(), new Linear(32, 3, rng: rng));
var checkUp = new CheckUp(new Trainer(better, new Adam(better, lr: 3e-3), Objective.MultiClass), split.Train, split.Test) { BatchSize = 16 };
Console.WriteLine($"\nhealthy now: {checkUp.Run().IsHealthy}; {checkUp.Gradients!.Verdict}, {checkUp.Overfit!.Verdict}, rate by the range test {checkUp.RangeTest!.Suggestion:G2}");

/* prints:
healthy: False

Error softmax-twice: Softmax is done twice: at the network's end and in the loss.
  The loss takes logits and gets numbers from 0 to 1; with 3 classes it cannot fall below 0.551, and is …
  Leave Softmax out of the network; Objective.Predict gives probabilities.

Warning unscaled-inputs: …
…
healthy now: True; Fine, Fine, rate by the range test 0.0…
*/
