namespace Fathom.Handbook;

/// <summary>M4: inverted dropout on ten neurons: a new mask each time, survivors scaled, the expected value kept.</summary>
internal sealed class DropoutExperiment : Experiment
{
    private const int Neurons = 10;
    private const int Many = 10_000;

    private static readonly NumberOption s_p = new("p", "probability of dropping a neuron", 0.5, 0, 0.95);
    private static readonly NumberOption s_masks = new("masks", "how many masks to draw", 8, 1, 20, whole: true);
    private static readonly NumberOption s_value = new("value", "what every neuron puts out", 1, 0.01, 100);

    public override string Name => "dropout";

    public override string Row => "M4";

    public override string Question => "What does dropout do to ten neurons in training, and what in prediction?";

    public override IReadOnlyList<ExperimentOption> Options => [s_p, s_masks, s_value];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        double p = settings.Get(s_p), value = settings.Get(s_value);
        int masks = settings.Whole(s_masks);
        var dropout = new Dropout(p, settings.Rng("masks"));
        using var quiet = Tape.NoGradients();
        Tensor x = Tensor.Full([Many, Neurons], value, DType.Float64);
        dropout.Train();
        double[] training = dropout.Forward(x).ToArray<double>();
        dropout.Evaluate();
        double[] inference = dropout.Forward(x).ToArray<double>();

        var result = new ExperimentResult(settings);
        double[,] shown = new double[masks + 1, Neurons];
        for (int j = 0; j < Neurons; j++)
        {
            for (int i = 0; i < masks; i++)
                shown[i, j] = training[(i * Neurons) + j];
            shown[masks, j] = inference[j];
        }

        string[] names = [.. Enumerable.Range(1, masks).Select(i => $"mask {i}"), "inference"];
        result.Add(new HeatGrid(shown, names, Enumerable.Range(1, Neurons).Select(j => $"n{j}")) { Title = $"Outputs of ten neurons of {NumberOption.Text(value)}, dropout {NumberOption.Text(p)}" });

        // The mean of one neuron over ever more masks.
        int[] counts = [.. Enumerable.Range(0, 121).Select(i => (int)Math.Round(Math.Pow(10, i / 30.0))).Distinct()];
        double[] sums = new double[Many + 1];
        for (int i = 0; i < Many; i++)
            sums[i + 1] = sums[i] + training[i * Neurons];
        result.Add(new LineChart
        {
            Title = "Mean output of one neuron over many masks",
            XLabel = "masks",
            YLabel = "mean",
            LogX = true,
            Height = 260,
            Series =
            {
                new ChartSeries("training", counts.Select(n => (double)n), counts.Select(n => sums[n] / n)),
                new ChartSeries("inference", [1, Many], [value, value], SeriesStyle.Reference),
            },
        });

        double kept = (double)training.Count(y => y != 0) / training.Length, mean = training.Average();
        double deviation = Math.Sqrt(training.Average(y => (y - mean) * (y - mean)));
        result.Add("scale", training.Max(Math.Abs) / Math.Max(1e-300, Math.Abs(value)), "what survivors are multiplied by");
        result.Add("kept", kept, $"share of neurons kept over {Many:N0} masks");
        result.Add("mean", mean, $"mean output over {Many:N0} masks");
        result.Add("deviation", deviation, "standard deviation of the output over masks");
        result.Add("inference", inference[0], "output in prediction");
        result.Add(new ExperimentTable($"Over {Many:N0} masks", "", "kept", "survivors ×", "mean output", "deviation")
            .Add("training", kept, result["scale"], mean, deviation)
            .Add("inference", 1.0, 1.0, inference.Average(), 0.0));
        result.See = $"In training each row is another mask: dropped neurons put out 0, survivors are multiplied by 1/(1 − p) = {Display.Number(1 / (1 - p))}. In prediction nothing is dropped and nothing scaled.";
        result.Conclude = "The scaling keeps the expected output, so prediction needs no correction. Use .1 to .5 in hidden layers, 0 at the output, and more noise means slower training.";
        return result;
    }
}
