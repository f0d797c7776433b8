namespace Fathom.Tests.Training.Doctoring;

/// <summary>Sound data by kind, and the same with something planted.</summary>
internal static class PlantedData
{
    public const int Columns = 6;

    /// <summary>A table of two classes that several columns tell together; <paramref name="change"/> plants.</summary>
    public static Dataset Binary(Action<float[], float[]>? change = null, int rows = 300, ulong seed = 1, string? firstName = null)
    {
        (float[] x, float[] score) = Numbers(rows, Columns, seed);
        float[] y = [.. score.Select(value => value > 0 ? 1f : 0f)];
        change?.Invoke(x, y);
        string[] names = [firstName ?? "a", "b", "c", "d", "e", "f"];
        return new Dataset(new Given(x, y, rows, [Columns], [1], DType.Float32), "planted", featureNames: names);
    }

    /// <summary>A table of three classes.</summary>
    public static Dataset Classes(Func<long, long>? label = null, int rows = 300, ulong seed = 2, IReadOnlyList<string>? names = null)
    {
        (float[] x, float[] score) = Numbers(rows, Columns, seed);
        float[] y = [.. score.Select((value, i) => (value > 0.5 ? 2L : value > -0.5 ? 1L : 0L)).Select(c => (float)(label?.Invoke(c) ?? c))];
        return new Dataset(new Given(x, y, rows, [Columns], [], DType.Int64), "planted", names);
    }

    /// <summary>A table with one number to tell.</summary>
    public static Dataset Values(Func<float, float>? target = null, int rows = 300, ulong seed = 3)
    {
        (float[] x, float[] score) = Numbers(rows, Columns, seed);
        float[] y = [.. score.Select(value => target?.Invoke(value) ?? value)];
        return new Dataset(new Given(x, y, rows, [Columns], [1], DType.Float32), "planted");
    }

    /// <summary>Small pictures of four classes.</summary>
    public static Dataset Pictures(int rows = 128, ulong seed = 4)
    {
        var rng = new Rng(seed);
        Tensor x = rng.Normal([rows, 1, 8, 8]), y = Tensor.Empty([rows], DType.Int64);
        for (int i = 0; i < rows; i++)
        {
            y.AsSpan<long>()[i] = i % 4;
            x.AsSpan<float>()[(i * 64) + (i % 4 * 17)] += 4;
        }

        return new Dataset(x, y, "pictures", classNames: ["n", "e", "s", "w"]);
    }

    /// <summary>Sets a column of a table.</summary>
    public static void Column(this float[] x, int column, Func<int, float> value)
    {
        for (int row = 0; row < x.Length / Columns; row++)
            x[(row * Columns) + column] = value(row);
    }

    private static (float[] X, float[] Score) Numbers(int rows, int columns, ulong seed)
    {
        var rng = new Rng(seed);
        float[] x = rng.Normal([rows, columns]).ToArray<float>(), noise = rng.Normal([rows]).ToArray<float>();
        float[] score = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> at = x.AsSpan(row * columns, columns);
            score[row] = at[0] - at[1] + (at[2] * at[3]) + (0.3f * noise[row]);
        }

        return (x, score);
    }

    /// <summary>Rows that no data set has checked, as a source of the user's own gives them.</summary>
    internal sealed class Given(float[] x, float[] y, int rows, Shape xShape, Shape yShape, DType yType) : RowSource
    {
        public override int Count => rows;

        public override Shape XShape => xShape;

        public override Shape YShape => yShape;

        public override DType YType => yType;

        public override void Fill(ReadOnlySpan<int> places, Tensor toX, Tensor toY, Rng epoch)
        {
            for (int i = 0; i < places.Length; i++)
            {
                for (int c = 0; c < xShape.Length; c++)
                    toX.SetElement((i * xShape.Length) + c, x[(places[i] * xShape.Length) + c]);
                for (int c = 0; c < yShape.Length; c++)
                    toY.SetElement((i * yShape.Length) + c, y[(places[i] * yShape.Length) + c]);
            }
        }
    }

    /// <summary>Rows that cannot be read.</summary>
    internal sealed class Broken : RowSource
    {
        public override int Count => 100;

        public override Shape XShape => [3];

        public override Shape YShape => [];

        public override void Fill(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch) => throw new IOException("the disk is gone");
    }
}
