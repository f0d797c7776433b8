#:project ../src/Fathom/Fathom.csproj

// Words as vectors: an embedding learns which letter follows which, its table shared with the output. Run with: dotnet run examples/28-embedding.cs

using Fathom;

const string text = "the cat sat on the mat the rat sat on the hat the cat ate the rat ";
string letters = string.Concat(text.Distinct().Order());
long[] numbers = [.. text.Select(letter => (long)letters.IndexOf(letter))];
Tensor now = Tensor.From(numbers[..^1]), next = Tensor.From(numbers[1..]);

// Tied: the table that turns letters into vectors also turns vectors into scores. It is trained and counted once.
var model = new Tied(letters.Length, dimension: 12, new Rng(1));
Console.WriteLine($"{model.ParameterCount} parameters: {string.Join(", ", model.Parameters.Select(parameter => parameter.Name))}");

var optimizer = new Adam(model, lr: 0.02);
for (int step = 1; step <= 300; step++)
{
    using (Step.Begin())
    {
        optimizer.ZeroGradients();
        Tensor loss = Loss.CrossEntropy(logits: model.Forward(now), labels: next);
        loss.Backward();
        optimizer.Step();
        if (step is 1 or 300)
            Console.WriteLine($"step {step,3}: loss {loss.ToScalar():F2}, perplexity {Math.Exp(loss.ToScalar()):F1}");
    }
}

foreach (char letter in "tho")
    Console.WriteLine($"after '{letter}' comes '{letters[(int)model.Predict(Tensor.From([(long)letters.IndexOf(letter)])).ArgMax().GetElement(0)]}'");

internal sealed class Tied : Layer
{
    private readonly Embedding _table;
    private readonly Linear _mix, _scores;

    public Tied(int letters, int dimension, Rng rng)
    {
        _table = new Embedding(letters, dimension, rng: rng);
        _mix = new Linear(dimension, dimension, rng: rng);
        _scores = new Linear(_table.Weight);
    }

    protected override IEnumerable<Part> Parts => [("table", _table), ("mix", _mix), ("scores", _scores)];

    public override Tensor Forward(Tensor x) => _scores.Forward(_mix.Forward(_table.Forward(x)).Tanh());
}

/* prints:
288 parameters: table.weight, mix.weight, mix.bias
step   1: loss 3.…, perplexity 2…
step 300: loss 0.7…, perplexity 2.…
after 't' comes ' '
after 'h' comes 'e'
after 'o' comes 'n'
*/
