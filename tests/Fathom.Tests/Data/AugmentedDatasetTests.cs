namespace Fathom.Tests.Data;

/// <summary>Data sets whose rows change from epoch to epoch, and batches that are blended in training.</summary>
[Collection(Kernels.AloneCollection.Name)]
public sealed class AugmentedDatasetTests
{
    private static readonly Augmentation s_change = new RandomCrop(6, padding: 1) + new RandomHorizontalFlip() + new Cutout(2);

    [Fact]
    public void What_an_epoch_does_to_a_row_depends_on_its_number_alone()
    {
        Dataset data = Images(40).Augmented(s_change);
        Assert.Equal("images: X (40, 1, 6, 6), Y (40,)", data.ToString());
        Dictionary<long, float[]> small = Epoch(data, 3, new Rng(5)), large = Epoch(data, 40, new Rng(5)), next = Epoch(data, 3, new Rng(6));
        Assert.All(small, row => Assert.Equal(row.Value, large[row.Key]));
        Assert.True(small.Count(row => !row.Value.SequenceEqual(next[row.Key])) > 30);
    }

    [Fact]
    public void Every_epoch_changes_rows_anew_and_the_same_seed_repeats_all()
    {
        Dataset data = Images(30).Augmented(s_change);
        Rng first = new(1), second = new(1);
        Dictionary<long, float[]> one = Epoch(data, 8, first), two = Epoch(data, 8, first);
        Assert.True(one.Count(row => !row.Value.SequenceEqual(two[row.Key])) > 20);
        Assert.All(Epoch(data, 8, second), row => Assert.Equal(row.Value, one[row.Key]));
        Assert.All(Epoch(data, 8, second), row => Assert.Equal(row.Value, two[row.Key]));
    }

    [Fact]
    public void Sets_without_augmentation_stay_and_a_second_augmentation_follows_the_first()
    {
        Dataset data = Images(10), both = data.Augmented(new RandomCrop(5)).Augmented(new RandomCrop(4));
        Assert.Equal([1, 4, 4], both.Source.XShape.ToArray());
        Assert.Equal(data.X.ToArray<float>(), Images(10).X.ToArray<float>());
        Assert.Equal(both.X.ToArray<float>(), data.Augmented(new RandomCrop(5)).Augmented(new RandomCrop(4)).X.ToArray<float>());
        Assert.Contains("expected at most 6", Assert.Throws<ShapeException>(() => data.Augmented(new RandomCrop(7))).Message);
        Assert.Contains("expected Float32", Assert.Throws<ShapeException>(() => new Dataset(Tensor.From([1L, 2], [2, 1]), Tensor.From([0L, 1], [2])).Augmented(new AddNoise())).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_on_changed_rows_and_blended_batches_repeats_bit_for_bit(bool cut)
    {
        (float[] Weights, double Loss) first = Train(1), second = Train(2);
        Assert.Equal(first.Weights, second.Weights);
        Assert.Equal(first.Loss, second.Loss);

        (float[] Weights, double Loss) Train(int threads)
        {
            int before = Fathom.Kernels.ForkJoin.Threads;
            try
            {
                Fathom.Kernels.ForkJoin.Threads = threads;
                var model = new Sequential(new Flatten(), new Linear(36, 2, rng: new Rng(1)));
                var trainer = new Trainer(model, new Adam(model, lr: 0.05), Objective.MultiClass) { Rng = new Rng(2), BatchAugmentation = cut ? new CutMix() : new Mixup(0.4) };
                History history = trainer.Fit(Images(64).Augmented(s_change), epochs: 6, batchSize: 8, cancel: TestContext.Current.CancellationToken);
                Assert.True(history.Epochs[^1].TrainLoss < history.Epochs[0].TrainLoss);
                return (model.Parameters[0].Tensor.ToArray<float>(), history.Epochs[^1].TrainLoss);
            }
            finally
            {
                Fathom.Kernels.ForkJoin.Threads = before;
            }
        }
    }

    [Fact]
    public void A_trainer_refuses_blends_that_do_not_fit_before_the_first_step()
    {
        var model = new Linear(2, 3);
        var trainer = new Trainer(model, new Sgd(model, lr: 0.1), Objective.MultiClass) { BatchAugmentation = new CutMix() };
        Assert.Contains("Mixup blends rows of any shape", Assert.Throws<ShapeException>(() => trainer.Fit(Datasets.Blobs(30), epochs: 1, cancel: TestContext.Current.CancellationToken)).Message);
    }

    /// <summary>Images of two classes, bright above or below.</summary>
    private static Dataset Images(int count)
    {
        Tensor x = new Rng(9).Uniform([count, 1, 6, 6], 0.1, 0.5);
        long[] labels = [.. Enumerable.Range(0, count).Select(i => (long)(i % 2))];
        for (int i = 0; i < count; i++)
            x[i].AsSpan<float>().Slice(i % 2 == 0 ? 0 : 18, 18).Fill(1);
        return new Dataset(x, Tensor.From(labels, [count]), "images");
    }

    /// <summary>The rows an epoch gives, by number: labels stand for numbers.</summary>
    private static Dictionary<long, float[]> Epoch(Dataset data, int batch, Rng rng)
    {
        var rows = new Dictionary<long, float[]>();
        var numbered = new Dataset(new Numbered(data.Source), data.Name);
        foreach ((Tensor x, Tensor y) in numbered.Batches(batch, shuffle: true, rng: rng))
        {
            for (int i = 0; i < x.Shape[0]; i++)
                rows[y.AsReadOnlySpan<long>()[i]] = x[i].ToArray<float>();
        }

        return rows;
    }

    /// <summary>Rows whose labels are their numbers.</summary>
    private sealed class Numbered(RowSource source) : RowSource
    {
        public override int Count => source.Count;

        public override Shape XShape => source.XShape;

        public override Shape YShape => [];

        public override void Fill(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch)
        {
            source.Fill(rows, x, y, epoch);
            for (int i = 0; i < rows.Length; i++)
                y.AsSpan<long>()[i] = rows[i];
        }
    }
}
