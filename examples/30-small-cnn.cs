#:project ../src/Fathom/Fathom.csproj

// Pictures: a small convolutional network reads the built-in digits of 8×8. Run with: dotnet run examples/30-small-cnn.cs

using Fathom;

// A row of 64 numbers 0 … 16 becomes a picture (1, 8, 8) of numbers 0 … 1.
Dataset digits = Datasets.Digits();
var pictures = new Dataset((digits.X * (1.0 / 16)).Reshape(digits.Count, 1, 8, 8), digits.Y, "digits as pictures");
var (train, test) = pictures.Split(test: 0.2, stratify: true, seed: 1);

// Each layer with what it makes of a picture, and how much of the picture one of its numbers sees.
var rng = new Rng(seed: 1);
Sequential model = SmallCnn.Create(rng: rng);
ModelSummary summary = ModelSummary.Of(model, [1, 1, 8, 8]);
foreach (ModelSummary.Row row in summary.Rows)
    Console.WriteLine($"{row.Layer,-37} {row.Output,-14} {(row.Sees is { } sees ? $"sees {sees.Height} × {sees.Width}" : ""),-11} {row.Parameters,6:N0}");
Console.WriteLine($"{summary.Parameters:N0} parameters, {summary.MultiplyAdds:N0} multiply-adds a picture");

var trainer = new Trainer(model, new Adam(model, lr: 2e-3), Objective.MultiClass) { Rng = rng.Fork("order") };
trainer.Fit(train, epochs: 8, batchSize: 32);
double accuracy = trainer.Evaluate(test).Metrics["accuracy"];
Console.WriteLine($"of {test.Count} digits it has never seen it reads {(accuracy >= 0.97 ? "at least 97 %" : $"only {accuracy:P1}")}");

/* prints:
Conv2d(1, 16, kernel: 3, padding: 1)  (1, 16, 8, 8)  sees 3 × 3     160
ReLU                                  (1, 16, 8, 8)  sees 3 × 3       0
Conv2d(16, 32, kernel: 3, padding: 1) (1, 32, 8, 8)  sees 5 × 5   4,640
ReLU                                  (1, 32, 8, 8)  sees 5 × 5       0
MaxPool2d(2)                          (1, 32, 4, 4)  sees 6 × 6       0
Dropout(0.25)                         (1, 32, 4, 4)  sees 6 × 6       0
Flatten                               (1, 512)                        0
Linear(512, 64)                       (1, 64)                    32,832
ReLU                                  (1, 64)                         0
Linear(64, 10)                        (1, 10)                       650
38,282 parameters, 337,536 multiply-adds a picture
of 359 digits it has never seen it reads at least 97 %
*/
