using Fathom.Kernels;
using Fathom.Tests.Kernels;

namespace Fathom.Tests.Data;

/// <summary>Batches made in the background: the same order and bits. Alone, because allocation is measured on all threads and the number of threads is set.</summary>
[Collection(AloneCollection.Name)]
public sealed class PrefetchTests : IDisposable
{
    private readonly int _threads = ForkJoin.Threads;

    /// <summary>Two threads, whatever an earlier test of a command with `--threads 1` left behind: with one nothing is made ahead.</summary>
    public PrefetchTests() => ForkJoin.Threads = 2;

    public void Dispose() => ForkJoin.Threads = _threads;

    [Theory]
    [InlineData(1, true)]
    [InlineData(7, true)]
    [InlineData(16, false)]
    [InlineData(1000, true)]
    public void Batches_are_the_same_with_and_without(int batch, bool shuffle)
    {
        Dataset data = new(new NoisyRows(101));
        var (a, b) = (new Rng(3), new Rng(3));
        for (int epoch = 0; epoch < 3; epoch++)
            Assert.Equal(Values(data, batch, shuffle, a, prefetch: false), Values(data, batch, shuffle, b, prefetch: true));
    }

    [Fact]
    public void Rows_are_made_on_another_thread_while_the_step_runs()
    {
        var source = new WatchedRows(40);
        int here = Environment.CurrentManagedThreadId, elsewhere = 0;
        foreach (var (_, _) in new Dataset(source).Steps(4, prefetch: true))
        {
            SpinWait.SpinUntil(() => source.Made > 0 && source.Thread != here, 200);
            elsewhere += source.Thread != here ? 1 : 0;
        }

        Assert.True(elsewhere > 0 || Environment.ProcessorCount == 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_costly_source_is_asked_ahead_unless_the_loop_says_otherwise(bool? prefetch)
    {
        var source = new WatchedRows(12) { Costs = true };
        foreach (var (_, _) in new Dataset(source).Steps(4, prefetch: prefetch is true ? null : false))
        {
            if (prefetch is true)
                SpinWait.SpinUntil(() => source.Made > 1, 2000);
            break;
        }

        Assert.Equal(prefetch is true && Environment.ProcessorCount > 1 ? 2 : 1, source.Made);
    }

    [Fact]
    public void With_one_thread_nothing_is_made_ahead()
    {
        ForkJoin.Threads = 1;
        var source = new WatchedRows(12);
        foreach (var (_, _) in new Dataset(source).Steps(4, prefetch: true))
        {
            Assert.Equal(Environment.CurrentManagedThreadId, source.Thread);
            break;
        }

        Assert.Equal(1, source.Made);
    }

    [Fact]
    public void An_exception_of_the_source_surfaces_in_the_loop_and_the_next_epoch_is_whole()
    {
        var source = new WatchedRows(20) { FailsAt = 9 };
        Dataset data = new(source);
        int steps = 0;
        var error = Assert.Throws<InvalidTimeZoneException>(() =>
        {
            foreach (var (_, _) in data.Steps(4, prefetch: true))
                steps++;
        });
        Assert.Contains("row 9", error.Message);
        Assert.Equal(2, steps);
        source.FailsAt = -1;
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (float)i), Values(data, 4, false, new Rng(1), prefetch: true));
    }

    [Fact]
    public void A_loop_left_early_leaves_nothing_at_work()
    {
        var source = new WatchedRows(400);
        Dataset data = new(source);
        for (int i = 0; i < 50; i++)
        {
            try
            {
                foreach (var (x, _) in data.Steps(4, shuffle: true, rng: new Rng((ulong)i), prefetch: true))
                {
                    Assert.Equal(4, x.Shape[0]);
                    if (i % 2 == 0)
                        break;
                    throw new InvalidTimeZoneException();
                }
            }
            catch (InvalidTimeZoneException)
            {
                // Left by an exception, as by break.
            }

            int made = source.Made;
            Thread.Yield();
            Assert.Equal(made, source.Made);
        }

        Assert.Equal(0, source.AtWork);
    }

    [Fact]
    public void A_kept_batch_stays_as_it_was_and_a_used_up_one_says_so()
    {
        Dataset data = new(new WatchedRows(40));
        var kept = new List<Tensor>();
        Tensor lost = default;
        foreach (var (x, y) in data.Steps(4, prefetch: true))
        {
            kept.Add(x[1..3].Keep());
            lost = y;
        }

        Assert.Equal(Enumerable.Range(0, 10).SelectMany(b => new[] { (4f * b) + 1, (4f * b) + 2 }), kept.SelectMany(x => x.ToArray<float>()));
        Assert.Throws<StepException>(() => lost.ToArray<long>());
    }

    [Fact]
    public void Epochs_inside_each_other_do_not_disturb_each_other()
    {
        Dataset data = new(new WatchedRows(12));
        var outer = new List<float>();
        foreach (var (x, _) in data.Steps(5, prefetch: true))
        {
            Assert.Equal(Enumerable.Range(0, 12).Select(i => (float)i), Values(data, 7, false, new Rng(1), prefetch: true));
            outer.AddRange(x.ToArray<float>());
        }

        Assert.Equal(Enumerable.Range(0, 12).Select(i => (float)i), outer);
    }

    [Fact]
    public void Training_with_rows_made_ahead_gives_the_same_bits()
    {
        float[] Weights(bool costs)
        {
            var model = new Linear(1, 1, rng: new Rng(1));
            var source = new WatchedRows(64) { Costs = costs, Numbers = true };
            new Trainer(model, new Adam(model), Objective.Regression) { Rng = new Rng(2) }.Fit(new Dataset(source), new Dataset(source), epochs: 3, batchSize: 10, TestContext.Current.CancellationToken);
            return model.Weight.ToArray<float>();
        }

        Assert.Equal(Weights(false), Weights(true));
    }

    [Fact]
    public void A_warm_epoch_allocates_nothing_on_any_thread()
    {
        Dataset data = new(new ImageRows(new byte[400 * 64], [1, 8, 8], new long[400]));
        var rng = new Rng(1);
        void Steps(int count)
        {
            int left = count;
            while (left > 0)
            {
                foreach (var (x, _) in data.Steps(1, rng: rng, prefetch: true))
                {
                    Assert.True(x.Shape[0] == 1);
                    if (--left == 0)
                        break;
                }
            }
        }

        Steps(2000);
        long few = Allocation.InProcess(() => Steps(10)), many = Allocation.InProcess(() => Steps(390));
        Assert.True(many - few < 380, $"{many - few} bytes in 380 steps");
    }

    private static float[] Values(Dataset data, int batch, bool shuffle, Rng rng, bool prefetch)
    {
        var values = new List<float>();
        foreach (var (x, _) in data.Steps(batch, shuffle, rng: rng, prefetch: prefetch))
            values.AddRange(x.ToArray<float>());
        return [.. values];
    }

    /// <summary>Rows of one number, their own; says who made them and how often.</summary>
    private sealed class WatchedRows(int count) : RowSource
    {
        private int _made, _atWork;

        public override int Count => count;

        public override Shape XShape => [1];

        public override Shape YShape => Numbers ? [1] : [];

        public override DType YType => Numbers ? DType.Float32 : DType.Int64;

        public override bool IsCostly => Costs;

        public bool Costs { get; init; }

        public bool Numbers { get; init; }

        public int FailsAt { get; set; } = -1;

        public int Made => Volatile.Read(ref _made);

        public int AtWork => Volatile.Read(ref _atWork);

        public int Thread { get; private set; }

        public override void Fill(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch)
        {
            Interlocked.Increment(ref _atWork);
            Thread = Environment.CurrentManagedThreadId;
            for (int i = 0; i < rows.Length; i++)
            {
                if (rows[i] == FailsAt)
                    throw new InvalidTimeZoneException($"row {rows[i]} fails");
                x.SetElement(i, rows[i]);
                y.SetElement(i, rows[i]);
            }

            Interlocked.Decrement(ref _atWork);
            Interlocked.Increment(ref _made);
        }

        public override void FillY(ReadOnlySpan<int> rows, Tensor y)
        {
            for (int i = 0; i < rows.Length; i++)
                y.SetElement(i, rows[i]);
        }
    }
}
