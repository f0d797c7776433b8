#:project ../src/Fathom/Fathom.csproj

// Backpropagation by hand: the textbook's recursion, equal to the tape. Run with: dotnet run examples/03-backpropagation.cs

using Fathom;

// Four layers of sigmoids: aˡ = σ(zˡ), zˡ = aˡ⁻¹·Wˡᵀ + bˡ, with examples as rows; L = ½·Σ(ŷ − y)².
var rng = new Rng(seed: 1);
int[] sizes = [3, 5, 4, 4, 2];
int layers = sizes.Length - 1;
Tensor x = rng.Normal([6, 3], type: DType.Float64), y = rng.Uniform([6, 2], type: DType.Float64);
Tensor[] w = [.. Enumerable.Range(0, layers).Select(l => rng.Normal([sizes[l + 1], sizes[l]], type: DType.Float64).RequireGradient())];
Tensor[] b = [.. Enumerable.Range(0, layers).Select(l => rng.Normal([sizes[l + 1]], type: DType.Float64).RequireGradient())];

// Forward; the recursion needs every a.
var a = new Tensor[layers + 1];
a[0] = x;
for (int l = 0; l < layers; l++)
    a[l + 1] = a[l].Linear(w[l], b[l]).Sigmoid();

// The tape: one line.
((a[layers] - y).Square().Sum() * 0.5).Backward();

// By hand, from the last layer to the first: δᴸ = (ŷ − y) ⊙ σ′(zᴸ), then δˡ = (Wˡ⁺¹ᵀ·δˡ⁺¹) ⊙ σ′(zˡ); ∂L/∂Wˡ = δˡ·aˡ⁻¹ᵀ, ∂L/∂bˡ = δˡ.
Tensor delta = default;
for (int l = layers - 1; l >= 0; l--)
{
    using var noRecording = Tape.NoGradients();
    Tensor upstream = l == layers - 1 ? a[layers] - y : delta.MatMul(w[l + 1]);
    delta = upstream * (a[l + 1] * (1 - a[l + 1]));

    double difference = Math.Max(Worst(delta.MatMul(a[l], transposeA: true), w[l].Gradient), Worst(delta.Sum(0), b[l].Gradient));
    Console.WriteLine($"layer {l + 1}: |dL/dW| = {w[l].Gradient.Norm().ToScalar():F6}, by hand equal to the tape within 1e-12: {difference < 1e-12}");
}

static double Worst(Tensor hand, Tensor tape) => (hand - tape).Abs().Max().ToScalar();

/* prints:
layer 4: |dL/dW| = 0.311651, by hand equal to the tape within 1e-12: True
layer 3: |dL/dW| = 0.053318, by hand equal to the tape within 1e-12: True
layer 2: |dL/dW| = 0.024871, by hand equal to the tape within 1e-12: True
layer 1: |dL/dW| = 0.013533, by hand equal to the tape within 1e-12: True
*/
