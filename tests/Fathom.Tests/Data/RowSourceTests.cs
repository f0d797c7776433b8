namespace Fathom.Tests.Data;

/// <summary>Data sets over rows that are made when they are asked for.</summary>
public sealed class RowSourceTests
{
    private const int Seed = 5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Made_rows_train_to_the_same_bits_as_the_same_rows_in_tensors(bool split)
    {
        Dataset tensors = StepsTests.Numbered(300), made = new(new NumberedRows(300), "numbered");
        if (split)
        {
            (tensors, _) = tensors.Split(test: 0.3, seed: Seed);
            (made, _) = made.Split(test: 0.3, seed: Seed);
        }

        Assert.Equal(Weights(tensors), Weights(made));
    }

    [Fact]
    public void No_more_rows_are_made_than_a_batch_has()
    {
        var source = new NumberedRows(100_000);
        Dataset data = new(source, "numbered", classNames: null);
        (Dataset train, Dataset test) = data.Split(test: 0.5, seed: Seed);
        Dataset part = train[10..500].Take(300).Subset([.. Enumerable.Range(0, 299).Reverse()]);
        foreach (var (x, _) in part.Steps(32, shuffle: true, rng: new Rng(1)))
            Assert.Equal(3, x.Shape[1]);
        foreach (DatasetSplit fold in part.KFold(3))
            Assert.Equal(299, fold.Train.Count + fold.Validation.Count);
        var model = new Linear(3, 1);
        Evaluation.Of(model, Objective.Regression, new Dataset(new NumberedRows(500, numbers: true)), batchSize: 64);
        Standardizer.Fit(part).Transform(part).Batches(7).Last();
        Assert.InRange(source.Most, 1, 256);
        Assert.Equal(50_000, test.Count);
    }

    [Fact]
    public void A_subset_of_a_subset_has_the_rows_its_numbers_name()
    {
        Dataset data = new(new NumberedRows(50));
        Dataset part = data[20..40].Subset(3, 3, 19).Subset(2, 0);
        Assert.Equal([39L, 23], part.Y.ToArray<long>());
        Assert.Equal([39, 39.25f, 39.5f, 23, 23.25f, 23.5f], part.X.ToArray<float>());
        Assert.Same(data, data[..]);
    }

    [Fact]
    public void Scaling_of_made_rows_equals_scaling_of_tensors()
    {
        DatasetSplit tensors = StepsTests.Numbered(600).Split(test: 0.2, seed: Seed).Standardize(), made = new Dataset(new NumberedRows(600)).Split(test: 0.2, seed: Seed).Standardize();
        Assert.Equal(tensors.Train.X.ToArray<float>(), made.Train.X.ToArray<float>());
        Assert.Equal(tensors.Test.X.ToArray<float>(), made.Test.X.ToArray<float>());
        Assert.Equal(tensors.Scaler!.Scale, made.Scaler!.Scale);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void What_is_random_in_a_row_does_not_depend_on_how_batches_are_cut(int batch)
    {
        Dataset data = new(new NoisyRows(64));
        var (a, b) = (new Rng(Seed), new Rng(Seed));
        for (int epoch = 0; epoch < 2; epoch++)
            Assert.Equal(Values(data, 64, a), Values(data, batch, b));
    }

    [Fact]
    public void Epochs_differ_in_what_is_random_and_the_order_is_that_of_rows_without_randomness()
    {
        Dataset noisy = new(new NoisyRows(40)), plain = StepsTests.Numbered(40);
        var (a, b) = (new Rng(Seed), new Rng(Seed));
        Dictionary<long, float>[] epochs = [Values(noisy, 8, a), Values(noisy, 8, a)];
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.Empty(epochs[0].Values.Intersect(epochs[1].Values));
        long[] order = [.. plain.Batches(8, shuffle: true, rng: b).Concat(plain.Batches(8, shuffle: true, rng: b)).SelectMany(batch => batch.Y.ToArray<long>())];
        a = new Rng(Seed);
        Assert.Equal(order, noisy.Batches(8, shuffle: true, rng: a).Concat(noisy.Batches(8, shuffle: true, rng: a)).SelectMany(batch => batch.Y.ToArray<long>()));
    }

    [Fact]
    public void An_order_that_draws_nothing_does_not_give_every_epoch_the_same_numbers()
    {
        Dataset data = new(new NoisyRows(10));
        var rng = new Rng(Seed);
        var sampler = new InOrder();
        float[] first = [.. data.Batches(10, sampler: sampler, rng: rng).First().X.ToArray<float>()];
        Assert.NotEqual(first, data.Batches(10, sampler: sampler, rng: rng).First().X.ToArray<float>());
    }

    [Fact]
    public void Without_an_order_of_their_own_random_rows_are_the_same_each_time()
    {
        Dataset data = new(new NoisyRows(10));
        Assert.Equal(data.Batches(3).First().X.ToArray<float>(), data.Batches(3).First().X.ToArray<float>());
        Assert.Equal(data.X[..3].ToArray<float>(), data.Batches(3).First().X.ToArray<float>());
    }

    [Fact]
    public void Tokens_with_the_token_that_follows_each_are_data()
    {
        Dataset data = new(Tensor.Range(0, 12, type: DType.Int64).Reshape(3, 4), Tensor.Range(1, 13, type: DType.Int64).Reshape(3, 4), "tokens");
        Assert.Equal<Shape>([2, 4], data.Batches(2).First().Y.Shape);
        Assert.Contains("the label in row 2 is 12", Assert.Throws<DatasetException>(() => new Dataset(data.X, data.Y, "tokens", classNames: [.. Enumerable.Range(0, 12).Select(i => $"{i}")])).Message);
        Assert.Contains("one class for each row", Assert.Throws<DatasetException>(() => data.Split(test: 0.5, stratify: true)).Message);
    }

    [Fact]
    public void Sources_that_cannot_be_learned_from_are_refused()
    {
        Assert.Contains("has no rows", Assert.Throws<DatasetException>(() => new Dataset(new NumberedRows(0))).Message);
        Assert.Contains("the label in row 2000 is 2000; the 2000 classes", Assert.Throws<DatasetException>(() => new Dataset(new NumberedRows(2001), classNames: [.. Enumerable.Range(0, 2000).Select(i => $"c{i}")])).Message);
        Assert.Contains("featureNames", Assert.Throws<ShapeException>(() => new Dataset(new NumberedRows(5), featureNames: ["a"])).Message);
        Assert.Contains("within 0..5", Assert.Throws<ShapeException>(() => new Dataset(new NumberedRows(5))[2..9]).Message);
    }

    [Fact]
    public void A_label_beyond_the_outputs_is_named_with_its_row_before_the_first_step()
    {
        Dataset data = new(new NumberedRows(3000));
        var trainer = new Trainer(new Linear(3, 2500), new Sgd(new Linear(3, 2500), lr: 0.1), Objective.MultiClass);
        Assert.Contains("the label in row 2500 is 2500", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data, epochs: 1, cancel: TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Images_as_bytes_give_the_floats_of_the_formula()
    {
        byte[] pixels = [.. Enumerable.Range(0, 24).Select(i => (byte)(i * 11))];
        var rows = new ImageRows(pixels, [2, 2, 3], [1, 0], [0.25, 0.5], [0.5, 2]);
        Dataset data = new(rows, "pictures", ["a", "b"]);
        Assert.Equal<Shape>([2, 2, 2, 3], data.X.Shape);
        for (int i = 0; i < 24; i++)
        {
            double v = i * 11 / 255.0;
            Assert.Equal(i % 12 < 6 ? (v - 0.25) / 0.5 : (v - 0.5) / 2, data.X.GetElement(i), 1e-6);
        }

        Assert.Equal([0L, 1], data.Subset(1, 0).Y.ToArray<long>());
        Assert.Equal(data.X[1].ToArray<float>(), data.Subset(1, 0).X[0].ToArray<float>());
        Assert.Equal("pictures: X (2, 2, 2, 3), Y (2,), classes a, b", data.ToString());
    }

    [Fact]
    public void The_statistics_of_images_are_those_of_their_channels()
    {
        (double[] mean, double[] deviation) = new ImageRows(new byte[] { 0, 255, 51, 51, 255, 255, 51, 51 }, [2, 1, 2], [0, 0]).Statistics();
        Assert.Equal(0.75, mean[0], 1e-12);
        Assert.Equal(Math.Sqrt(0.1875), deviation[0], 1e-12);
        Assert.Equal(0.2, mean[1], 1e-12);
        Assert.Equal(0, deviation[1], 1e-7);
    }

    [Fact]
    public void Images_that_do_not_fit_are_refused()
    {
        Assert.Contains("pixels is 11 bytes; expected 12", Assert.Throws<ShapeException>(() => new ImageRows(new byte[11], [1, 2, 3], [0, 1])).Message);
        Assert.Contains("(C, H, W)", Assert.Throws<ShapeException>(() => new ImageRows(new byte[12], [2, 3], [0, 1])).Message);
        Assert.Contains("one for each channel", Assert.Throws<ShapeException>(() => new ImageRows(new byte[12], [1, 2, 3], [0, 1], [0, 0], [1])).Message);
        Assert.Contains("deviation", Assert.Throws<ArgumentOutOfRangeException>(() => new ImageRows(new byte[12], [1, 2, 3], [0, 1], [0], [0])).Message);
    }

    private static float[] Weights(Dataset data)
    {
        var model = new Linear(3, 300, rng: new Rng(Seed));
        new Trainer(model, new Sgd(model, lr: 1e-4), Objective.MultiClass) { Rng = new Rng(Seed) }.Fit(data, data, epochs: 2, batchSize: 16, TestContext.Current.CancellationToken);
        return model.Weight.ToArray<float>();
    }

    private static Dictionary<long, float> Values(Dataset data, int batch, Rng rng) =>
        data.Batches(batch, shuffle: true, rng: rng).SelectMany(part => part.Y.ToArray<long>().Zip(part.X.ToArray<float>())).ToDictionary(pair => pair.First, pair => pair.Second);

    private sealed class InOrder : Sampler
    {
        public override int Count(int rows) => rows;

        public override void Fill(Span<int> order, int rows, Rng rng)
        {
            for (int i = 0; i < rows; i++)
                order[i] = i;
        }
    }
}

/// <summary>The rows of <see cref="StepsTests.Numbered"/>, made; remembers how many were asked for at once.</summary>
internal sealed class NumberedRows(int count, bool numbers = false) : RowSource
{
    public override int Count => count;

    public override Shape XShape => [3];

    public override Shape YShape => numbers ? [1] : [];

    public override DType YType => numbers ? DType.Float32 : DType.Int64;

    public int Most { get; private set; }

    public override void Fill(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch)
    {
        Most = Math.Max(Most, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < 3; j++)
                x.AsSpan<float>()[(i * 3) + j] = rows[i] + (j * 0.25f);
            if (numbers)
                y.AsSpan<float>()[i] = rows[i];
            else
                y.AsSpan<long>()[i] = rows[i];
        }
    }
}

/// <summary>Rows of one random number each.</summary>
internal sealed class NoisyRows(int count) : RowSource
{
    public override int Count => count;

    public override Shape XShape => [1];

    public override Shape YShape => [];

    public override void Fill(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            epoch.MoveToRow(rows[i]);
            epoch.Uniform(x.AsSpan<float>().Slice(i, 1));
            y.AsSpan<long>()[i] = rows[i];
        }
    }
}
