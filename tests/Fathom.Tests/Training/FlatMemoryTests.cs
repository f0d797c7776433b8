using Fathom.Kernels;
using Fathom.Tests.Kernels;
using Fathom.Tests.Tensors;

namespace Fathom.Tests.Training;

/// <summary>Training holds its memory flat: a step of <see cref="Trainer.Fit"/> allocates nothing, and ten thousand take no more than the first.</summary>
[Collection(AloneCollection.Name)]
public sealed class FlatMemoryTests : IDisposable
{
    private readonly int _threads = ForkJoin.Threads;

    public void Dispose() => ForkJoin.Threads = _threads;

    [Theory]
    [MemberData(nameof(SmallTrainings.Names), MemberType = typeof(SmallTrainings))]
    public void A_step_of_Fit_allocates_nothing(string name)
    {
        ForkJoin.Threads = 2;
        var watch = new AllocationWatch();
        SmallTrainings.Create(name).Fit(epochs: 25, watch);

        // What the runtime does beside it (compiling a tier) shows in some steps; what a step allocates shows in every one of its place in an epoch.
        Assert.Equal(new long[watch.Least.Count], watch.Least);
        Assert.Equal(SmallTrainings.Steps - 1, watch.Least.Count);
    }

    [Fact]
    public void Ten_thousand_steps_of_Fit_take_no_more_memory_than_the_first_hundred() => OnAnotherThread.Run(() =>
    {
        ForkJoin.Threads = 1;
        var rng = new Rng(1);
        var model = new Sequential(new Linear(8, 32, rng: rng), new BatchNorm1d(32), new ReLU(), new Dropout(0.2, rng), new Linear(32, 3, rng: rng));
        var data = new Dataset(rng.Normal([400, 8]), rng.Uniform([400], 0, 3, DType.Float64).To(DType.Int64));
        var watch = new GrowthWatch();
        new Trainer(model, new Adam(model), Objective.MultiClass) { Rng = rng, Callbacks = [watch] }.Fit(data, data, epochs: 100, batchSize: 4);
        Assert.Equal(10_000, watch.Steps);
        Assert.Equal(watch.PooledEarly, Workspace.Current.PooledBytes);
        Assert.InRange(watch.Heap - watch.HeapEarly, long.MinValue, 200_000);
    });

    /// <summary>For each step of an epoch but the first, whose beginning is the epoch's: the least that it allocated in any epoch.</summary>
    internal sealed class AllocationWatch : Callback
    {
        private long _before;

        public List<long> Least { get; } = [];

        public override void OnStep(TrainingState state)
        {
            long now = GC.GetTotalAllocatedBytes(precise: true);
            int place = state.Step - 2;
            if (place >= 0)
            {
                if (place == Least.Count)
                    Least.Add(long.MaxValue);
                Least[place] = Math.Min(Least[place], now - _before);
            }

            _before = GC.GetTotalAllocatedBytes(precise: true);
        }
    }

    private sealed class GrowthWatch : Callback
    {
        public int Steps { get; private set; }

        public long PooledEarly { get; private set; }

        public long HeapEarly { get; private set; }

        public long Heap { get; private set; }

        public override void OnStep(TrainingState state) => Steps++;

        public override void OnEpoch(TrainingState state)
        {
            if (state.Epoch == 2)
                (PooledEarly, HeapEarly) = (Workspace.Current.PooledBytes, GC.GetTotalMemory(forceFullCollection: true));
            else if (state.Epoch == 100)
                Heap = GC.GetTotalMemory(forceFullCollection: true);
        }
    }
}
