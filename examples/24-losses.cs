#:project ../src/Fathom/Fathom.csproj

// Losses: what each one punishes. Run with: dotnet run examples/24-losses.cs

using Fathom;

// Values: the fourth row is an outlier, 36 off. Its square is 1,296 and drowns the others; the absolute error counts 36; Huber and smooth L1 square small errors only.
Tensor target = Tensor.From([1.0, 2, 3, 40]), guess = Tensor.From([1.5, 2, 2, 4]);
Console.WriteLine($"squared {Loss.MeanSquaredError(guess, target).ToScalar():F4}, absolute {Loss.MeanAbsoluteError(guess, target).ToScalar():F4}, "
    + $"Huber {Loss.Huber(guess, target).ToScalar():F4}, smooth L1 {Loss.SmoothL1(guess, target, beta: 2).ToScalar():F4}");

// Classes: cross-entropy is −log of the right class's probability, and its gradient is ŷ − y.
Tensor logits = Tensor.From(new double[,] { { 2, 1, 0.1 } }).RequireGradient();
Tensor label = Tensor.From([0L]);
Tensor loss = Loss.CrossEntropy(logits, label);
loss.Backward();
Console.WriteLine($"cross-entropy {loss.ToScalar():F3}, gradient {string.Join(' ', logits.Gradient.ToArray<double>().Select(g => g.ToString("F3")))}");
Console.WriteLine($"the same in two parts: {Loss.NegativeLogLikelihood(logits.LogSoftmax(), label).ToScalar():F3}");
Console.WriteLine($"confident and right {Loss.CrossEntropy(logits * 5, label).ToScalar():F3}, confident and wrong {Loss.CrossEntropy(logits * 5, Tensor.From([2L])).ToScalar():F3}");

// Focal loss: a row that is right already counts much less.
Console.WriteLine($"focal {Loss.Focal(logits, label).ToScalar():F3}, label smoothing {Loss.CrossEntropy(logits, label, labelSmoothing: 0.1).ToScalar():F3}");

// One distribution against another; 0 when they are equal.
Tensor p = Tensor.From(new double[,] { { 0.5, 0.3, 0.2 } });
Console.WriteLine($"divergence {Loss.KullbackLeibler(logits.LogSoftmax(), p).ToScalar():F3}, from itself {Loss.KullbackLeibler(p.Log(), p).ToScalar():F3}");

// Margins instead of probabilities: labels are −1 and 1, and what is right by more than 1 costs nothing.
Tensor scores = Tensor.From([2.0, 0.5, -1]), signs = Tensor.From([1.0, 1, 1]);
Console.WriteLine($"hinge {string.Join(' ', Loss.Hinge(scores, signs, reduction: Reduction.None).ToArray<double>())}");

/* prints:
squared 324.3125, absolute 9.3750, Huber 9.0312, smooth L1 8.8281
cross-entropy 0.417, gradient -0.341 0.242 0.099
the same in two parts: 0.417
confident and right 0.007, confident and wrong 9.507
focal 0.048, label smoothing 0.514
divergence 0.067, from itself 0.000
hinge 0 0.5 2
*/
