namespace Fathom.Handbook;

/// <summary>M7: the hiker who walks down L = ½w² from w = 4 by gradient descent.</summary>
internal sealed class LearningRatesExperiment : Experiment
{
    private static readonly NumbersOption s_rates = new("rates", "the learning rates to try", [0.01, 0.1, 1.95, 2.1], 1e-6, 10, 6);
    private static readonly NumberOption s_steps = new("steps", "how many steps to walk", 20, 3, 1000, whole: true);
    private static readonly NumberOption s_start = new("start", "where the hiker starts, w", 4, -10, 10);

    public override string Name => "learning-rates";

    public override string Row => "M7";

    public override string Question => "What happens when the learning rate is too small, right, too large, or far too large?";

    public override IReadOnlyList<ExperimentOption> Options => [s_rates, s_steps, s_start];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        double start = settings.Get(s_start), reach = Math.Max(1, 1.25 * Math.Abs(start));
        var result = new ExperimentResult(settings);
        double[] grid = [.. Enumerable.Range(-50, 101).Select(i => i * reach / 50)];
        var hill = new LineChart
        {
            Title = "The hiker on the hill",
            XLabel = "w",
            YLabel = "loss ½w²",
            XRange = (-reach, reach),
            YRange = (0, reach * reach / 2),
            Series = { new ChartSeries("the hill", grid, grid.Select(w => Descent.Height(w)), SeriesStyle.Reference) },
        };
        var losses = new LineChart { Title = "Loss after each step", XLabel = "step", YLabel = "loss", LogY = true };
        var table = new ExperimentTable("", "rate", "w after 1", "w after 2", "w after 3", "w at end", "loss at end", "verdict");
        foreach (double rate in settings.Get(s_rates))
        {
            Descent walk = Descent.Walk(start, rate, settings.Whole(s_steps));
            string name = $"rate {NumberOption.Text(rate)}";
            hill.Series.Add(new ChartSeries(name, walk.W, walk.Loss));
            losses.Series.Add(new ChartSeries(name, Enumerable.Range(0, walk.W.Length).Select(i => (double)i), walk.Loss));
            table.Add(NumberOption.Text(rate), walk.W[1], walk.W[2], walk.W[3], walk.W[^1], walk.Loss[^1], Verdict(walk));
            result.Add($"w_end_{NumberOption.Text(rate)}", walk.W[^1], $"w after the last step, rate {NumberOption.Text(rate)}");
        }

        result.Add(hill);
        result.Add(losses);
        result.Add(table);
        result.See = "Each step goes rate × slope downhill. A tiny rate creeps; a good one lands in a few dozen steps; a large one jumps across the valley and comes back; beyond 2 every jump lands higher than the last.";
        result.Conclude = "On a hill of curvature c every rate above 2/c diverges, and the best is near 1/c. Nobody knows c of a real network: try rates by factors of 10, or run the learning-rate finder.";
        return result;
    }

    private static string Verdict(Descent walk)
    {
        double first = walk.Loss[0], last = walk.Loss[^1];
        bool jumps = walk.W[0] * walk.W[1] < 0;
        bool arrives = last <= first / 20;
        return first == 0 ? "stands at the bottom"
            : last > first ? "diverges"
            : jumps ? (arrives ? "jumps, arrives" : "jumps across")
            : arrives ? "right" : "creeps";
    }

    /// <summary>The way of one hiker, start included.</summary>
    private sealed record Descent(double[] W, double[] Loss)
    {
        public static double Height(double w) => LossAt(Tensor.Scalar(w, DType.Float64)).ToScalar();

        public static Descent Walk(double start, double rate, int steps)
        {
            Tensor w = Tensor.Scalar(start, DType.Float64).RequireGradient();
            var sgd = new Sgd(new ParameterGroup(new NamedTensor("w", w)), rate);
            double[] at = new double[steps + 1], losses = new double[steps + 1];
            for (int i = 0; i <= steps; i++)
            {
                sgd.ZeroGradients();
                Tensor loss = LossAt(w);
                (at[i], losses[i]) = (w.ToScalar(), loss.ToScalar());
                if (i == steps)
                    break;
                loss.Backward();
                sgd.Step();
            }

            return new(at, losses);
        }

        private static Tensor LossAt(Tensor w) => 0.5 * w.Square();
    }
}
