#:project ../src/Fathom/Fathom.csproj

// What attention looks at: a causal head by hand, then a net that learns to turn a row of digits round. Run with: dotnet run examples/33-attention.cs

using Fathom;

// Each query reads a mean of the values of the keys it sees, weighted by how well they fit. Causal: none from its future.
Tensor keys = Tensor.From<float>([2, 0, 0, 2, 1, 1, 0, 0], [4, 2]), values = Tensor.From<float>([1, 2, 3, 4], [4, 1]);
(Tensor read, Tensor weights) = keys.ScaledDotProductAttentionWeights(keys, values, causal: true);
Console.WriteLine("place  reads   its weights on places 0 to 3");
for (int place = 0; place < 4; place++)
    Console.WriteLine($"{place,5}  {read[place].ToScalar():0.000}   {string.Join("  ", weights[place].ToArray<float>().Select(w => w.ToString("0.00")))}");

// One layer of attention learns to reverse: it has to find out that place i must look at place 5 − i.
const int Length = 6, Digits = 10, Width = 32;
var net = new Reverser(Length, Digits, Width);
var optimizer = new AdamW(net, lr: 5e-3);
var rng = new Rng(1);
for (int step = 0; step <= 300; step++)
{
    using (Step.Begin())
    {
        Tensor x = rng.Uniform([64, Length], 0, Digits).To(DType.Int64);
        Tensor reversed = x.IndexSelect(1, Tensor.From<long>(5, 4, 3, 2, 1, 0));
        optimizer.ZeroGradients();
        Tensor loss = Loss.CrossEntropy(net.Forward(x).Reshape(-1, Digits), reversed.Reshape(-1));
        loss.Backward();
        optimizer.Step();
        if (step % 100 == 0)
            Console.WriteLine($"step {step,3}: loss {loss.ToScalar():0.000}");
    }
}

Tensor digits = Tensor.From<long>([3, 1, 4, 1, 5, 9], [1, Length]);
float[] logits = net.Predict(digits).ToArray<float>();
Console.WriteLine($"3 1 4 1 5 9 → {string.Join(' ', logits.Chunk(Digits).Select(row => Array.IndexOf(row, row.Max())))}");
Console.WriteLine("where each place looks:");
foreach (float[] row in net.Weights(digits).ToArray<float>().Chunk(Length))
    Console.WriteLine("  " + string.Concat(row.Select(w => w > 0.75 ? "██" : w > 0.5 ? "▓▓" : w > 0.25 ? "▒▒" : w > 0.05 ? "░░" : "· ")));

internal sealed class Reverser(int length, int digits, int width) : Layer
{
    private readonly Embedding _token = new(digits, width, rng: new Rng(1));
    private readonly LearnedPositions _place = new(length, width, new Rng(2));
    private readonly MultiHeadAttention _attention = new(width, heads: 1, rng: new Rng(3));
    private readonly Linear _output = new(width, digits, rng: new Rng(4));

    protected override IEnumerable<Part> Parts => [("token", _token), ("place", _place), ("attention", _attention), ("output", _output)];

    public override Tensor Forward(Tensor x) => _output.Forward(_attention.Forward(_place.Forward(_token.Forward(x))));

    public Tensor Weights(Tensor x)
    {
        Tensor h = _place.Forward(_token.Forward(x));
        return _attention.ForwardWithWeights(h, h, h).Weights[0];
    }
}

/* prints:
place  reads   its weights on places 0 to 3
    0  1.000   1.00  0.00  0.00  0.00
    1  1.944   0.06  0.94  0.00  0.00
    2  2.000   0.33  0.33  0.33  0.00
    3  2.500   0.25  0.25  0.25  0.25
step   0: loss 2.…
…
step 300: loss 0.00…
3 1 4 1 5 9 → 9 5 1 4 1 3
where each place looks:
…
*/
