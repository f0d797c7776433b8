namespace Fathom.Handbook;

/// <summary>M8, G: how far the spread of the activations is carried through many layers by the way weights begin.</summary>
internal sealed class InitializationExperiment : Experiment
{
    private const int Rows = 64;
    private const int SymmetrySteps = 300;

    private static readonly (string Name, Initializer Weights)[] s_known =
    [
        ("he", new HeNormal()),
        ("half-he", new HeNormal(gain: Gain.ReLU / 2)),
        ("double-he", new HeNormal(gain: Gain.ReLU * 2)),
        ("xavier", new XavierNormal()),
        ("std-0.01", new NormalInitializer(std: 0.01)),
        ("std-1", new NormalInitializer(std: 1)),
    ];

    private static readonly string[] s_names = [.. s_known.Select(known => known.Name)];
    private static readonly ChoicesOption s_which = new("which", "the ways to begin", s_names, s_names);
    private static readonly NumberOption s_layers = new("layers", "ReLU layers, one after another", 50, 2, 100, whole: true);
    private static readonly NumberOption s_width = new("width", "neurons of each layer", 256, 8, 256, whole: true);

    public override string Name => "initialization";

    public override string Row => "M8";

    public override string Question => "How must weights begin so that a signal survives fifty layers?";

    public override IReadOnlyList<ExperimentOption> Options => [s_which, s_layers, s_width];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        int layers = settings.Whole(s_layers), width = settings.Whole(s_width);
        var result = new ExperimentResult(settings);
        var chart = new LineChart { Title = "Spread of the activations, layer by layer", XLabel = "layer", YLabel = "standard deviation", LogY = true, YRange = (1e-20, 1e20), Height = 380 };
        string[] at = [.. new[] { 1, 10, 25, layers }.Where(layer => layer <= layers).Distinct().Select(layer => $"layer {layer}")];
        var table = new ExperimentTable("Standard deviation of the activations", ["weights", .. at, "verdict"]);
        foreach (string name in settings.Get(s_which))
        {
            double[] spread = Spread(s_known.First(known => known.Name == name).Weights, layers, width, settings);
            chart.Series.Add(new ChartSeries(name, spread));
            table.Add([name, .. at.Select(label => (object)spread[int.Parse(label.AsSpan(6), System.Globalization.CultureInfo.InvariantCulture) - 1]), Verdict(spread[^1])]);
            result.Add($"{name}_last", spread[^1], $"standard deviation after the last layer, {name}");
            if (layers >= 10)
                result.Add($"{name}_10", spread[9], $"standard deviation after 10 layers, {name}");
        }

        result.Add(chart);
        result.Add(table);
        Symmetry(result, settings);
        result.See = "The scale is logarithmic: a straight line is a constant factor a layer. Half of He's deviation halves the signal in every layer, double doubles it; only He's line stays level. The last table: weights that begin all alike stay all alike, and eight units are worth one.";
        result.Conclude = "With ReLU begin with variance 2/in (He); with tanh or sigmoid 2/(in + out) (Xavier), and never with equal weights: chance must tell units apart. A factor a layer is taken to the power of the depth.";
        return result;
    }

    private static double[] Spread(Initializer weights, int layers, int width, ExperimentSettings settings)
    {
        using var quiet = Tape.NoGradients();
        using var step = Step.Begin();
        Rng rng = settings.Rng("weights");
        Tensor x = settings.Rng("input").Normal([Rows, width]);
        double[] spread = new double[layers];
        for (int i = 0; i < layers; i++)
        {
            x = new Linear(width, width, bias: false, weight: weights, rng: rng).Forward(x).ReLU();
            // In double: beyond 1e19 a square no longer fits a float.
            double std = x.To(DType.Float64).Std().ToScalar();
            spread[i] = double.IsNaN(std) ? double.PositiveInfinity : std;
        }

        return spread;
    }

    /// <summary>G1: units that begin alike receive like gradients, so they stay alike; XOR needs two that differ.</summary>
    private static void Symmetry(ExperimentResult result, ExperimentSettings settings)
    {
        var table = new ExperimentTable($"Symmetry: a 2-8-1 network after {SymmetrySteps} steps on XOR", "weights at the start", "different hidden units", "loss", "verdict");
        foreach (var (name, weights) in new (string, Initializer)[] { ("all 0", new ConstantInitializer(0)), ("all 0.5", new ConstantInitializer(0.5)), ("xavier", new XavierNormal()) })
        {
            Rng rng = settings.Rng("symmetry");
            Linear hidden = new(2, 8, weight: weights, rng: rng), output = new(8, 1, weight: weights, rng: rng);
            var net = new Sequential(hidden, new Tanh(), output);
            var adam = new Adam(net, lr: 0.05);
            Dataset xor = Datasets.Xor();
            double loss = 0;
            for (int i = 0; i < SymmetrySteps; i++)
            {
                using var step = Step.Begin();
                adam.ZeroGradients();
                Tensor error = Loss.BinaryCrossEntropy(net.Forward(xor.X), xor.Y);
                loss = error.ToScalar();
                error.Backward();
                adam.Step();
            }

            int different = Enumerable.Range(0, 8).Select(k => (hidden.Weight.GetElement(2 * k), hidden.Weight.GetElement((2 * k) + 1))).Distinct().Count();
            table.Add(name, different, loss, different == 1 ? "one unit, eight times" : "learns");
            string key = name.Replace("all ", "constant-");
            result.Add($"{key}_units", different, $"different hidden units after training from weights {name}");
            result.Add($"{key}_xor_loss", loss, $"loss on XOR after training from weights {name}");
        }

        result.Add(table);
    }

    private static string Verdict(double last) => !double.IsFinite(last) ? "overflows" : last > 1e3 ? "explodes" : last < 1e-3 ? "vanishes" : "holds";
}
