namespace Fathom.Handbook;

/// <summary>A8: one hidden layer can come as near to a function as one likes: built by hand, and trained, wide against deep.</summary>
internal sealed class ApproximationExperiment : Experiment
{
    private const int Grid = 4001;

    private static readonly NumbersOption s_units = new("units", "numbers of ReLU units to build with", [2, 4, 8, 16, 32, 64], 2, 512, 10, whole: true);
    private static readonly NumberOption s_drawn = new("drawn", "the number of units to draw", 8, 2, 64, whole: true);
    private static readonly NumberOption s_steps = new("steps", "training steps of the trained networks", 1000, 1, 4000, whole: true);

    // About 193 parameters each.
    private static readonly (string Name, int[] Hidden)[] s_shapes = [("1 layer of 64", [64]), ("2 layers of 12", [12, 12]), ("3 layers of 9, 9, 8", [9, 9, 8])];

    public override string Name => "approximation";

    public override string Row => "A8";

    public override string Question => "How well can a sum of ReLUs follow a sine, and does depth help?";

    public override IReadOnlyList<ExperimentOption> Options => [s_units, s_drawn, s_steps];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        double[] x = Points(Grid), sine = Sine(x);
        var result = new ExperimentResult(settings);
        int drawn = settings.Whole(s_drawn);
        double[] few = Points(201);
        result.Add(new LineChart
        {
            Title = $"A sine built from {drawn} ReLU units",
            XLabel = "x",
            Height = 300,
            Series =
            {
                new ChartSeries("sin x", few, Sine(few), SeriesStyle.Reference),
                new ChartSeries($"{drawn} units", few, Evaluate(Build(drawn), few)),
            },
        });

        var built = new ExperimentTable("Built: n ReLU units through the sine at even places", "units n", "largest error", "bound (2π/n)²/8", "error / bound");
        double[] units = [.. settings.Get(s_units).Distinct()];
        double[] errors = [.. units.Select(n => Worst(Evaluate(Build((int)n), x), sine))], bounds = [.. units.Select(Bound)];
        for (int i = 0; i < units.Length; i++)
        {
            built.Add(units[i], errors[i], bounds[i], errors[i] / bounds[i]);
            result.Add($"max_error_{units[i]}", errors[i], $"largest error with {units[i]} units");
            result.Add($"bound_{units[i]}", bounds[i], $"bound with {units[i]} units");
        }

        result.Add(new LineChart
        {
            Title = "Largest error against the number of units",
            XLabel = "units",
            YLabel = "largest error",
            LogX = true,
            LogY = true,
            Height = 300,
            Series = { new ChartSeries("built", units, errors), new ChartSeries("bound (2π/n)²/8", units, bounds, SeriesStyle.Reference) },
        });
        result.Add(built);
        Train(result, settings, x, sine, few);
        Fold(result);
        result.See = "Twice the units, a quarter of the error: every unit adds one bend, and a broken line through even places is never further off than (2π/n)²/8. The trained networks find their bends themselves.";
        result.Conclude = "One wide layer is enough in principle, and for one smooth wave in practice. Depth pays where a function repeats or is composed: later layers bend the bends of earlier ones, so pieces double with each layer where width only adds them.";
        return result;
    }

    /// <summary>The network whose graph is the broken line through the sine at n + 1 even places: unit i switches on at place i and changes the slope.</summary>
    private static Sequential Build(int n)
    {
        double[] knots = Points(n + 1), heights = Sine(knots);
        double width = 2 * Math.PI / n, before = 0;
        double[] changes = new double[n];
        for (int i = 0; i < n; i++)
        {
            double slope = (heights[i + 1] - heights[i]) / width;
            changes[i] = slope - before;
            before = slope;
        }

        var switches = new Linear(Tensor.Ones([n, 1], DType.Float64), Tensor.From([.. knots.Take(n).Select(knot => -knot)], [n]));
        return new Sequential(switches, new ReLU(), new Linear(Tensor.From(changes, [1, n]), Tensor.From([heights[0]], [1])));
    }

    private static void Train(ExperimentResult result, ExperimentSettings settings, double[] x, double[] sine, double[] few)
    {
        int steps = settings.Whole(s_steps);
        var chart = new LineChart { Title = $"Trained for {steps} steps, about equally many parameters", XLabel = "x", Height = 300, Series = { new ChartSeries("sin x", few, Sine(few), SeriesStyle.Reference) } };
        var table = new ExperimentTable($"Trained: {steps} steps of Adam on 128 points", "network", "parameters", "largest error", "mean squared error");
        double[] at = Points(128);
        Tensor inputs = Tensor.From(at, [128, 1]), wanted = Tensor.From(Sine(at), [128, 1]);
        foreach (var (name, hidden) in s_shapes)
        {
            Sequential net = Net(hidden, settings.Rng(name));
            net.ConvertTo(DType.Float64);
            var adam = new Adam(net, lr: 0.01) { Schedule = new Cosine(0.01, 0, steps) };
            for (int i = 0; i < steps; i++)
            {
                using var step = Step.Begin();
                adam.ZeroGradients();
                Loss.MeanSquaredError(net.Forward(inputs), wanted).Backward();
                adam.Step();
            }

            double[] y = Evaluate(net, x);
            double worst = Worst(y, sine), mean = y.Zip(sine, (a, b) => (a - b) * (a - b)).Average();
            chart.Series.Add(new ChartSeries(name, few, Evaluate(net, few)));
            table.Add(name, net.ParameterCount, worst, mean);
            result.Add($"trained_max_error_{hidden.Length}", worst, $"largest error of the trained network, {name}");
            result.Add($"parameters_{hidden.Length}", net.ParameterCount, $"parameters of the trained network, {name}");
        }

        result.Add(chart);
        result.Add(table);
    }

    /// <summary>Depth: a layer of two units folds the line [0, 1] once (a tent), so L layers fold it into 2ᴸ pieces (Telgarsky 2016).</summary>
    private static void Fold(ExperimentResult result)
    {
        var table = new ExperimentTable("Depth: L layers of 2 units, each folding the line once", "layers L", "parameters", "straight pieces", "one layer's pieces");
        for (int layers = 1; layers <= 6; layers++)
        {
            Sequential net = Tents(layers);
            long parameters = net.ParameterCount;
            // One hidden layer 1 → n → 1 has 3n + 1 parameters and n bends, so at most n + 1 pieces.
            long wide = ((parameters - 1) / 3) + 1;
            int pieces = Pieces(net);
            table.Add(layers, parameters, pieces, wide);
            result.Add($"pieces_{layers}", pieces, $"straight pieces of {layers} layers of 2 units");
        }

        result.Add(table);
    }

    private static Sequential Tents(int count)
    {
        // Tent: 2·ReLU(h) − 4·ReLU(h − ½), which the next layer takes in as it stands.
        Tensor biases = Tensor.From([0f, -0.5f]);
        var layers = new List<Layer> { new Linear(Tensor.Ones([2, 1]), biases), new ReLU() };
        for (int l = 1; l < count; l++)
            layers.AddRange([new Linear(Tensor.From([2f, -4f, 2f, -4f], [2, 2]), biases), new ReLU()]);
        return new Sequential([.. layers, new Linear(Tensor.From([2f, -4f], [1, 2]), Tensor.Zeros([1]))]);
    }

    private static int Pieces(Sequential net)
    {
        // All numbers are dyadic, so slopes between neighbours are exact and equal on a piece.
        const int cells = 1024;
        using var quiet = Tape.NoGradients();
        float[] y = net.Forward(Tensor.From([.. Enumerable.Range(0, cells + 1).Select(i => (float)i / cells)], [cells + 1, 1])).ToArray<float>();
        return 1 + Enumerable.Range(1, cells - 1).Count(i => y[i + 1] - y[i] != y[i] - y[i - 1]);
    }

    // Linear's own start: its biases are not 0, so the bends begin at different places.
    private static Sequential Net(int[] hidden, Rng rng)
    {
        var layers = new List<Layer>();
        int inputs = 1;
        foreach (int units in hidden)
        {
            layers.AddRange([new Linear(inputs, units, rng: rng), new ReLU()]);
            inputs = units;
        }

        return new Sequential([.. layers, new Linear(inputs, 1, rng: rng)]);
    }

    private static double Bound(double n) => 2 * Math.PI / n * (2 * Math.PI / n) / 8;

    private static double[] Points(int n) => [.. Enumerable.Range(0, n).Select(i => Math.PI * ((2.0 * i / (n - 1)) - 1))];

    private static double[] Sine(double[] x) => Array.ConvertAll(x, Math.Sin);

    private static double[] Evaluate(Layer net, double[] x)
    {
        using var quiet = Tape.NoGradients();
        return net.Forward(Tensor.From(x, [x.Length, 1])).ToArray<double>();
    }

    private static double Worst(double[] y, double[] wanted) => y.Zip(wanted, (a, b) => Math.Abs(a - b)).Max();
}
