#:project ../src/Fathom/Fathom.csproj

// Normalization: over what is the mean taken? Run with: dotnet run examples/25-normalization.cs

using Fathom;

// Two rows of four features, the second ten times as large.
Tensor x = Tensor.From(new float[,] { { 1, 2, 3, 4 }, { 10, 20, 30, 40 } });

Console.WriteLine("layer norm: each row by itself");
Console.WriteLine(Rounded(new LayerNorm(4).Forward(x)));
Console.WriteLine("RMS norm: the same without taking off the mean");
Console.WriteLine(Rounded(new RMSNorm(4).Forward(x)));
Console.WriteLine("group norm: each row in two groups of two");
Console.WriteLine(Rounded(new GroupNorm(groups: 2, channels: 4).Forward(x)));
Console.WriteLine("instance norm: each channel of an example over its places, here two channels of four");
Console.WriteLine(Rounded(new InstanceNorm1d(2).Forward(x.Reshape(1, 2, 4))));
Console.WriteLine("batch norm: each column over the rows");
var batch = new BatchNorm1d(4);
Console.WriteLine(Rounded(batch.Forward(x)));

// Batch norm remembers: a tenth of the way to this batch's mean, for use at inference, where one row may come alone.
Console.WriteLine($"running mean {Rounded(batch.RunningMean)}");
batch.Evaluate();
Console.WriteLine(Rounded(batch.Forward(x[..1])));

// Weight norm normalizes no values, but the weights: length and direction apart.
var weights = new WeightNormLinear(4, 2, rng: new Rng(1));
Console.WriteLine($"its parameters: {string.Join(", ", weights.Parameters)}");

static Tensor Rounded(Tensor x) => Tensor.From([.. x.ToArray<float>().Select(value => MathF.Round(value, 3) + 0f)], x.Shape);

/* prints:
layer norm: each row by itself
[[-1.342, -0.447, 0.447, 1.342],
 [-1.342, -0.447, 0.447, 1.342]] Float32 (2, 4)
RMS norm: the same without taking off the mean
[[0.365, 0.73, 1.095, 1.461],
 [0.365, 0.73, 1.095, 1.461]] Float32 (2, 4)
group norm: each row in two groups of two
[[-1, 1, -1, 1],
 [-1, 1, -1, 1]] Float32 (2, 4)
instance norm: each channel of an example over its places, here two channels of four
[[[-1.342, -0.447, 0.447, 1.342],
  [-1.342, -0.447, 0.447, 1.342]]] Float32 (1, 2, 4)
batch norm: each column over the rows
[[-1, -1, -1, -1],
 [1, 1, 1, 1]] Float32 (2, 4)
running mean [0.55, 1.1, 1.65, 2.2] Float32 (4,)
[[0.202, 0.218, 0.221, 0.222]] Float32 (1, 4)
its parameters: bias Float32 (2,), weight_g Float32 (2, 1), weight_v Float32 (2, 4)
*/
