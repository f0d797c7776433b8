namespace Fathom.Tests.Models;

/// <summary>Whatever layers stand beside each other, a predictor folds and fuses only what belongs together.</summary>
public sealed class PredictorFuzzTests
{
    /// <summary>Relative to the largest number of an output: a few layers' rounding.</summary>
    private const double Tolerance = 1e-5;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 150)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_networks_predict_as_they_compute(int seed)
    {
        var pick = new Random(seed);
        var rng = new Rng((ulong)seed);
        Shape row = pick.Next(3) switch
        {
            0 => [3, 6, 7],
            1 => [4, 9],
            _ => [10],
        };
        var layers = new List<Layer>();
        Shape now = row;
        for (int i = 0; i < 8; i++)
        {
            Layer layer = Any(pick, rng, now);
            layers.Add(layer);
            now = After(layer, now);
        }

        var model = new Sequential([.. layers]);
        foreach (NamedTensor item in model.State.Where(item => item.Name.Contains("running", StringComparison.Ordinal) || item.Tensor.Rank == 1))
            rng.Uniform(item.Tensor, 0.3, 1.7);
        foreach (var predictor in (Predictor[])[new(model, row), new(new Sequential(new Identity(), model))])
        {
            foreach (int rows in (int[])[1, 3, 50])
            {
                Tensor x = new Rng(2).Normal(row.Insert(0, rows)), expected = model.Predict(x), actual = predictor.Predict(x);
                Assert.Equal(expected.Shape, actual.Shape);
                float[] a = expected.ToArray<float>(), b = actual.ToArray<float>();
                double scale = Math.Max(1, a.Max(Math.Abs));
                for (int i = 0; i < a.Length; i++)
                    Assert.True(Math.Abs(a[i] - b[i]) <= Tolerance * scale, $"{model}, {rows} rows: {b[i]} at {i}, expected {a[i]}");
            }
        }
    }

    private static Shape After(Layer layer, Shape row)
    {
        using (Tape.ShapesOnly())
            return layer.Forward(Tensor.Zeros(row.Insert(0, 2))).Shape.Without(0);
    }

    private static Layer Any(Random pick, Rng rng, Shape row)
    {
        Layer[] choice = [new ReLU(), new Tanh(), new GELU(), new Dropout(0.5), new Flatten(), new Flatten(), new Softmax(), new Identity(), Linear(), Linear(), Linear(), Norm(), Norm(), Norm(), Spatial(), Spatial(), Spatial(), new Residual(Norm()), new Residual(new Sequential(Norm(), new ReLU())), new Residual(new Dropout(0.1)), new Residual(new RMSNorm(row[^1])), new RMSNorm(row[^1])];
        return choice[pick.Next(choice.Length)];

        Layer Linear() => new Linear(row[^1], 3 + pick.Next(12), bias: pick.Next(2) == 0, rng: rng);

        Layer Norm() => row.Rank == 3 ? new BatchNorm2d(row[0]) : new BatchNorm1d(row[0]);

        Layer Spatial() => row.Rank switch
        {
            3 when row[1] >= 2 && row[2] >= 2 => pick.Next(6) switch
            {
                0 => new MaxPool2d(2),
                1 => new MaxPool2d(3, stride: 2, padding: 1),
                2 => new AvgPool2d(2, stride: 1),
                3 => new AdaptiveAvgPool2d(2),
                _ => new Conv2d(row[0], 2 * row[0], 3, padding: 1, rng: rng),
            },
            2 when row[1] >= 2 => pick.Next(4) switch
            {
                0 => new MaxPool1d(2),
                1 => new AvgPool1d(2, stride: 1),
                _ => new Conv1d(row[0], 5, 3, padding: 1, rng: rng),
            },
            _ => new ReLU(),
        };
    }
}
