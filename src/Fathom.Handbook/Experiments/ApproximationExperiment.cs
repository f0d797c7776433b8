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
        result.See = "Twice the units, a quarter of the error: every unit adds one bend, and a broken line through even places is never further off than (2π/n)²/8. The trained networks find their bends themselves.";
        result.Conclude = "One wide layer is enough in principle. With equally many parameters two or three layers often do as well or better, because bends of later layers bend those of earlier ones.";
        return result;
    }

    /// <summary>The network whose graph is the broken line through the sine at n + 1 even places: unit i switches on at place i and changes the slope.</summary>
    private static Sequential Build(int n)
    {
        double[] knots = Points(n + 1), heights = Sine(knots);
        double width = 2 * Math.PI / n;
        var (inner, outer) = (new Linear(1, n), new Linear(n, 1));
        var net = new Sequential(inner, new ReLU(), outer);
        net.ConvertTo(DType.Float64);
        inner.Weight.Fill(1);
        double before = 0;
        for (int i = 0; i < n; i++)
        {
            double slope = (heights[i + 1] - heights[i]) / width;
            inner.Bias.AsSpan<double>()[i] = -knots[i];
            outer.Weight.AsSpan<double>()[i] = slope - before;
            before = slope;
        }

        outer.Bias.Fill(heights[0]);
        return net;
    }

    private static void Train(ExperimentResult result, ExperimentSettings settings, double[] x, double[] sine, double[] few)
    {
        int steps = settings.Whole(s_steps);
        var chart = new LineChart { Title = $"Trained for {steps} steps, equally many parameters", XLabel = "x", Height = 300, Series = { new ChartSeries("sin x", few, Sine(few), SeriesStyle.Reference) } };
        var table = new ExperimentTable($"Trained: {steps} steps of Adam on 128 points", "network", "parameters", "largest error", "mean squared error");
        double[] at = Points(128);
        Tensor inputs = Tensor.From(at, [128, 1]), wanted = Tensor.From(Sine(at), [128, 1]);
        foreach (var (name, hidden) in s_shapes)
        {
            Sequential net = Mlp.Create(1, hidden, 1, rng: settings.Rng(name));
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
