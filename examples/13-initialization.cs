#:project ../src/Fathom/Fathom.csproj

// Where weights begin: a signal through 50 ReLU layers lives, dies or explodes. Run with: dotnet run examples/13-initialization.cs

using Fathom;

// He's variance 2/in gives back the half that ReLU takes: E[relu(z)²] = Var(z)/2.
foreach (var (name, scale) in new[] { ("He", 1.0), ("half of He", 0.5), ("twice He", 2.0) })
{
    var rng = new Rng(seed: 7);
    Tensor h = rng.Normal([128, 256]);
    var curve = new List<double>();
    for (int layer = 0; layer < 50; layer++)
    {
        var weight = Tensor.Zeros([256, 256]);
        new HeNormal(gain: Gain.ReLU * scale).Apply(weight, rng);
        h = h.Linear(weight).ReLU();
        curve.Add(h.Std().ToScalar());
    }

    string verdict = curve[^1] switch { < 1e-12 => "dead", > 1e12 => "exploded", _ => "alive" };
    Console.WriteLine($"{name,-10}  after 1 layer {curve[0]:F2}, after 10 {curve[9]:0.0e+0}, after 50 {curve[^1]:0.0e+0}: {verdict}");
}

// By name: how large the weights of a layer with 256 inputs and 64 outputs begin.
foreach (string name in StandardInitializers.Names)
{
    var weight = Tensor.Zeros([64, 256]);
    StandardInitializers.Named(name).Apply(weight, new Rng(1));
    Console.WriteLine($"{name,-17} deviation {weight.Std().ToScalar():F3}");
}

// All-zero weights fail in another way: equal units get equal gradients and stay equal for ever.
var equal = new Linear(4, 3, weight: new ConstantInitializer(0.5));
equal.Forward(new Rng(1).Normal([8, 4])).Tanh().Square().Sum().Backward();
Tensor g = equal.Weight.Gradient;
Console.WriteLine($"equal units get equal gradients: {(g[0] - g[1]).Abs().Max().ToScalar() == 0 && (g[1] - g[2]).Abs().Max().ToScalar() == 0}");

/* prints:
He          after 1 layer 0.83, after 10 …e-1, after 50 …: alive
half of He  after 1 layer 0.41, after 10 …e-4, after 50 …e-16: dead
twice He    after 1 layer 1.65, after 10 …e+2, after 50 …e+14: exploded
he-normal         deviation 0.088
he-uniform        deviation 0.088
xavier-normal     deviation 0.079
xavier-uniform    deviation 0.079
lecun-normal      deviation 0.062
lecun-uniform     deviation 0.062
orthogonal        deviation 0.06…
truncated-normal  deviation 0.018
normal            deviation 0.020
uniform           deviation 0.029
zeros             deviation 0.000
equal units get equal gradients: True
*/
