using Fathom.Kernels;
using Fathom.Tests.Kernels;

namespace Fathom.Tests.Training;

/// <summary>Whole training steps: no memory, the same bits at any number of threads, and again for the same seed.</summary>
[Collection(AloneCollection.Name)]
public sealed class WholeStepTests : IDisposable
{
    private readonly int _threads = ForkJoin.Threads;

    public void Dispose() => ForkJoin.Threads = _threads;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_training_step_allocates_nothing_once_warm(int threads)
    {
        ForkJoin.Threads = threads;
        Sequential model = Net(new Rng(1));
        var optimizer = new Adam(model, lr: 1e-3) { ClipNorm = 1, Schedule = new LinearWarmup(1e-3, 100).Then(100, new Cosine(1e-3, 0, 10_000)) };
        Tensor x = new Rng(2).Normal([32, 30]);
        Tensor y = new Rng(3).Uniform([32, 1]);
        for (int i = 0; i < 200; i++)
            TrainStep(model, optimizer, x, y);

        // The runtime's own background work (a tier compiled late) may allocate once; a step that allocates does so every time.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least != 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 1_000; i++)
                TrainStep(model, optimizer, x, y);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_epoch_over_a_data_set_allocates_nothing_once_warm(int threads)
    {
        ForkJoin.Threads = threads;
        Sequential model = Net(new Rng(1));
        var optimizer = new AdamW(model, lr: 1e-3);
        var data = new Dataset(new Rng(2).Normal([455, 30]), new Rng(3).Uniform([455, 1]));
        var rng = new Rng(4);
        Epoch();
        Epoch();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least != 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int epoch = 0; epoch < 10; epoch++)
                Epoch();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);

        void Epoch()
        {
            foreach (var (x, y) in data.Steps(32, shuffle: true, rng: rng))
            {
                optimizer.ZeroGradients();
                Loss.MeanSquaredError(model.Forward(x), y).Backward();
                optimizer.Step();
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(10)]
    public void A_step_of_the_trainer_allocates_nothing_once_warm_with_micro_batches_too(int? micro)
    {
        ForkJoin.Threads = 1;
        Sequential model = Net(new Rng(1));
        var trainer = new Trainer(model, new Adam(model, lr: 1e-3), Objective.Binary) { MicroBatchSize = micro };
        Tensor x = new Rng(2).Normal([32, 30]);
        Tensor y = new Rng(3).Uniform([32, 1]);
        Steps(200);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least != 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Steps(300);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);

        void Steps(int n)
        {
            for (int i = 0; i < n; i++)
            {
                using (Step.Begin())
                    trainer.TrainStep(x, y);
            }
        }
    }

    [Fact]
    public void Training_gives_the_same_bits_at_one_and_at_two_threads_and_again_for_the_same_seed()
    {
        byte[][] one = Train(threads: 1, seed: 1);
        Assert.Equal(one, Train(threads: 2, seed: 1));
        Assert.Equal(one, Train(threads: 3, seed: 1));
        Assert.Equal(one, Train(threads: 1, seed: 1));
        Assert.NotEqual(one, Train(threads: 1, seed: 2));
    }

    /// <summary>Wide enough that products, reductions and updates are cut into pieces.</summary>
    private static byte[][] Train(int threads, ulong seed)
    {
        ForkJoin.Threads = threads;
        var rng = new Rng(seed);
        var model = new Sequential(new Linear(300, 512, rng: rng), new GELU(), new LayerNorm(512), new Dropout(0.3, rng), new Linear(512, 10, rng: rng));
        var optimizer = new Adam(model, lr: 1e-3) { ClipNorm = 1 };
        Tensor x = rng.Normal([128, 300]);
        Tensor labels = rng.Uniform([128], 0, 10, DType.Float64).To(DType.Int64);
        for (int i = 0; i < 3; i++)
        {
            using (Step.Begin())
            {
                optimizer.ZeroGradients();
                Loss.CrossEntropy(model.Forward(x), labels).Backward();
                optimizer.Step();
            }
        }

        return [.. model.State.Concat(optimizer.State).Select(item => item.Tensor.Bytes.ToArray())];
    }

    private static Sequential Net(Rng rng) => new(
        new Linear(30, 64, rng: rng), new ReLU(), new Dropout(0.3, rng),
        new Linear(64, 32, rng: rng), new ReLU(), new Dropout(0.2, rng),
        new Linear(32, 1, rng: rng));

    private static void TrainStep(Layer model, Optimizer optimizer, Tensor x, Tensor y)
    {
        using (Step.Begin())
        {
            optimizer.ZeroGradients();
            Loss.BinaryCrossEntropy(model.Forward(x), y).Backward();
            optimizer.Step();
        }
    }
}
