#:project ../src/Fathom/Fathom.csproj

// Trust, but check: compare gradients with central differences. Run with: dotnet run examples/19-gradient-check.cs

using Fathom;

var rng = new Rng(seed: 5);
Tensor x = rng.Normal([4, 3], type: DType.Float64);

// Any function of tensors: nudge each element by ±1e-6 and compare.
Console.WriteLine(GradientCheck.Of(t => t.Softmax().Log().Sum(), x).Passed ? "log-softmax: right" : "log-softmax: wrong");

// A layer with its parameters, and a loss: all inputs at once.
var layer = new Linear(3, 2, rng: rng);
layer.ConvertTo(DType.Float64);
Tensor labels = Tensor.From([0L, 1L, 1L, 0L]);
GradientCheckResult result = GradientCheck.Of(
    t => [Loss.CrossEntropy(logits: t[0].Linear(t[1], t[2]), labels: labels)],
    [x, layer.Weight.Detach(), layer.Bias.Detach()]);
Console.WriteLine($"linear layer and cross-entropy: {(result.Passed ? "right" : "wrong")}, {result.Checked} elements");

// A function with a gradient that is wrong is caught: half of this one is cut off from the tape.
GradientCheckResult wrong = GradientCheck.Of(t => t * t.Detach(), x);
Console.WriteLine($"x·detach(x): passed {wrong.Passed}; the worst element says {wrong.Analytic / wrong.Numeric:F2} of the difference");

/* prints:
log-softmax: right
linear layer and cross-entropy: right, 20 elements
x·detach(x): passed False; the worst element says 0.50 of the difference
*/
