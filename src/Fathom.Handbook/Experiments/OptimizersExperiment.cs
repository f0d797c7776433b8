namespace Fathom.Handbook;

/// <summary>M11: optimizers race down a surface from the same place.</summary>
internal sealed class OptimizersExperiment : Experiment
{
    /// <summary>How near to a minimum counts as there.</summary>
    public const double Tolerance = 0.01;

    private const int MostDrawn = 6;

    // Drawn first when more race than a picture can show.
    private static readonly string[] s_telling = ["plain-sgd", "sgd", "adagrad", "rmsprop", "adam", "lion"];

    private static readonly ChoiceOption s_surface = new("surface", "the surface", "ravine", [.. Surface.All.Select(surface => surface.Name)]);
    private static readonly ChoicesOption s_which = new("which", "the optimizers that race", StandardOptimizers.Names, StandardOptimizers.Names);
    private static readonly NumberOption s_steps = new("steps", "steps of the race", 300, 10, 1000, whole: true);
    private static readonly NumberOption s_lr = new("lr", "one learning rate for all; 0 gives each the best of 10 from 0.001 to 1 that stays on the map", 0, 0, 10);

    private static readonly double[] s_rates = [.. Enumerable.Range(0, 10).Select(i => Math.Round(Math.Pow(10, (i / 3.0) - 3), 6))];

    public override string Name => "optimizers";

    public override string Row => "M11";

    public override string Question => "Which way does each optimizer take down the same hill?";

    public override IReadOnlyList<ExperimentOption> Options => [s_surface, s_which, s_steps, s_lr];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        Surface surface = Surface.All.First(surface => surface.Name == settings.Get(s_surface));
        double[] rates = settings.Get(s_lr) is > 0 and var rate ? [rate] : s_rates;
        Way[] ways = [.. settings.Get(s_which).Select(name => rates.Select(rate => Way.Of(name, surface, rate, settings.Whole(s_steps))).MinBy(way => (way.Leaves(surface), way.Arrived ?? int.MaxValue, way.Distance))!)];
        Way[] drawn = ways.Length <= MostDrawn ? ways : [.. ways.OrderBy(way => Array.IndexOf(s_telling, way.Name) is >= 0 and var place ? place : s_telling.Length).Take(MostDrawn)];

        var result = new ExperimentResult(settings);
        var map = new LineChart { Title = $"Ways down: {surface.Name}, {surface.Formula}", XLabel = "x", YLabel = "y", XRange = surface.X, YRange = surface.Y, Height = 460, Series = { surface.Contours() } };
        var losses = new LineChart { Title = "Height above the minimum", XLabel = "step", YLabel = "loss", LogY = true };
        foreach (Way way in drawn)
        {
            map.Series.Add(new ChartSeries(way.Name, way.X, way.Y));
            losses.Series.Add(new ChartSeries(way.Name, Enumerable.Range(0, way.Loss.Length).Select(i => (double)i), way.Loss.Select(loss => Math.Max(1e-12, loss - surface.Lowest))));
        }

        map.Series.Add(new ChartSeries("start", [surface.Start.X], [surface.Start.Y], SeriesStyle.Landmark));
        map.Series.Add(new ChartSeries("minimum", surface.Minima.Select(m => m.X), surface.Minima.Select(m => m.Y), SeriesStyle.Landmark));
        result.Add(map);
        result.Add(losses);

        var table = new ExperimentTable($"{ways[0].Loss.Length - 1} steps{(rates.Length > 1 ? ", each with its best rate" : "")}", "optimizer", "rate", "steps to 0.01", "last distance", "last loss");
        foreach (Way way in ways.OrderBy(way => (way.Arrived ?? int.MaxValue, way.Distance)))
        {
            table.Add(way.Name, Display.Number(way.Rate, 2), way.Arrived is { } steps ? Display.Count(steps) : "–", way.Distance, way.Loss[^1]);
            result.Add($"{way.Name}_rate", way.Rate, $"learning rate of {way.Name}");
            result.Add($"{way.Name}_steps", way.Arrived ?? double.NaN, $"steps until {way.Name} stayed within {Tolerance} of a minimum");
            result.Add($"{way.Name}_distance", way.Distance, $"distance of {way.Name} from the nearest minimum at the end");
            result.Add($"{way.Name}_loss", way.Loss[^1], $"height of {way.Name} at the end");
        }

        result.Add(table);
        result.See = "Plain gradient descent goes straight down the steepest way, which in a ravine is across it; momentum swings and carries on along the valley; adaptive optimizers give every direction its own step."
            + (drawn.Length < ways.Length ? $" The pictures show {drawn.Length} of {ways.Length}; --which chooses." : "");
        result.Conclude = "With the best rate for each the differences shrink: the rate matters more than the name. Start with Adam or AdamW; SGD with momentum is worth tuning. Two dimensions without noise say little about large networks.";
        return result;
    }

    /// <summary>One optimizer's way from the start.</summary>
    private sealed record Way(string Name, double Rate, double[] X, double[] Y, double[] Loss, int? Arrived, double Distance)
    {
        /// <summary>Whether the way leaves the drawn part of the plane: a rate so large is luck when it arrives.</summary>
        public bool Leaves(Surface surface) =>
            !X.All(x => x >= surface.X.Min && x <= surface.X.Max) || !Y.All(y => y >= surface.Y.Min && y <= surface.Y.Max);

        public static Way Of(string name, Surface surface, double rate, int steps)
        {
            Tensor w = Tensor.From([surface.Start.X, surface.Start.Y], [1, 2]).RequireGradient();
            Optimizer optimizer = StandardOptimizers.Create(name, new ParameterGroup(new NamedTensor("w", w)), rate, weightDecay: 0);
            double[] x = new double[steps + 1], y = new double[steps + 1], losses = new double[steps + 1];
            int arrived = steps + 1;
            for (int i = 0; i <= steps; i++)
            {
                using var step = Step.Begin();
                optimizer.ZeroGradients();
                Tensor loss = surface.Height(w.Slice(1, 0, 1), w.Slice(1, 1, 2)).Sum();
                (x[i], y[i], losses[i]) = (w.GetElement(0), w.GetElement(1), loss.ToScalar());
                if (!double.IsFinite(losses[i]))
                {
                    // Gone: what comes after is nowhere.
                    x.AsSpan(i).Fill(double.NaN);
                    y.AsSpan(i).Fill(double.NaN);
                    losses.AsSpan(i).Fill(double.NaN);
                    return new(name, rate, x, y, losses, null, double.PositiveInfinity);
                }

                arrived = surface.Distance(x[i], y[i]) > Tolerance ? steps + 1 : Math.Min(arrived, i);
                loss.Backward();
                optimizer.Step();
            }

            return new(name, rate, x, y, losses, arrived <= steps ? arrived : null, surface.Distance(x[^1], y[^1]));
        }
    }
}
