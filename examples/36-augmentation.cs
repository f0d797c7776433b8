#:project ../src/Fathom/Fathom.csproj

// More examples than there are: images turned and cut, texts with other words, sound at another pitch. Run with: dotnet run examples/36-augmentation.cs

using Fathom;

// Images. What happens to a row depends on the epoch and the row's number alone: not on batches, order or threads.
Augmentation change = new RandomAffine(degrees: 8, shift: 0.06, scale: (0.9, 1.1)) + new AddNoise((15, 30));
Dataset digits = Digits();
Show("a 0, and what three epochs make of it", [digits.X[0], .. Enumerable.Range(0, 3).Select(i => change.Apply(digits.X[0], new Rng((ulong)i)))]);

// With 60 digits to learn from it pays. (Blends are the trainer's: new Trainer(…) { BatchAugmentation = new Mixup(0.2) }.)
Console.WriteLine($"60 digits as they are:   {Learn(digits[..60]):F2} of 600 others right, the mean of three networks");
Console.WriteLine($"augmented in each epoch: {Learn(digits[..60].Augmented(change)):F2}");

// CutMix weighs labels by area: a quarter of the image from another class makes a quarter of its label.
var (_, labels) = new CutMix().Apply(digits.X[..4], digits.Y[..4], classes: 10, new Rng(3));
Console.WriteLine($"CutMix: a 0 that is {labels[0].GetElement(0):P0} 0");

// Texts.
var table = new Dictionary<string, string[]> { ["quick"] = ["fast", "rapid"], ["lazy"] = ["idle"] };
TextAugmentation words = new SynonymReplacement(table, p: 0.7) + new RandomDeletion(0.1);
foreach (string text in words.ApplyAll([.. Enumerable.Repeat("The quick fox jumps over the lazy dog.", 3)], new Rng(1)))
    Console.WriteLine(text);
Console.WriteLine(new TokenMasking(0.3).Apply("The quick fox jumps over the lazy dog.", new Rng(2)));

// Sound: half a second of a tone, an octave higher at the same length, then slower at the same pitch.
Tensor tone = Tensor.From([.. Enumerable.Range(0, 4000).Select(t => MathF.Sin(2 * MathF.PI * 440 * t / 8000))]);
Console.WriteLine($"{Pitch(tone)} Hz; an octave higher: {Pitch(new PitchShift((12, 12)).Apply(tone))} Hz; slower: {Pitch(TimeStretch.Of(tone, rate: 0.8))} Hz, {TimeStretch.Of(tone, rate: 0.8).Length / 8000.0} s");

static Dataset Digits()
{
    Dataset all = Datasets.Digits();
    return new Dataset(all.X.Reshape(all.Count, 1, 8, 8) / 16, all.Y, "digits", classNames: all.ClassNames);
}

double Learn(Dataset train) => new ulong[] { 1, 2, 3 }.Average(seed =>
{
    var rng = new Rng(seed);
    var model = new Sequential([new Flatten(), .. Mlp.Create(64, hidden: [128], outputs: 10, rng: rng)]);
    new Trainer(model, new Adam(model, lr: 2e-3), Objective.MultiClass) { Rng = rng }.Fit(train, epochs: 150, batchSize: 20);
    return Evaluation.Of(model, Objective.MultiClass, digits[1000..1600]).Metrics["accuracy"];
});

// Crossings of zero, two a period.
static int Pitch(Tensor sound)
{
    float[] middle = sound.ToArray<float>()[400..^400];
    int crossings = Enumerable.Range(1, middle.Length - 1).Count(t => middle[t - 1] < 0 != middle[t] < 0);
    return (int)Math.Round(crossings * 4000.0 / middle.Length / 10) * 10;
}

static void Show(string title, Tensor[] images)
{
    Console.WriteLine($"{title}:");
    for (int i = 0; i < 8; i++)
        Console.WriteLine(string.Join("  ", images.Select(image => string.Concat(image[0][i].ToArray<float>().Select(ink => " ░▒▓█"[(int)(Math.Clamp(ink, 0, 1) * 4)])))).TrimEnd());
}

/* prints:
a 0, and what three epochs make of it:
  ░▓▒       ░▒▒        ░▒░       ░▒░
  ▓▓▒▓░     ▒▓▒▓▒      ▓▓▒░     ░▓▓▒░
  ▓  ▒▒     ▓░ ▒░     ░▒ ░▒     ▒▒ ░▒
 ░▓  ▒▒     ▒  ░░     ░░ ░▒     ▒░ ░▒
 ░▒  ▒▒    ░░  ▒░     ░  ░▒     ▒  ░░
 ░▒  ▓░     ▒░░▒      ▒  ▒░     ▒  ▒░
  ▓░▒▓      ▒▒▒░      ▒░▒▒      ▓░░▒░
  ░▓▒        ░░       ░▒▒       ░▒▒░
60 digits as they are:   0.8… of 600 others right, the mean of three networks
augmented in each epoch: 0.8…
CutMix: a 0 that is 75 % 0
The fast fox jumps over the lazy dog.
The fox jumps over the lazy.
The quick fox jumps over the idle dog.
[MASK] quick fox jumps over the [MASK] [MASK].
440 Hz; an octave higher: 880 Hz; slower: 440 Hz, 0.625 s
*/
