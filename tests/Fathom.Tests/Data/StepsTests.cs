using Fathom.Tests.Kernels;

namespace Fathom.Tests.Data;

/// <summary>Batches and steps. Alone, because one test sets <see cref="Rng.Default"/> and counts what is drawn from it.</summary>
[Collection(AloneCollection.Name)]
public sealed class StepsTests
{
    [Theory]
    [InlineData(10_000, 100, 100, 100)]
    [InlineData(455, 32, 15, 7)]
    [InlineData(64, 32, 2, 32)]
    [InlineData(7, 32, 1, 7)]
    [InlineData(7, int.MaxValue, 1, 7)]
    [InlineData(7, 1, 7, 1)]
    public void L1_an_epoch_has_rows_over_batch_iterations_rounded_up(int rows, int batch, int iterations, int last)
    {
        Dataset data = Numbered(rows);
        var sizes = new List<int>();
        foreach (var (x, y) in data.Steps(batch))
        {
            Assert.Equal(x.Shape[0], y.Shape[0]);
            sizes.Add(x.Shape[0]);
        }

        Assert.Equal(iterations, sizes.Count);
        Assert.Equal(iterations, data.Steps(batch).Count);
        Assert.Equal(iterations, data.BatchCount(batch));
        Assert.Equal(iterations, data.Batches(batch).Count());
        Assert.Equal(last, sizes[^1]);
        Assert.Equal(rows, sizes.Sum());
    }

    [Theory]
    [InlineData(455, 32, 14)]
    [InlineData(64, 32, 2)]
    [InlineData(7, 32, 1)]
    public void Dropping_the_last_leaves_full_batches_only(int rows, int batch, int iterations)
    {
        int seen = 0;
        foreach (var (x, _) in Numbered(rows).Steps(batch, dropLast: true))
        {
            Assert.Equal(Math.Min(batch, rows), x.Shape[0]);
            seen++;
        }

        Assert.Equal(iterations, seen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void A_shuffled_epoch_has_every_row_once_with_its_own_label(int batch)
    {
        Dataset data = Numbered(100);
        var seen = new List<long>();
        foreach (var (x, y) in data.Steps(batch, shuffle: true, rng: new Rng(1)))
        {
            for (int i = 0; i < y.Length; i++)
            {
                long row = y.AsReadOnlySpan<long>()[i];
                seen.Add(row);
                Assert.Equal([row, row + 0.25f, row + 0.5f], x[i].ToArray<float>());
            }
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), seen.Order());
        Assert.NotEqual(seen.Order(), seen);
    }

    [Fact]
    public void Each_epoch_has_another_order_and_the_same_seed_the_same_orders()
    {
        Dataset data = Numbered(50);
        var first = new Rng(3);
        long[] a = Order(data, first), b = Order(data, first);
        var second = new Rng(3);
        Assert.NotEqual(a, b);
        Assert.Equal(a, Order(data, second));
        Assert.Equal(b, Order(data, second));
        Assert.NotEqual(a, Order(data, new Rng(4)));
    }

    [Fact]
    public void Without_a_generator_the_default_one_shuffles()
    {
        Rng before = Rng.Default;
        try
        {
            Rng.Default = new Rng(9);
            long[] order = Order(Numbered(50), null);
            Assert.Equal(50ul, Rng.Default.Counter);
            Assert.Equal(Order(Numbered(50), new Rng(9)), order);
        }
        finally
        {
            Rng.Default = before;
        }
    }

    [Fact]
    public void Batches_and_steps_give_the_same_rows()
    {
        Dataset data = Numbered(23);
        var steps = new List<float[]>();
        foreach (var (x, _) in data.Steps(5, shuffle: true, rng: new Rng(1)))
            steps.Add(x.ToArray<float>());
        Batch[] batches = [.. data.Batches(5, shuffle: true, rng: new Rng(1))];
        Assert.Equal(steps, batches.Select(batch => batch.X.ToArray<float>()));
        Assert.Equal([5, 5, 5, 5, 3], batches.Select(batch => batch.Count));
    }

    [Fact]
    public void Unshuffled_batches_share_the_memory_of_the_data()
    {
        Dataset data = Numbered(10);
        Batch batch = data.Batches(4).ElementAt(1);
        data.X.AsSpan<float>()[12] = -1;
        Assert.Equal(-1, batch.X.GetElement(0));
    }

    [Fact]
    public void A_batch_is_used_up_when_its_step_closes()
    {
        Tensor kept = default, lost = default;
        foreach (var (x, _) in Numbered(10).Steps(5, shuffle: true))
        {
            lost = x;
            kept = x.Copy().Keep();
        }

        Assert.Equal(15, kept.ToArray<float>().Length);
        Assert.Throws<StepException>(() => lost.ToArray<float>());
    }

    [Fact]
    public void The_step_closes_at_break_and_when_an_exception_leaves_the_loop()
    {
        Dataset data = Numbered(10);
        int depth = Workspace.Current.Depth;
        foreach (var _ in data.Steps(2, shuffle: true))
            break;
        Assert.Equal(depth, Workspace.Current.Depth);
        Assert.Throws<InvalidTimeZoneException>(() =>
        {
            foreach (var _ in data.Steps(2, shuffle: true))
                throw new InvalidTimeZoneException();
        });
        Assert.Equal(depth, Workspace.Current.Depth);
    }

    [Fact]
    public void Enumerations_of_one_set_inside_each_other_keep_their_own_order()
    {
        Dataset data = Numbered(12);
        var outer = new List<long>();
        foreach (var (_, y) in data.Steps(3, shuffle: true, rng: new Rng(5)))
        {
            foreach (var (_, inner) in data.Steps(4, shuffle: true, rng: new Rng(6)))
                Assert.Equal(4, inner.Length);
            outer.AddRange(y.ToArray<long>());
        }

        Assert.Equal(Order(data, new Rng(5)), outer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_warm_epoch_allocates_nothing(bool shuffle)
    {
        Dataset data = Datasets.BreastCancer();
        var rng = new Rng(1);
        void Epoch()
        {
            foreach (var (x, y) in data.Steps(32, shuffle, rng: rng))
                Assert.True(x.Shape[0] == y.Shape[0]);
        }

        for (int i = 0; i < 50; i++)
            Epoch();
        Assert.Equal(0, Allocation.OnThisThread(() =>
        {
            for (int i = 0; i < 100; i++)
                Epoch();
        }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_batch_of_no_rows_is_refused_at_once(int batch)
    {
        Dataset data = Numbered(5);
        Assert.Contains("A batch has at least one row", Assert.Throws<ArgumentOutOfRangeException>(() => data.Steps(batch)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Batches(batch));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.BatchCount(batch));
    }

    [Fact]
    public void Rows_of_any_shape_and_type_are_gathered()
    {
        Tensor images = Tensor.Range(0, 6 * 2 * 3).Reshape(6, 2, 3);
        Tensor tokens = Tensor.Range(0, 12, type: DType.Int64).Reshape(6, 2);
        Assert.Equal([12f, 13, 14, 15, 16, 17, 0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17], Rows.Gather(images, [2, 0, 2]).ToArray<float>());
        Assert.Equal<Shape>([3, 2, 3], Rows.Gather(images, [2, 0, 2]).Shape);
        Assert.Equal([10L, 11, 4, 5], Rows.Gather(tokens, [5, 2]).ToArray<long>());
        Assert.Equal([3f, 1], Rows.Gather(Tensor.From([0f, 1, 2, 3]), [3, 1]).ToArray<float>());
        Assert.Equal([3.0, 1], Rows.Gather(Tensor.From([0.0, 1, 2, 3]).Reshape(4, 1), [3, 1]).ToArray<double>());
        Assert.Equal([4f, 5], Rows.Gather(Tensor.Range(0, 6)[3..], [1, 2]).ToArray<float>());
    }

    internal static Dataset Numbered(int rows)
    {
        Tensor x = Tensor.Zeros([rows, 3]);
        for (int i = 0; i < x.Length; i++)
            x.SetElement(i, (i / 3) + (i % 3 * 0.25));
        return new Dataset(x, Tensor.Range(0, rows, type: DType.Int64), "numbered");
    }

    private static long[] Order(Dataset data, Rng? rng) => [.. data.Batches(8, shuffle: true, rng: rng).SelectMany(batch => batch.Y.ToArray<long>())];
}
