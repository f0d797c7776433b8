namespace Fathom.Handbook;

/// <summary>M6: learning-rate schedules, plotted before any training.</summary>
internal sealed class SchedulesExperiment : Experiment
{
    private static readonly string[] s_names =
        ["constant", "step", "multi-step", "exponential", "cosine", "cosine-restarts", "linear", "polynomial", "warmup-cosine", "one-cycle", "cyclic", "plateau"];

    private static readonly ChoicesOption s_which = new("which", "the schedules to plot", ["step", "exponential", "cosine", "warmup-cosine", "one-cycle", "cosine-restarts"], s_names);
    private static readonly NumberOption s_lr = new("lr", "the learning rate they are built on", 0.1, 1e-6, 10);
    private static readonly NumberOption s_steps = new("steps", "steps of the training", 100, 10, 100_000, whole: true);

    public override string Name => "schedules";

    public override string Row => "M6";

    public override string Question => "How does the learning rate change over a training?";

    public override IReadOnlyList<ExperimentOption> Options => [s_which, s_lr, s_steps];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        double lr = settings.Get(s_lr);
        int steps = settings.Whole(s_steps);
        var result = new ExperimentResult(settings);
        var chart = new LineChart { Title = "Learning-rate schedules", XLabel = "step", YLabel = "learning rate", Height = 380 };
        var table = new ExperimentTable("", "schedule", "first", "at 1/4", "at 1/2", "at 3/4", "last", "for");
        int stride = Math.Max(1, steps / 1000);
        double[] x = [.. Enumerable.Range(0, steps).Where(t => t % stride == 0 || t == steps - 1).Select(t => (double)t)];
        foreach (string name in settings.Get(s_which))
        {
            (Func<long, double> at, string use) = Schedule(name, lr, steps);
            double[] rates = [.. Enumerable.Range(0, steps).Select(t => at(t))];
            chart.Series.Add(new ChartSeries(name, x, x.Select(t => rates[(int)t])));
            table.Add(name, rates[0], rates[steps / 4], rates[steps / 2], rates[3 * steps / 4], rates[^1], use);
            result.Add($"{name}_first", rates[0], $"first rate of {name}");
            result.Add($"{name}_last", rates[^1], $"last rate of {name}");
        }

        result.Add(chart);
        result.Add(table);
        result.See = "All but the constant and the cyclic one end lower than they began: large steps first, to get far, small ones at the end, to settle. Warm-up and one-cycle begin low too, while the first gradients are wild.";
        result.Conclude = "Without a reason for another, take a short linear warm-up and then a cosine to 0. A schedule past its end holds its last value.";
        return result;
    }

    private static (Func<long, double> At, string Use) Schedule(string name, double lr, int steps)
    {
        int part = Math.Max(1, steps / 10);
        return name switch
        {
            "constant" => (new Constant(lr).At, "first trials"),
            "step" => (new StepDecay(lr, Math.Max(1, steps / 4), 0.5).At, "by habit"),
            "multi-step" => (new MultiStepDecay(lr, [steps / 2, 3 * steps / 4]).At, "falls by hand"),
            "exponential" => (new ExponentialDecay(lr, Math.Pow(0.01, 1.0 / steps)).At, "smooth decay"),
            "cosine" => (new Cosine(lr, 0, steps - 1).At, "the usual choice"),
            "cosine-restarts" => (new CosineWarmRestarts(lr, 0, (steps + 2) / 3).At, "several minima"),
            "linear" => (new LinearRamp(lr, 0, steps - 1).At, "fine-tuning"),
            "polynomial" => (new PolynomialDecay(lr, steps - 1, power: 2).At, "fine-tuning"),
            "warmup-cosine" => (new LinearWarmup(lr, part).Then(part, new Cosine(lr, 0, steps - 1 - part)).At, "transformers"),
            "one-cycle" => (new OneCycle(lr, steps).At, "short trainings"),
            "cyclic" => (new Cyclic(lr / 10, lr, part).At, "exploring"),
            _ => (Plateau(lr, steps), "open-ended"),
        };
    }

    /// <summary>The one schedule with a memory, watching a loss that falls for the first quarter and then stands still.</summary>
    private static Func<long, double> Plateau(double lr, int steps)
    {
        var plateau = new ReduceOnPlateau(lr, factor: 0.5, patience: Math.Max(1, steps / 10));
        double[] rates = new double[steps];
        for (int t = 0; t < steps; t++)
            rates[t] = plateau.Observe(Math.Max(0.75, 1 - ((double)t / steps)));
        return t => rates[t];
    }
}
