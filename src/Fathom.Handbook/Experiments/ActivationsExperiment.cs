namespace Fathom.Handbook;

/// <summary>M2, B: activations side by side, with the slopes that backpropagation multiplies by.</summary>
internal sealed class ActivationsExperiment : Experiment
{
    private static readonly ChoicesOption s_which = new("which", "the activations to compare", ["relu", "gelu", "sigmoid", "tanh"], Activations.Names);
    private static readonly NumberOption s_from = new("from", "left end of x", -5, -50, 49);
    private static readonly NumberOption s_to = new("to", "right end of x", 5, -49, 50);

    public override string Name => "activations";

    public override string Row => "M2";

    public override string Question => "What does an activation do to a number, and how much of the gradient does it let through?";

    public override IReadOnlyList<ExperimentOption> Options => [s_which, s_from, s_to];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        double from = settings.Get(s_from), to = settings.Get(s_to);
        if (from >= to)
            throw new ExperimentOptionException($"from is {NumberOption.Text(from)} and to is {NumberOption.Text(to)}; from must be below to.");
        var result = new ExperimentResult(settings);
        var values = new LineChart { Title = "Activations", XLabel = "x", YLabel = "f(x)" };
        var slopes = new LineChart { Title = "Their derivatives", XLabel = "x", YLabel = "f′(x)" };
        var table = new ExperimentTable("", "activation", "f(-1)", "f(0)", "f(1)", "f'(0)", "max slope", "minimum", "at x");
        foreach (string name in settings.Get(s_which))
        {
            Activation activation = Activations.Create(name);
            Curve drawn = Curve.Of(activation, from, to, 400), exact = Curve.Of(activation, -5, 5, 100_000), ones = Curve.Of(activation, -1, 1, 2);
            values.Series.Add(new ChartSeries(name, drawn.X, drawn.Y));
            slopes.Series.Add(new ChartSeries(name, drawn.X, drawn.Slope));
            int low = Array.IndexOf(exact.Y, exact.Y.Min());
            table.Add(name, ones.Y[0], ones.Y[1], ones.Y[2], ones.Slope[1], exact.Slope.Max(), exact.Y[low], exact.X[low]);
            result.Add($"{name}_minimum", exact.Y[low], $"lowest value of {name} on [-5, 5]");
            result.Add($"{name}_minimum_at", exact.X[low], $"where {name} is lowest");
            result.Add($"{name}_largest_slope", exact.Slope.Max(), $"largest slope of {name} on [-5, 5]");
        }

        result.Add(values);
        result.Add(slopes);
        result.Add(table);
        result.See = "The upper curves are what a neuron passes forward; the lower ones are what it multiplies the gradient by on the way back. "
            + "Sigmoid never lets more than a quarter through, tanh at most all of it, and both let nothing through where they are flat. ReLU lets through all or nothing.";
        result.Conclude = "Take ReLU, GELU or SiLU for hidden layers; keep sigmoid for probabilities at the output.";
        return result;
    }

    /// <summary>An activation at evenly spaced points, with the derivative the tape gives.</summary>
    private sealed record Curve(double[] X, double[] Y, double[] Slope)
    {
        public static Curve Of(Activation activation, double from, double to, int steps)
        {
            // Both ends weighted: 0 and ±1 come out exactly.
            double[] at = [.. Enumerable.Range(0, steps + 1).Select(i => ((from * (steps - i)) + (to * i)) / steps)];
            Tensor x = Tensor.From(at, [at.Length]);
            return new(at, activation.Value(x).ToArray<double>(), activation.Derivative(x).ToArray<double>());
        }
    }
}
