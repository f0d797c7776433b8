namespace Fathom.Tests.Handbook;

/// <summary>K1, K3, K5, K6: data sets, splits, batches and class balance.</summary>
public sealed class K_Data
{
    // Twelve rows of class 0, six of class 1, two of class 2.
    private static readonly Dataset s_uneven = new(
        Tensor.Range(0, 20).Reshape(20, 1), Tensor.From([.. Enumerable.Range(0, 20).Select(i => i < 12 ? 0L : i < 18 ? 1 : 2)], [20]), "uneven", classNames: ["a", "b", "c"]);

    [Fact]
    public void K1_four_tables_and_six_generators_come_with_the_library()
    {
        Assert.Equal(
            ["breast-cancer", "iris", "wine", "digits", "xor", "moons", "circles", "spirals", "blobs", "sine"],
            Datasets.All.Select(set => set.Name));
        Assert.Equal((569, 150, 178, 1797), (Datasets.BreastCancer().Count, Datasets.Iris().Count, Datasets.Wine().Count, Datasets.Digits().Count));
        Assert.All(Datasets.All, set => Assert.Equal(set.Load().X.ToArray<float>(), set.Load().X.ToArray<float>()));
    }

    [Fact]
    public void K3_stratified_folds_have_every_class_in_proportion_and_are_the_same_for_a_seed()
    {
        foreach (DatasetSplit fold in s_uneven.KFold(2, stratify: true, seed: 5))
        {
            (Dataset train, Dataset held) = fold;
            Assert.Equal((10, 10), (train.Count, held.Count));
            Assert.Equal([6, 3, 1], Enumerable.Range(0, 3).Select(c => held.Y.ToArray<long>().Count(label => label == c)));
        }

        Assert.Equal(
            s_uneven.KFold(4, seed: 5).SelectMany(fold => fold.Validation.X.ToArray<float>()),
            s_uneven.KFold(4, seed: 5).SelectMany(fold => fold.Validation.X.ToArray<float>()));
    }

    [Theory]
    [InlineData(1, false, 20, 1)]
    [InlineData(6, false, 4, 2)]
    [InlineData(6, true, 3, 6)]
    [InlineData(int.MaxValue, false, 1, 20)]
    [InlineData(int.MaxValue, true, 1, 20)]
    public void K5_batches_from_one_row_to_all_the_last_one_kept_or_dropped(int size, bool dropLast, int batches, int last)
    {
        int[] sizes = [.. s_uneven.Batches(size, shuffle: true, dropLast, new Rng(1)).Select(batch => batch.Count)];
        Assert.Equal((batches, last), (sizes.Length, sizes[^1]));
    }

    [Fact]
    public void K6_balanced_class_weights_are_n_over_C_times_n_c_as_in_scikit_learn()
    {
        // sklearn.utils.class_weight.compute_class_weight("balanced", classes=[0, 1, 2], y=[0]*12 + [1]*6 + [2]*2)
        Assert.Equal([0.5555555555555556, 1.1111111111111112, 3.3333333333333335], ClassBalance.ClassWeights(s_uneven));
        Assert.Equal(212.0 / 357, ClassBalance.PositiveWeight(Datasets.BreastCancer()), 1e-15);
        double[] two = ClassBalance.ClassWeights(Datasets.BreastCancer());
        Assert.Equal(two[1] / two[0], ClassBalance.PositiveWeight(Datasets.BreastCancer()), 1e-12);
        var labels = new Dataset(Tensor.Zeros([4, 1]), Tensor.From(new float[,] { { 1, 0 }, { 0, 0 }, { 0, 1 }, { 0, 1 } }), classNames: ["x", "y"]);
        Assert.Equal([3.0, 1.0], ClassBalance.PositiveWeights(labels));
    }

    [Fact]
    public void K6_a_balanced_sampler_draws_every_class_equally_often()
    {
        WeightedSampler sampler = Sampler.Balanced(s_uneven, draws: 30_000);
        int[] counts = new int[3];
        foreach (Batch batch in s_uneven.Batches(1000, rng: new Rng(4), sampler: sampler))
            foreach (long label in batch.Y.ToArray<long>())
                counts[label]++;

        // Standard deviation √(30000·⅓·⅔) ≈ 82.
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void K6_weights_decide_how_often_a_row_is_drawn_and_0_means_never()
    {
        var sampler = new WeightedSampler([0, 1, 3, 0], draws: 8000);
        int[] order = new int[8000];
        sampler.Fill(order, 4, new Rng(2));
        int[] counts = [.. Enumerable.Range(0, 4).Select(row => order.Count(i => i == row))];
        Assert.Equal((0, 0), (counts[0], counts[3]));
        Assert.InRange(counts[2], 5_800, 6_200);
    }

    [Fact]
    public void K6_the_seed_decides_a_sampled_epoch_and_every_epoch_differs()
    {
        float[] Epochs(ulong seed)
        {
            var rng = new Rng(seed);
            return [.. Enumerable.Range(0, 2).SelectMany(_ => s_uneven.Batches(6, rng: rng, sampler: Sampler.Balanced(s_uneven)).SelectMany(batch => batch.X.ToArray<float>()))];
        }

        float[] first = Epochs(7);
        Assert.Equal(40, first.Length);
        Assert.Equal(first, Epochs(7));
        Assert.NotEqual(first, Epochs(8));
        Assert.NotEqual(first[..20], first[20..]);
    }

    [Fact]
    public void K6_without_a_sampler_every_row_comes_once()
    {
        float[] Rows(Sampler? sampler) => [.. s_uneven.Batches(6, shuffle: true, rng: new Rng(3), sampler: sampler).SelectMany(batch => batch.X.ToArray<float>())];
        Assert.Equal(Rows(null), Rows(Sampler.Shuffle));
        Assert.Equal(Enumerable.Range(0, 20), Rows(null).Select(v => (int)v).Order());
    }

    [Fact]
    public void K6_a_sampled_epoch_allocates_nothing_once_warm()
    {
        WeightedSampler sampler = Sampler.Balanced(s_uneven);
        var rng = new Rng(1);
        int rows = 0;
        void Epoch()
        {
            foreach (var (x, y) in s_uneven.Steps(8, rng: rng, sampler: sampler))
                rows += x.Shape[0] + y.Shape[0];
        }

        Epoch();
        Assert.Equal(0, Allocation.OnThisThread(Epoch));
    }

    [Fact]
    public void K6_an_epoch_has_as_many_steps_as_the_sampler_draws_and_DropLast_leaves_full_ones()
    {
        int Steps(Sampler? sampler, bool dropLast)
        {
            var model = new Linear(1, 3, rng: new Rng(1));
            var count = new StepCounter();
            var trainer = new Trainer(model, new Sgd(model, lr: 0.001), Objective.MultiClass) { Rng = new Rng(2), Sampler = sampler, DropLast = dropLast, Callbacks = [count] };
            trainer.Fit(s_uneven, epochs: 1, batchSize: 8, cancel: TestContext.Current.CancellationToken);
            Assert.Equal(count.Promised, count.Steps);
            return count.Steps;
        }

        Assert.Equal((3, 2), (Steps(null, false), Steps(null, true)));
        Assert.Equal((7, 6), (Steps(Sampler.Balanced(s_uneven, draws: 50), false), Steps(Sampler.Balanced(s_uneven, draws: 50), true)));
        Assert.Contains("make the sampler from the rows it draws from", Assert.Throws<ArgumentException>(() => Steps(Sampler.Balanced(Datasets.Iris()), false)).Message);
    }

    [Fact]
    public void K6_the_trainer_takes_a_sampler_and_finds_the_rare_class_that_plain_training_overlooks()
    {
        // Two overlapping clouds, one row in twenty of class 1.
        var rng = new Rng(6);
        float[] x = new float[800], y = new float[400];
        for (int i = 0; i < 400; i++)
        {
            y[i] = i % 20 == 0 ? 1 : 0;
            (x[2 * i], x[(2 * i) + 1]) = ((float)(rng.NextDouble() + (0.6 * y[i])), (float)rng.NextDouble());
        }

        var data = new Dataset(Tensor.From(x, [400, 2]), Tensor.From(y, [400, 1]), "rare", classNames: ["usual", "rare"]);
        double Recall(Sampler? sampler, Objective objective)
        {
            var model = new Linear(2, 1, rng: new Rng(1));
            var trainer = new Trainer(model, new Adam(model, lr: 0.05), objective) { Rng = new Rng(2), Sampler = sampler };
            trainer.Fit(data, epochs: 20, batchSize: 32, cancel: TestContext.Current.CancellationToken);
            return trainer.Evaluate(data).Metrics["recall"];
        }

        Assert.True(Recall(null, Objective.Binary) < 0.4);
        Assert.True(Recall(Sampler.Balanced(data), Objective.Binary) > 0.7);
        Assert.True(Recall(null, new BinaryObjective { PositiveWeight = ClassBalance.PositiveWeight(data) }) > 0.7);
    }

    [Fact]
    public void K6_what_cannot_be_balanced_is_refused_with_a_sentence()
    {
        Dataset empty = s_uneven.Subset([.. Enumerable.Range(0, 18)]);
        Assert.Contains("class 'c' of 'uneven' has no row", Assert.Throws<DatasetException>(() => ClassBalance.ClassWeights(empty)).Message);
        Assert.Contains("has 3 classes; one positive weight is for two", Assert.Throws<DatasetException>(() => ClassBalance.PositiveWeight(s_uneven)).Message);
        Assert.Contains("A regression has no classes", Assert.Throws<DatasetException>(() => Sampler.Balanced(Datasets.Sine())).Message);
        var labels = new Dataset(Tensor.Zeros([2, 1]), Tensor.From(new float[,] { { 1, 0 }, { 0, 0 } }), classNames: ["x", "y"]);
        Assert.Contains("label 'y' is 0 in all 2 rows", Assert.Throws<DatasetException>(() => ClassBalance.PositiveWeights(labels)).Message);
        Assert.Contains("add up to 0", Assert.Throws<ArgumentException>(() => new WeightedSampler([0, 0])).Message);
        Assert.Contains("weights[1] is -1", Assert.Throws<ArgumentException>(() => new WeightedSampler([1, -1])).Message);
        Assert.Contains("there are 2 weights and the data has 20 rows", Assert.Throws<ArgumentException>(() => s_uneven.Steps(4, sampler: new WeightedSampler([1, 1]))).Message);
    }

    private sealed class StepCounter : Callback
    {
        public int Promised { get; private set; }

        public int Steps { get; private set; }

        public override void OnStep(TrainingState state) => (Promised, Steps) = (state.StepsPerEpoch, Steps + 1);
    }
}
