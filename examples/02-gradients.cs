#:project ../src/Fathom/Fathom.csproj

// Gradients: a network of two weights, differentiated by the tape and checked by nudging. Run with: dotnet run examples/02-gradients.cs

using Fathom;

Tensor x = Tensor.Scalar(2, DType.Float64);
Tensor y = Tensor.Scalar(3, DType.Float64);
Tensor w1 = Tensor.Scalar(0.5, DType.Float64).RequireGradient();
Tensor w2 = Tensor.Scalar(1.5, DType.Float64).RequireGradient();

// L = ½(w₂·w₁·x − y)²
Tensor Loss(Tensor a, Tensor b) => (b * a * x - y).Square() * 0.5;

Loss(w1, w2).Backward();
Console.WriteLine($"dL/dw2 = {w2.Gradient.ToScalar()}");
Console.WriteLine($"dL/dw1 = {w1.Gradient.ToScalar()}");

// The definition of a derivative, with a nudge of 1e-6, gives the same.
double up = Loss(w1, w2 + 1e-6).ToScalar();
double down = Loss(w1, w2 - 1e-6).ToScalar();
Console.WriteLine($"nudged = {(up - down) / 2e-6:F4}");

/* prints:
dL/dw2 = -1.5
dL/dw1 = -4.5
nudged = -1.5000
*/
