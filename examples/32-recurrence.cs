#:project ../src/Fathom/Fathom.csproj

// A state that remembers: an LSTM learns whether a sequence holds an odd number of ones, and goes on to sequences far longer than any it saw.
// A feed-forward network has an input for each place, and none for the places behind. Run with: dotnet run examples/32-recurrence.cs

using Fathom;

var rng = new Rng(1);
var model = new Parity(rng);
var optimizer = new Adam(model, lr: 0.02);

for (int step = 1; step <= 600; step++)
{
    (Tensor x, int[] lengths, Tensor odd) = Sequences(count: 64, longest: 10, rng);
    using (Step.Begin())
    {
        optimizer.ZeroGradients();
        Tensor loss = Loss.BinaryCrossEntropy(model.Answer(x, lengths), odd);
        loss.Backward();
        optimizer.Step();
        if (step % 200 == 0)
            Console.WriteLine($"step {step}: loss {loss.ToScalar():F3}");
    }
}

foreach (int longest in new[] { 10, 100, 1000 })
{
    (Tensor x, int[] lengths, Tensor odd) = Sequences(count: 200, longest, rng);
    float[] logits = model.Answer(x, lengths).ToArray<float>(), truth = odd.ToArray<float>();
    int right = Enumerable.Range(0, 200).Count(i => logits[i] > 0 == truth[i] > 0);
    Console.WriteLine($"up to {longest,4} bits: {right / 2.0} % right");
}

// Piece by piece: the state goes along, and without Detach so would the gradient.
Tensor ones = Tensor.Ones([1, 5, 1]);
RecurrentState state = default;
for (int piece = 1; piece <= 4; piece++)
{
    (float logit, state) = model.GoOn(ones, state.Detach());
    Console.WriteLine($"after {5 * piece,2} ones: {(logit > 0 ? "odd" : "even")}");
}

// Bits of sequences of 1 … longest bits, side by side; what stands behind a sequence's end is never read.
static (Tensor X, int[] Lengths, Tensor Odd) Sequences(int count, int longest, Rng rng)
{
    int[] lengths = [.. Enumerable.Range(0, count).Select(_ => 1 + (int)(rng.NextDouble() * longest))];
    float[] bits = [.. Enumerable.Range(0, count * longest).Select(_ => rng.NextDouble() < 0.5 ? 0f : 1f)];
    float[] odd = [.. lengths.Select((length, i) => bits.AsSpan(i * longest, length).ToArray().Sum() % 2)];
    return (Tensor.From(bits, [count, longest, 1]), lengths, Tensor.From(odd, [count, 1]));
}

internal sealed class Parity(Rng rng) : Module
{
    private readonly LSTM _lstm = new(inputs: 1, hidden: 8, rng: rng);
    private readonly Linear _output = new(8, 1, rng: rng);

    protected override IEnumerable<Part> Parts => [("lstm", _lstm), ("output", _output)];

    // The state after the last step of each sequence, whatever its length, holds the answer.
    public Tensor Answer(Tensor x, int[] lengths) => _output.Forward(_lstm.Forward(x, lengths).State.H[0]);

    public (float Logit, RecurrentState State) GoOn(Tensor x, RecurrentState state)
    {
        state = _lstm.Forward(x, state).State;
        return ((float)_output.Forward(state.H[0]).ToScalar(), state);
    }
}

/* prints:
step 200: loss 0.…
step 400: loss 0.0…
step 600: loss 0.00…
up to   10 bits: 100 % right
up to  100 bits: 100 % right
up to 1000 bits: 100 % right
after  5 ones: odd
after 10 ones: even
after 15 ones: odd
after 20 ones: even
*/
