#:project ../src/Fathom/Fathom.csproj

// Every activation: formula, values, derivatives. Run with: dotnet run examples/23-activations.cs

using Fathom;

Tensor x = Tensor.From([-2.0, 0.0, 2.0]);
Console.WriteLine($"{"",-13} {"x = -2",6} {"0",6} {"2",6}    {"slopes",6}");
foreach (string name in Activations.Names)
{
    Activation activation = Activations.Create(name);
    Console.WriteLine($"{name,-13} {Row(activation.Value(x))}    {Row(activation.Derivative(x))}");
}

// Each knows its formula and its range.
Console.WriteLine($"gelu: {new GELU().Formula}; sigmoid between {new Sigmoid().Range.Low} and {new Sigmoid().Range.High}");

// GLU takes two numbers for one: the first half is let through by the sigmoid of the second.
Console.WriteLine($"glu: {new GLU().Forward(Tensor.From([1.0, 2, 0, 100]))}");

// Softmax makes scores to probabilities; a temperature above 1 softens them, one below 1 sharpens them.
Tensor scores = Tensor.From([2.0, 1.0, 0.1]);
foreach (double temperature in (double[])[1, 2, 0.5])
    Console.WriteLine($"softmax at {temperature,3}: {string.Join(", ", scores.Softmax(temperature: temperature).ToArray<double>().Select(p => p.ToString("F3")))}");

static string Row(Tensor values) => string.Join(' ', values.ToArray<double>().Select(value => $"{value,6:F3}"));

/* prints:
              x = -2      0      2    slopes
identity      -2.000  0.000  2.000     1.000  1.000  1.000
relu           0.000  0.000  2.000     0.000  0.000  1.000
leaky-relu    -0.020  0.000  2.000     0.010  0.010  1.000
prelu         -0.500  0.000  2.000     0.250  0.250  1.000
relu6          0.000  0.000  2.000     0.000  0.000  1.000
elu           -0.865  0.000  2.000     0.135  1.000  1.000
celu          -0.865  0.000  2.000     0.135  1.000  1.000
selu          -1.520  0.000  2.101     0.238  1.758  1.051
gelu          -0.046  0.000  1.954    -0.085  0.500  1.085
gelu-tanh     -0.045  0.000  1.955    -0.086  0.500  1.086
silu          -0.238  0.000  1.762    -0.091  0.500  1.091
mish          -0.253  0.000  1.944    -0.108  0.600  1.069
hard-swish    -0.333  0.000  1.667    -0.167  0.500  1.167
softplus       0.127  0.693  2.127     0.119  0.500  0.881
sigmoid        0.119  0.500  0.881     0.105  0.250  0.105
log-sigmoid   -2.127 -0.693 -0.127     0.881  0.500  0.119
hard-sigmoid   0.167  0.500  0.833     0.167  0.167  0.167
tanh          -0.964  0.000  0.964     0.071  1.000  0.071
hard-tanh     -1.000  0.000  1.000     0.000  1.000  0.000
softsign      -0.667  0.000  0.667     0.111  1.000  0.111
heaviside      0.000  0.000  1.000     0.000  0.000  0.000
gelu: x·Φ(x); sigmoid between 0 and 1
glu: [0.5, 2] Float64 (2,)
softmax at   1: 0.659, 0.242, 0.099
softmax at   2: 0.502, 0.304, 0.194
softmax at 0.5: 0.864, 0.117, 0.019
*/
