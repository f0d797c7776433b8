#:project ../src/Fathom/Fathom.csproj

// Where does a training step spend its time, and what would help? Run with: dotnet run examples/42-profile.cs

using Fathom;

var rng = new Rng(1);
var model = new Sequential(
    new Conv2d(1, 16, 3, padding: 1, rng: rng), new ReLU(), new MaxPool2d(2), new Block(16, rng), new Flatten(), new Dropout(0.25, rng), new Linear(16 * 14 * 14, 10, rng: rng));

// Any batch of the right shape will do: what is measured is time, not what is learned. The network is as before afterwards.
Tensor x = rng.Normal([32, 1, 28, 28]), y = Tensor.From<long>([.. Enumerable.Range(0, 32).Select(i => (long)(i % 10))], [32]);
Profile profile = Profiler.Run(model, Objective.MultiClass, x, y);

Console.WriteLine(ProfileTable.Layers(profile));
Console.WriteLine();
foreach (string fact in ProfileTable.Facts(profile))
    Console.WriteLine(fact);

// The same as data: which layer, how much of the step, how near to what this machine can do.
ProfileRow largest = profile.Rows.MaxBy(row => row.Seconds)!;
Console.WriteLine($"\nlargest: {largest} with {Display.Percent(profile.ShareOf(largest))} of the step at {Display.Percent(profile.ShareOfPeak(largest))} of the peak");
Console.WriteLine($"advice: {profile.Advice[0]}");

// Inference is another step: forward alone, in evaluation mode.
Profile inference = Profiler.Run(model, Objective.MultiClass, x[..1], y[..1], training: false, machine: profile.Machine);
Console.WriteLine($"one image: {1e6 * inference.StepSeconds:F0} µs; {inference.Advice[0]}");

/// <summary>A layer of one's own needs no word about profiles: what the layers inside it do is theirs, and the rest is its own.</summary>
internal sealed class Block(int channels, Rng rng) : Layer
{
    private readonly Conv2d _conv = new(channels, channels, 3, padding: 1, rng: rng);
    private readonly BatchNorm2d _norm = new(channels);

    protected override IEnumerable<Part> Parts => [("conv", _conv), ("norm", _norm)];

    public override Tensor Forward(Tensor x) => (x + _norm.Forward(_conv.Forward(x))).ReLU();
}

/* prints:
layer…forward…backward…share…of peak…of memory…moves…heap
…
0 Conv2d…
2 MaxPool2d(2)…
1 ReLU…
3.conv Conv2d…
3.norm BatchNorm2d(16)…
3 Block…
5 Dropout(0.25)…
6 Linear(3136, 10)…
loss…
Adam…
rest of the step…
…
training step on 32 rows: … rows a second), median of … steps
…
largest: …
advice: …
one image: …
*/
