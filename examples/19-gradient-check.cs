#:project ../src/Fathom/Fathom.csproj

// Trust, but check: compare gradients with central differences. Run with: dotnet run examples/19-gradient-check.cs

using Fathom;

var rng = new Rng(seed: 5);
Tensor x = rng.Normal([4, 3], type: DType.Float64);

// Any function of tensors: every element is nudged up and down, in double precision.
Console.WriteLine($"log-softmax: {Verdict(GradientCheck.Of(t => (t.LogSoftmax() * x).Sum(), x).Passed)}");

// A loss; a layer with its parameters; a whole network with its loss.
Tensor labels = Tensor.From([0L, 1L, 1L, 2L]);
Console.WriteLine($"cross-entropy: {Verdict(GradientCheck.OfLoss((output, target) => Loss.CrossEntropy(output, target), x, labels).Passed)}");
Console.WriteLine($"layer norm: {Verdict(GradientCheck.OfLayer(new LayerNorm(3), x).Verdict == CheckVerdict.Fine)}");

Sequential model = Mlp.Create(3, hidden: [8, 8], outputs: 3, activation: "gelu", rng: rng);
GradientReport report = GradientCheck.OfModel(model, Objective.MultiClass, x.To(DType.Float32), labels);
Console.WriteLine($"network: {Verdict(report.Verdict == CheckVerdict.Fine)}, {report.Checked} elements of {report.Rows.Count} tensors, the input among them");

// A gradient that is wrong is caught: this one is cut off from the tape by half.
GradientCheckResult wrong = GradientCheck.Of(t => t * t.Detach(), x);
Console.WriteLine($"x·detach(x): {Verdict(wrong.Passed)}; the tape says {wrong.Analytic / wrong.Numeric:F2} of the difference");

static string Verdict(bool right) => right ? "right" : "wrong";

/* prints:
log-softmax: right
cross-entropy: right
layer norm: right
network: right, 143 elements of 7 tensors, the input among them
x·detach(x): wrong; the tape says 0.50 of the difference
*/
