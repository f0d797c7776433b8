namespace Fathom.Handbook;

/// <summary>M9, I: batch norm and layer norm on the same small table, and what a small batch does to each.</summary>
internal sealed class NormalizationExperiment : Experiment
{
    private const int Features = 4;
    private const int Trials = 300;

    // The first row is the handbook's (I2).
    private static readonly double[] s_table =
    [
        1, 2, 3, 4, 2, 4, 1, 8, 3, 1, 5, 2, 6, 3, 9, 10,
        4, 8, 2, 6, 0, 5, 4, 3, 5, 6, 7, 0, 7, 0, 8, 9,
    ];

    private static readonly NumberOption s_rows = new("rows", "rows of the table, the batch size", 4, 1, 8, whole: true);

    public override string Name => "normalization";

    public override string Row => "M9";

    public override string Question => "What does batch norm do to a table of numbers, and what layer norm?";

    public override IReadOnlyList<ExperimentOption> Options => [s_rows];

    private protected override ExperimentResult Run(ExperimentSettings settings)
    {
        int rows = settings.Whole(s_rows);
        using var quiet = Tape.NoGradients();
        Tensor x = Tensor.From(s_table.AsSpan(0, rows * Features), [rows, Features]);
        Tensor layers = Layer().Forward(x);
        var result = new ExperimentResult(settings);
        result.Add(Grid($"The table: {rows} {(rows == 1 ? "row" : "rows")} (a batch), {Features} features", x, rows, 1));
        if (rows > 1)
            result.Add(Grid("Batch norm: every column to mean 0, deviation 1", Batch().Forward(x), rows, 3));
        result.Add(Grid("Layer norm: every row to mean 0, deviation 1", layers, rows, 3));
        for (int j = 0; j < Features; j++)
            result.Add($"layer_norm_{j + 1}", layers.GetElement(j), $"feature {j + 1} of the first row after layer norm");

        if (rows > 1)
        {
            for (int j = 0; j < Features; j++)
                result.Add($"batch_norm_{j + 1}", Batch().Forward(x).GetElement(j), $"feature {j + 1} of the first row after batch norm");
        }

        Companions(result, settings);
        result.See = "Batch norm looks down the columns: each feature over the rows of the batch. Layer norm looks along the rows: each row by itself. "
            + "So with batch norm the same row comes out differently in other company, the more so the smaller the batch"
            + (rows == 1 ? "; with one row there is no deviation at all, and training is refused." : ", and a single row is refused in training.");
        result.Conclude = "Batch norm for networks trained with batches of 32 rows and more; layer norm for transformers, recurrent networks and small batches. In prediction batch norm uses its running averages, so company no longer matters.";
        return result;
    }

    private static BatchNorm1d Batch()
    {
        var norm = new BatchNorm1d(Features);
        norm.ConvertTo(DType.Float64);
        return norm;
    }

    private static LayerNorm Layer()
    {
        var norm = new LayerNorm(Features);
        norm.ConvertTo(DType.Float64);
        return norm;
    }

    private static HeatGrid Grid(string title, Tensor x, int rows, int decimals)
    {
        double[,] values = new double[rows, Features];
        for (int i = 0; i < x.Length; i++)
            values[i / Features, i % Features] = x.GetElement(i);
        return new HeatGrid(values, Enumerable.Range(1, rows).Select(i => $"row {i}"), Enumerable.Range(1, Features).Select(j => $"feature {j}")) { Title = title, Decimals = decimals };
    }

    /// <summary>One row normalized among ever other rows: how much its first number changes with the company.</summary>
    private static void Companions(ExperimentResult result, ExperimentSettings settings)
    {
        Rng rng = settings.Rng("companions");
        int[] sizes = [2, 4, 8, 16, 32, 64, 128, 256];
        double[] row = [1, -1, 0.5, -0.5];
        var table = new ExperimentTable("The same row among other rows: deviation of its first number", "batch", "batch norm", "layer norm").Add("1", "refused", 0.0);
        var spreads = new List<double>();
        foreach (int size in sizes)
        {
            double[] batch = new double[Trials], layer = new double[Trials];
            for (int t = 0; t < Trials; t++)
            {
                Tensor x = rng.Normal([size, Features], type: DType.Float64);
                row.CopyTo(x.AsSpan<double>());
                batch[t] = Batch().Forward(x).GetElement(0);
                layer[t] = Layer().Forward(x).GetElement(0);
            }

            spreads.Add(Deviation(batch));
            table.Add($"{size}", spreads[^1], Deviation(layer));
            result.Add($"spread_{size}", spreads[^1], $"deviation of the row's first number after batch norm, batches of {size}");
        }

        result.Add(new LineChart
        {
            Title = "How much the company changes a row",
            XLabel = "batch size",
            YLabel = "deviation",
            LogX = true,
            LogY = true,
            Height = 280,
            Series =
            {
                new ChartSeries("batch norm", sizes.Select(n => (double)n), spreads),
                new ChartSeries("1/√batch", sizes.Select(n => (double)n), sizes.Select(n => 1 / Math.Sqrt(n)), SeriesStyle.Reference),
            },
        });
        result.Add(table);
    }

    // Measured from the first value: what never changes has no rounding error either.
    private static double Deviation(double[] values) => (Tensor.From(values, [values.Length]) - values[0]).Std().ToScalar();
}
