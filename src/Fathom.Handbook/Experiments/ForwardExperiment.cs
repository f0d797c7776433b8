namespace Fathom.Handbook;

/// <summary>M1: numbers on their way forward through a 2-4-3-1 network, and one neuron term by term.</summary>
internal sealed class ForwardExperiment : Experiment
{
    private static readonly string[] s_layerNames = ["input", "hidden 1", "hidden 2", "output"];
    private static readonly NumberOption s_x1 = new("x1", "first input", 0.5, -1, 1);
    private static readonly NumberOption s_x2 = new("x2", "second input", 0.8, -1, 1);
    private static readonly ChoiceOption s_neuron = new("neuron", "the neuron to follow, layer and number", "2.2", ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "out"]);

    public override string Name => "forward";

    public override string Row => "M1";

    public override string Question => "What does a network compute, neuron by neuron?";

    public override IReadOnlyList<ExperimentOption> Options => [s_x1, s_x2, s_neuron];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        Sequential net = Net(settings.Rng("weights"));
        using var quiet = Tape.NoGradients();
        Tensor x = Tensor.From([settings.Get(s_x1), settings.Get(s_x2)], [1, 2]);
        var values = new List<double[]> { x.ToArray<double>() };
        var sums = new List<double[]>();
        for (int i = 0; i < net.Count; i += 2)
        {
            Tensor z = net[i].Forward(x);
            x = net[i + 1].Forward(z);
            sums.Add(z.ToArray<double>());
            values.Add(x.ToArray<double>());
        }

        Linear[] linears = [.. net.OfType<Linear>()];
        string chosen = settings.Get(s_neuron);
        var (layer, k) = chosen == "out" ? (3, 0) : (chosen[0] - '0', chosen[2] - '1');
        var result = new ExperimentResult(settings);
        result.Add(new NetworkDiagram(s_layerNames.Zip(values), linears.Select(Weights))
        {
            Title = $"Forward through 2-4-3-1: output {Display.Fixed(values[^1][0], 3)}",
            Highlight = (layer, k),
        });

        var table = new ExperimentTable("Every neuron", "neuron", "sum of w·x", "bias b", "z = sum + b", "activation", "value");
        for (int l = 1; l < values.Count; l++)
        {
            for (int i = 0; i < values[l].Length; i++)
            {
                double z = sums[l - 1][i], b = linears[l - 1].Bias.GetElement(i);
                table.Add(NameOf(l, i), z - b, b, z, l == 3 ? "sigmoid" : z > 0 ? "ReLU: fires" : "ReLU: silent", values[l][i]);
                result.Add($"z_{NameOf(l, i)}", z, $"sum and bias of neuron {NameOf(l, i)}");
                result.Add($"a_{NameOf(l, i)}", values[l][i], $"activation of neuron {NameOf(l, i)}");
            }
        }

        result.Add(table);
        result.Add(TermByTerm(layer, k, values[layer - 1], linears[layer - 1], sums[layer - 1][k], values[layer][k]));
        int silent = values.Skip(1).Take(2).Sum(layer => layer.Count(value => value == 0));
        result.Add("output", values[^1][0], "the network's answer, a probability");
        result.Add("silent", silent, "hidden neurons that put out 0");
        result.See = $"Each neuron weighs its inputs, adds its bias and bends the sum: ReLU passes what is above 0 and puts out 0 for the rest ({silent} of 7 hidden neurons are silent here). The sigmoid turns the last sum into a probability, {Display.Fixed(values[^1][0], 3)}.";
        result.Conclude = "A network is nothing but these few sums. Change an input with --x1 or --x2, or follow another neuron with --neuron.";
        return result;
    }

    private static Sequential Net(Rng rng)
    {
        var net = new Sequential(new Linear(2, 4, rng: rng), new ReLU(), new Linear(4, 3, rng: rng), new ReLU(), new Linear(3, 1, rng: rng), new Sigmoid());
        net.ConvertTo(DType.Float64);
        return net;
    }

    private static string NameOf(int layer, int neuron) => layer == 3 ? "out" : $"{layer}.{neuron + 1}";

    private static double[,] Weights(Linear linear)
    {
        double[,] weights = new double[linear.Outputs, linear.Inputs];
        for (int k = 0; k < linear.Outputs; k++)
        {
            for (int i = 0; i < linear.Inputs; i++)
                weights[k, i] = linear.Weight.GetElement((k * linear.Inputs) + i);
        }

        return weights;
    }

    private static ExperimentTable TermByTerm(int layer, int k, double[] inputs, Linear linear, double z, double value)
    {
        var table = new ExperimentTable($"Neuron {NameOf(layer, k)}, term by term", "from", "value", "× weight", "= term");
        double[,] weights = Weights(linear);
        for (int i = 0; i < inputs.Length; i++)
            table.Add(layer == 1 ? $"x{i + 1}" : NameOf(layer - 1, i), inputs[i], weights[k, i], inputs[i] * weights[k, i]);
        return table
            .Add("bias", "", "", linear.Bias.GetElement(k))
            .Add("sum z", "", "", z)
            .Add(layer == 3 ? "σ(z)" : "max(0, z)", "", "", value);
    }
}
