namespace Fathom.Handbook;

/// <summary>M10, D6: the gradient on its way back through a deep network.</summary>
internal sealed class VanishingExperiment : Experiment
{
    private const int Width = 32;
    private const int Rows = 64;

    private static readonly string[] s_names = ["sigmoid", "tanh", "relu", "residual", "large"];
    private static readonly ChoicesOption s_which = new("which", "the networks to compare", s_names, s_names);
    private static readonly NumberOption s_layers = new("layers", "hidden layers", 10, 2, 60, whole: true);

    public override string Name => "vanishing";

    public override string Row => "M10";

    public override string Question => "How much of the gradient reaches the first layers of a deep network?";

    public override IReadOnlyList<ExperimentOption> Options => [s_which, s_layers];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        int layers = settings.Whole(s_layers);
        var result = new ExperimentResult(settings);
        var chart = new LineChart { Title = "Norm of the gradient at each layer, the last layer's being 1", XLabel = "layer", YLabel = "norm", LogY = true };
        var table = new ExperimentTable("", "network", "first layer / last", "factor a layer", "verdict");
        foreach (string name in settings.Get(s_which))
        {
            double[] norms = Norms(name, layers, settings);
            double[] shares = [.. norms.Select(norm => norm / norms[^1])];
            chart.Series.Add(new ChartSeries(name, shares));
            table.Add(name, shares[0], Math.Pow(shares[0], 1.0 / (layers - 1)), shares[0] < 1e-3 ? "vanishes" : shares[0] > 1e3 ? "explodes" : "arrives");
            result.Add($"{name}_first", shares[0], $"norm at the first layer against the last, {name}");
        }

        double bound = Math.Pow(0.25, layers), factor = ChainFactor(layers);
        result.Add("chain_factor", factor, $"what {layers} sigmoids in a row, weights 1, leave of a gradient of 1");
        result.Add("chain_bound", bound, $"the most they can leave: .25 to the power of {layers}");
        result.Add(chart);
        result.Add(table);
        result.Add(new ExperimentTable($"{layers} sigmoids in a row, weights 1", "what is left of a gradient of 1", "at most .25 a layer").Add(factor, bound));
        result.See = $"Every sigmoid multiplies the gradient by at most a quarter, so {layers} of them with weights 1 leave at most {Display.Number(bound)} of it (last table). ReLU with He's weights keeps it; with weights three times as large (large) it explodes, by a factor of about 3 a layer. A residual path h + F(h) adds 1 to every factor.";
        result.Conclude = "In deep networks use ReLU, GELU or SiLU with He's initialization, normalization, and skip connections beyond about 10 layers; clip gradients that explode now and then.";
        return result;
    }

    private static double[] Norms(string name, int layers, ExperimentSettings settings)
    {
        Rng rng = settings.Rng("weights");
        var hidden = new Tensor[layers];
        Tensor x = settings.Rng("input").Normal([Rows, Width], type: DType.Float64).RequireGradient();
        for (int i = 0; i < layers; i++)
        {
            Layer layer = Block(name, rng);
            layer.ConvertTo(DType.Float64);
            x = hidden[i] = layer.Forward(x).RetainGradient();
        }

        // A loss that pulls at every output alike.
        (0.5 * x.Square().Sum()).Backward();
        return [.. hidden.Select(h => h.Gradient.Norm().ToScalar())];
    }

    private static Layer Block(string name, Rng rng) => name switch
    {
        "sigmoid" => new Sequential(new Linear(Width, Width, weight: new XavierNormal(), rng: rng), new Sigmoid()),
        "tanh" => new Sequential(new Linear(Width, Width, weight: new XavierNormal(), rng: rng), new Tanh()),
        "relu" => new Sequential(new Linear(Width, Width, weight: new HeNormal(), rng: rng), new ReLU()),
        "large" => new Sequential(new Linear(Width, Width, weight: new XavierNormal(3 * Math.Sqrt(2)), rng: rng), new ReLU()), // three times He's
        _ => new Residual(new Sequential(new Linear(Width, Width, weight: new XavierNormal(0.5), rng: rng), new Tanh())),
    };

    private static double ChainFactor(int layers)
    {
        Tensor x = Tensor.Scalar(0, DType.Float64).RequireGradient(), h = x;
        for (int i = 0; i < layers; i++)
            h = h.Sigmoid();
        h.Backward();
        return x.Gradient.ToScalar();
    }
}
