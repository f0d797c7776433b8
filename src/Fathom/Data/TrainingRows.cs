namespace Fathom;

/// <summary>The rows a scaler is fitted on: a tensor's, or a data set's a few at a time, so that not all of them have to be made.</summary>
internal readonly struct TrainingRows
{
    private const int ChunkRows = 256;
    private readonly Dataset? _data;
    private readonly Tensor _x;

    public TrainingRows(Dataset data)
    {
        _data = data;
        (Count, Width) = (data.Count, data.Source.XShape.Length);
    }

    public TrainingRows(Tensor x, string scaler)
    {
        if (x.Length == 0)
            throw new ShapeException(scaler, "X", x.Shape.ToString(), "at least one row to fit on");
        _x = x;
        (Count, Width) = x.Rank == 0 ? (1, 1) : (x.Shape[0], x.Length / x.Shape[0]);
    }

    public int Count { get; }

    /// <summary>The values of a row.</summary>
    public int Width { get; }

    /// <summary>A feature by its number, and by its name where the data set knows it.</summary>
    public string Feature(int j) => _data is { FeatureNames: { } names } && j < names.Count ? $"feature {j} ('{names[j]}')" : $"feature {j}";

    /// <summary>Calls <paramref name="visit"/> for every row, widened to double, in order.</summary>
    public void ForEach(Action<double[]> visit)
    {
        double[] row = new double[Width];
        if (_data is null)
        {
            ForEach(_x, row, visit);
            return;
        }

        foreach ((Tensor x, _) in _data.Steps(ChunkRows))
            ForEach(x, row, visit);
    }

    private static void ForEach(Tensor x, double[] row, Action<double[]> visit)
    {
        if (!x.Type.IsFloating() || x.Rank == 0)
            throw new ShapeException("Scaling", "X", $"{x.Type} {x.Shape}", "floating-point numbers (rows, …)", "Indices have no scale; convert numbers with To(DType.Float32).");
        for (int i = 0; i < x.Shape[0]; i++)
        {
            if (x.Type == DType.Float64)
                x.AsReadOnlySpan<double>().Slice(i * row.Length, row.Length).CopyTo(row);
            else
                Widen(x.AsReadOnlySpan<float>().Slice(i * row.Length, row.Length), row);
            visit(row);
        }
    }

    private static void Widen(ReadOnlySpan<float> from, Span<double> to)
    {
        for (int j = 0; j < from.Length; j++)
            to[j] = from[j];
    }
}
