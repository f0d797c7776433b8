#:project ../src/Fathom/Fathom.csproj

// A character LSTM reads Shakespeare and begins to write lines and names. Run with: dotnet run examples/39-character-lstm.cs

using Fathom;

// Each distinct character is a number; the first nine tenths are learned from, the rest judges.
string text = Datasets.Shakespeare()[..60_000];
CharacterVocabulary vocabulary = CharacterVocabulary.Of(text);
long[] tokens = vocabulary.Encode(text);
int split = tokens.Length * 9 / 10;
var train = new Dataset(TokenWindows.Consecutive(tokens.AsSpan(..split), length: 32));
var held = new Dataset(TokenWindows.Consecutive(tokens.AsSpan(split..), length: 32));
Console.WriteLine($"{vocabulary.Count} characters; {train.Count:N0} windows of 32 to learn from, {held.Count} to judge by");

var rng = new Rng(1);
var model = new CharLstm(vocabulary.Count, embedding: 24, width: 64, rng: rng.Fork("network"));
var trainer = new Trainer(model, new Adam(model, lr: 1e-2) { ClipNorm = 1 }, Objective.NextToken) { Rng = rng.Fork("order") };
foreach (EpochRecord epoch in trainer.Fit(train, held, epochs: 3, batchSize: 32).Epochs)
    Console.WriteLine($"epoch {epoch.Epoch}: loss {epoch.ValidationLoss:F1}, perplexity {epoch.Metrics["perplexity"]:F0}, {epoch.Metrics["bits_per_character"]:F1} bits per character");

// The decoder carries the state, so each further character costs one step.
Console.Write("First ");
foreach (long token in model.Generate(vocabulary.Encode("First "), count: 100, new TokenSampling(temperature: 0.7), rng.Fork("sample")))
    Console.Write(vocabulary[token]);
Console.WriteLine();

/* prints:
59 characters; 1,687 windows of 32 to learn from, 187 to judge by
epoch 1: loss 2.…, perplexity …, 3.… bits per character
epoch 2: loss 2.…, perplexity …, … bits per character
epoch 3: loss …, perplexity …, … bits per character
First …
…
*/
