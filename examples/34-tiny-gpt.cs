#:project ../src/Fathom/Fathom.csproj

// A tiny GPT reads a rhyme letter by letter until it can say it, and goes on with what it is given. Run with: dotnet run examples/34-tiny-gpt.cs

using Fathom;

const string Text = """
    The house that Jack built.
    This is the malt that lay in the house that Jack built.
    This is the rat that ate the malt that lay in the house that Jack built.
    This is the cat that killed the rat that ate the malt that lay in the house that Jack built.
    This is the dog that worried the cat that killed the rat that ate the malt that lay in the house that Jack built.

    """;
char[] letters = [.. Text.Distinct().Order()];
long[] tokens = [.. Text.Select(letter => (long)Array.IndexOf(letters, letter))];

const int Context = 32, Batch = 12;
var model = new Gpt(letters.Length, Context, layers: 2, heads: 2, width: 32, rng: new Rng(1));
var optimizer = new AdamW(model, lr: 1e-2) { Schedule = new Cosine(from: 1e-2, to: 1e-3, steps: 300) };
Console.WriteLine($"{model}: {model.ParameterCount:N0} parameters, {letters.Length} letters, {tokens.Length} characters");

// Windows from random places; the task at every place is the letter after it.
var rng = new Rng(2);
var x = new long[Batch * Context];
var y = new long[Batch * Context];
for (int step = 0; step <= 300; step++)
{
    for (int n = 0; n < Batch; n++)
    {
        int start = (int)(rng.NextDouble() * (tokens.Length - Context));
        tokens.AsSpan(start, Context).CopyTo(x.AsSpan(n * Context));
        tokens.AsSpan(start + 1, Context).CopyTo(y.AsSpan(n * Context));
    }

    using (Step.Begin())
    {
        optimizer.ZeroGradients();
        Tensor loss = Loss.CrossEntropy(model.Forward(Tensor.From(x, [Batch, Context])).Reshape(-1, letters.Length), Tensor.From<long>(y));
        loss.Backward();
        optimizer.Step();
        if (step % 100 == 0)
            Console.WriteLine($"step {step,3}: loss {loss.ToScalar():0.00}");
    }
}

// Generation keeps keys and values of what was read: within the context a further letter costs one letter's work.
Say("This is the rat ", TokenSampling.Greedy, new Rng(1));
Say("This is the ", new TokenSampling(temperature: 0.8, topK: 5), new Rng(4));
Say("The cat ", new TokenSampling(temperature: 1.2, topP: 0.95), new Rng(3));

void Say(string prompt, TokenSampling sampling, Rng random)
{
    Console.Write($"[{sampling}] {prompt}|");
    foreach (long token in model.Generate([.. prompt.Select(letter => (long)Array.IndexOf(letters, letter))], 60, sampling, random))
    {
        if (letters[token] == '\n')
            break;
        Console.Write(letters[token]);
    }

    Console.WriteLine();
}

/* prints:
Gpt(24, context: 32, layers: 2, heads: 2, width: 32): 28,032 parameters, 24 letters, 363 characters
step   0: loss 3.1…
step 100: loss 0.…
step 200: loss 0.…
step 300: loss 0.…
[greedy] This is the rat |that ate the malt that lay in the house that Jack built.
[temperature 0.8, top-k 5] This is the |…
[temperature 1.2, top-p 0.95] The cat |…
*/
