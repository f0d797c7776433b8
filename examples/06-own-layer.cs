#:project ../src/Fathom/Fathom.csproj

// A network of one's own: state the parts, write the forward. Learns XOR. Run with: dotnet run examples/06-own-layer.cs

using Fathom;

var rng = new Rng(seed: 1);
var net = new Net(rng);
var optimizer = new Adam(net, lr: 0.05);

Tensor x = Tensor.From(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
Tensor y = Tensor.From(new float[,] { { 0 }, { 1 }, { 1 }, { 0 } });

for (int step = 1; step <= 500; step++)
{
    using (Step.Begin())
    {
        optimizer.ZeroGradients();
        Loss.BinaryCrossEntropy(logits: net.Forward(x), labels: y).Backward();
        optimizer.Step();
    }
}

foreach (NamedTensor parameter in net.Parameters)
    Console.WriteLine(parameter);
Console.WriteLine($"{net.ParameterCount} parameters");
for (int i = 0; i < 4; i++)
    Console.WriteLine($"{x[i].GetElement(0)} xor {x[i].GetElement(1)} = {Math.Round(net.Predict(x[i..(i + 1)]).Sigmoid().ToScalar())}");

internal sealed class Net(Rng rng) : Layer
{
    private readonly Linear fc1 = new(2, 8, rng: rng), fc2 = new(8, 1, rng: rng);

    protected override IEnumerable<Part> Parts => [("fc1", fc1), ("fc2", fc2)];

    public override Tensor Forward(Tensor x) => fc2.Forward(fc1.Forward(x).Tanh());
}

/* prints:
fc1.weight Float32 (8, 2)
fc1.bias Float32 (8,)
fc2.weight Float32 (1, 8)
fc2.bias Float32 (1,)
33 parameters
0 xor 0 = 0
0 xor 1 = 1
1 xor 0 = 1
1 xor 1 = 0
*/
