#:project ../src/Fathom/Fathom.csproj

// A report and a model card of a training of one's own: plain data in, one page out. Run with: dotnet run examples/47-report.cs

using Fathom;

// Any training will do.
DatasetSplit split = Datasets.Moons(400, seed: 1).Split(validation: 0.2, test: 0.25, seed: 1);
var rng = new Rng(1);
var model = new Sequential(new Linear(2, 16, rng: rng), new ReLU(), new Linear(16, 1, rng: rng));
var trainer = new Trainer(model, new Adam(model, 0.02), Objective.Binary) { Rng = rng };
History history = trainer.Fit(split.Train, split.Validation, epochs: 30, batchSize: 32);
EpochRecord best = history.Epochs.MinBy(epoch => epoch.MonitoredLoss)!;

// How good it is: predictions beside what was right, and what follows from them.
Predictions predictions = Evaluation.Of(model, Objective.Binary, split.Test!).Predictions;
double accuracy = new Accuracy().Compute(predictions);
PartEvaluation test = PartEvaluation.Of("test", predictions, ["upper", "lower"]) with
{
    Figures = [new ReportFigure("accuracy", "accuracy", accuracy, Display.Fixed(accuracy), "share of right answers", IsHeadline: true)],
};

var report = new TrainingReport
{
    Title = "Moons",
    Subtitle = "which of two half moons a point belongs to",
    Task = "binary",
    Epochs = history.Epochs,
    BestEpoch = best.Epoch,
    Time = history.Time,
    Evaluation = new RunEvaluation { Parts = [test] },
    Source = [new ReportFact("source", "Datasets.Moons(400, seed: 1)")],
};
string folder = Directory.CreateTempSubdirectory("fathom-report").FullName;
string page = Path.Combine(folder, "report.html"), card = Path.Combine(folder, "model-card.md");
AtomicFile.WriteAllText(page, report.ToHtml());
AtomicFile.WriteAllText(card, report.ToMarkdown());

string html = File.ReadAllText(page);
Console.WriteLine($"test accuracy {accuracy:F2}, calibration error {test.Calibration!.ExpectedError:F2}, area under the ROC curve {test.Classes[1].Roc!.Area:F2}");
Console.WriteLine($"report.html: one file, {(html.Contains("<script") || html.Contains("http-equiv=\"refresh\"") ? "with" : "without")} scripts, {html.Split("<svg").Length - 1} pictures");
Console.WriteLine($"model-card.md: {string.Join(", ", File.ReadLines(card).Where(line => line.StartsWith("## ")).Select(line => line[3..]))}");

// The pieces serve alone too: a curve of any scores, thinned to what can be drawn.
var roc = RocCurve.Of([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
Console.WriteLine($"ROC by hand: area {roc.Area}, found {string.Join(" ", roc.TruePositiveRate)} at the price of {string.Join(" ", roc.FalsePositiveRate)}");
Directory.Delete(folder, recursive: true);

/* prints:
test accuracy …, calibration error …, area under the ROC curve …
report.html: one file, without scripts, … pictures
model-card.md: What it is, Intended use, Limits, Data, Figures: test part, 100 rows, Training, Environment
ROC by hand: area 0.75, found 0 0.5 0.5 1 1 at the price of 0 0 0.5 0.5 1
*/
