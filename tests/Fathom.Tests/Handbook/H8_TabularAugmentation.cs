namespace Fathom.Tests.Handbook;

/// <summary>Handbook H8: augmentation of tables.</summary>
public sealed class H8_TabularAugmentation
{
    [Fact]
    public void SMOTE_grows_the_rare_class_on_lines_between_its_own_rows()
    {
        // The rare class lies on the line y = 2x, the common one elsewhere: what is between two of its rows lies there, too.
        (double, double, int)[] rows = [(0, 5, 0), (1, 7, 0), (2, 3, 0), (3, 9, 0), (4, 1, 0), (5, 8, 0), (1, 2, 1), (2, 4, 1), (4, 8, 1)];
        Dataset data = Table(rows);
        Dataset grown = new Smote().Apply(data, new Rng(1));
        Assert.Equal(12, grown.Count);
        Assert.Equal(data.X.ToArray<double>(), grown.X[..9].ToArray<double>());
        Assert.Equal(data.Y.ToArray<long>(), grown.Y[..9].ToArray<long>());
        Assert.Equal([1, 1, 1], grown.Y[9..].ToArray<long>());
        double[] made = grown.X[9..].ToArray<double>();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(2 * made[2 * i], made[(2 * i) + 1], 1e-12);
            Assert.InRange(made[2 * i], 1, 4);
        }

        Assert.Equal(3, made.Where((_, i) => i % 2 == 0).Distinct().Count());
    }

    [Fact]
    public void SMOTE_with_one_neighbour_stays_between_nearest_rows_and_grows_to_a_share()
    {
        // rows 0 and 1 are neighbours, and 10 and 11: nothing may fall in between
        Dataset data = Table([.. Enumerable.Range(0, 20).Select(i => (100.0 + i, 0.0, 0)), (0, 0, 1), (1, 0, 1), (10, 0, 1), (11, 0, 1)]);
        double[] made = new Smote(neighbours: 1).Apply(data, new Rng(2)).X[24..].ToArray<double>();
        Assert.Equal(16, made.Length / 2);
        Assert.All(made.Where((_, i) => i % 2 == 0), x => Assert.True(x is (>= 0 and <= 1) or (>= 10 and <= 11), $"{x}"));
        Assert.Equal(24 + 6, new Smote(share: 0.5).Apply(data, new Rng(2)).Count);
        Assert.Equal(24, new Smote(share: 0.2).Apply(data, new Rng(2)).Count);
    }

    [Fact]
    public void SMOTE_works_on_0_and_1_keeps_type_and_names_and_is_decided_by_the_generators_state()
    {
        Dataset data = Datasets.BreastCancer();
        Dataset grown = new Smote().Apply(data, new Rng(3));
        Assert.Equal((2 * 357, DType.Float32, data.FeatureNames), (grown.Count, grown.X.Type, grown.FeatureNames));
        Assert.Equal(0.5, grown.Y.ToArray<float>().Average());
        Assert.Equal(grown.X.ToArray<float>(), new Smote().Apply(data, new Rng(3)).X.ToArray<float>());
        Assert.NotEqual(grown.X.ToArray<float>(), new Smote().Apply(data, new Rng(4)).X.ToArray<float>());
    }

    [Fact]
    public void SMOTE_says_what_it_cannot_do()
    {
        Assert.Contains("class '1' of 'table' has 1 row, and a line needs two", Assert.Throws<DatasetException>(() => new Smote().Apply(Table([(0, 0, 0), (1, 0, 0), (2, 2, 1)]), new Rng(1))).Message);
        Assert.Contains("A regression has no classes", Assert.Throws<DatasetException>(() => new Smote().Apply(Datasets.Sine(20), new Rng(1))).Message);
        Assert.Contains("Sampler.Balanced", Assert.Throws<ShapeException>(() => new Smote().Apply(new Dataset(Tensor.From([1L, 2], [2, 1]), Tensor.From([0L, 1], [2])), new Rng(1))).Message);
        Assert.Contains("neighbours is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Smote(0)).Message);
        Assert.Contains("share is the part", Assert.Throws<ArgumentOutOfRangeException>(() => new Smote(share: double.NaN)).Message);
    }

    [Fact]
    public void Noise_is_in_proportion_to_each_features_deviation()
    {
        var rng = new Rng(1);
        Tensor x = rng.Normal([4000, 3], type: DType.Float64) * Tensor.From(1.0, 100, 0) + Tensor.From(5.0, 0, 7.1);
        var data = new Dataset(x, Tensor.Zeros([4000, 1]));
        var noise = new FeatureNoise(data, strength: 0.1);
        Assert.Equal(0, noise.Deviation[2]);
        double[] added = (noise.Apply(x, new Rng(2)) - x).ToArray<double>();
        foreach ((int feature, double expected) in new[] { (0, 0.1), (1, 10.0), (2, 0.0) })
        {
            double[] one = [.. added.Where((_, i) => i % 3 == feature)];
            Assert.Equal(expected, Math.Sqrt(one.Average(e => e * e)), 0.05 * expected);
            Assert.Equal(0, one.Average(), 4 * expected / Math.Sqrt(4000));
        }

        Assert.Equal(noise.Apply(x[..5], new Rng(2)).ToArray<double>(), noise.Apply(x[..5], new Rng(2)).ToArray<double>());
        Assert.Equal(data.Y.ToArray<float>(), noise.Apply(data, new Rng(3)).Y.ToArray<float>());
        Assert.Contains("rows of 3 values", Assert.Throws<ShapeException>(() => noise.Apply(Tensor.Zeros([4, 2]), rng)).Message);
        Assert.Contains("strength is -1", Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureNoise(data, -1)).Message);
    }

    [Fact]
    public void Mixup_blends_features_and_targets_by_one_number_a_row()
    {
        // features are 10 × the one-hot label, so that every blend must keep that proportion
        Tensor labels = Tensor.From([0L, 1, 2, 0, 1, 2, 2, 1], [8]);
        Tensor x = Tensor.Zeros([8, 3], DType.Float64);
        for (int i = 0; i < 8; i++)
            x.AsSpan<double>()[(3 * i) + (int)labels.AsReadOnlySpan<long>()[i]] = 10;
        (Tensor mixedX, Tensor mixedY) = new Mixup(1).Apply(x, labels, classes: 3, new Rng(1));
        Assert.Equal(mixedX.ToArray<double>(), mixedY.ToArray<double>().Select(p => 10 * p), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(1, mixedY[i..(i + 1)].Sum().ToScalar(), 1e-12));
        Assert.Contains(mixedY.ToArray<double>(), p => p is > 0.01 and < 0.99);
        Assert.Equal(mixedX.ToArray<double>(), new Mixup(1).Apply(x, labels, classes: 3, new Rng(1)).X.ToArray<double>());
        Assert.True(double.IsFinite(Loss.SoftCrossEntropy(x, mixedY).ToScalar()));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    public void Mixups_weights_have_the_moments_of_the_Beta_distribution(double alpha)
    {
        // rows of 0 and 1: a blend of two different ones is λ or 1 − λ, with mean ½ and variance 1/(4(2α + 1))
        Tensor x = Tensor.From([.. Enumerable.Range(0, 20_000).Select(i => (double)(i % 2))], [20_000, 1]);
        Tensor mixed = new Mixup(alpha).Apply(x, x, rng: new Rng(5)).X;
        double[] values = mixed.ToArray<double>();
        Assert.All(values, value => Assert.InRange(value, 0, 1));
        // half of the pairs are alike and give 0 or 1, variance ¼; the other half has that of λ
        double expected = (0.25 + (0.25 / ((2 * alpha) + 1))) / 2;
        Assert.Equal(0.5, values.Average(), 0.015);
        Assert.Equal(expected, values.Average(value => (value - 0.5) * (value - 0.5)), 0.004);
    }

    [Fact]
    public void Mixup_of_a_data_set_trains_binary_and_multi_class_models()
    {
        foreach ((Dataset data, Objective objective, int outputs) in new (Dataset, Objective, int)[] { (Datasets.Moons(200), new BinaryObjective(), 1), (Datasets.Blobs(200), new MultiClassObjective(), 3) })
        {
            Dataset mixed = new Mixup(0.2).Apply(data, new Rng(1));
            Assert.Equal((data.Count, data.X.Shape), (mixed.Count, mixed.X.Shape));
            Assert.Equal(outputs, mixed.Y.Shape[1]);
            var model = new Linear(2, outputs, rng: new Rng(2));
            History history = new Trainer(model, new Adam(model, lr: 0.05), objective) { Rng = new Rng(3) }.Fit(mixed, epochs: 5, cancel: TestContext.Current.CancellationToken);
            Assert.True(history.Epochs[^1].TrainLoss < history.Epochs[0].TrainLoss);
        }
    }

    [Fact]
    public void Mixup_says_what_it_cannot_do()
    {
        var rng = new Rng(1);
        Tensor x = Tensor.Zeros([2, 2]), labels = Tensor.From([0L, 3], [2]);
        Assert.Contains("without classes", Assert.Throws<ShapeException>(() => new Mixup().Apply(x, labels, rng: rng)).Message);
        Assert.Contains("label 3 in row 1", Assert.Throws<ShapeException>(() => new Mixup().Apply(x, labels, 3, rng)).Message);
        Assert.Contains("expected 2 rows", Assert.Throws<ShapeException>(() => new Mixup().Apply(x, Tensor.Zeros([3, 1]), rng: rng)).Message);
        Assert.Contains("nothing between two indices", Assert.Throws<ShapeException>(() => new Mixup().Apply(labels, labels, 4, rng)).Message);
        Assert.Contains("alpha is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Mixup(0)).Message);
    }

    private static Dataset Table((double A, double B, int Class)[] rows) =>
        new(Tensor.From([.. rows.SelectMany(row => new[] { row.A, row.B })], [rows.Length, 2]), Tensor.From([.. rows.Select(row => (long)row.Class)], [rows.Length]), "table");
}
