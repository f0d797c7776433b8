using Fathom.Kernels;
using Fathom.Tests.Kernels;

namespace Fathom.Tests.Ops;

/// <summary>Attention as users see it: worked numbers, what may see what, what is refused, how much memory it takes.</summary>
[Collection(AloneCollection.Name)]
public sealed class ScaledDotProductAttentionTests : IDisposable
{
    private readonly int _threads = ForkJoin.Threads;

    public void Dispose() => ForkJoin.Threads = _threads;

    [Fact]
    public void Two_keys_by_hand()
    {
        // Scores 1·ln 3 and 0, so the weights are 3/4 and 1/4.
        Tensor q = Tensor.From<double>([1], [1, 1]), k = Tensor.From<double>([Math.Log(3), 0], [2, 1]), v = Tensor.From<double>([10, 20, 30, 60], [2, 2]);
        (Tensor y, Tensor weights) = q.ScaledDotProductAttentionWeights(k, v, scale: 1);
        Near([0.75, 0.25], weights);
        Near([15, 30], y);
        Near([15, 30], q.ScaledDotProductAttention(k, v));
        Near([(10 * Math.Sqrt(3) + 30) / (Math.Sqrt(3) + 1), (20 * Math.Sqrt(3) + 60) / (Math.Sqrt(3) + 1)], q.ScaledDotProductAttention(k, v, scale: 0.5));
    }

    [Fact]
    public void A_causal_window_sees_the_last_keys_and_itself()
    {
        Tensor zero = Tensor.Zeros([4, 1], DType.Float64), v = Tensor.From<double>([1, 2, 4, 8], [4, 1]);
        Near([1, 1.5, 7.0 / 3, 3.75], zero.ScaledDotProductAttention(zero, v, causal: true));
        Near([1, 1.5, 3, 6], zero.ScaledDotProductAttention(zero, v, causal: true, window: 2));
        Near([1.5, 7.0 / 3, 14.0 / 3, 6], zero.ScaledDotProductAttention(zero, v, window: 2));

        // Fewer queries than keys: they are the last places, as when a cache holds the first.
        Near([7.0 / 3, 3.75], zero[2..].ScaledDotProductAttention(zero, v, causal: true));
        Near([3, 6], zero[2..].ScaledDotProductAttention(zero, v, causal: true, window: 2));
    }

    [Fact]
    public void Boolean_additive_and_length_masks_forbid_alike()
    {
        Tensor q = new Rng(1).Normal([2, 3, 8]), k = new Rng(2).Normal([2, 5, 8]), v = new Rng(3).Normal([2, 5, 8]);
        bool[] forbidden = [false, false, false, true, true, false, false, false, false, false];
        Tensor padding = Tensor.From(forbidden, [2, 5]), added = Tensor.From([.. forbidden.Select(one => one ? float.NegativeInfinity : 0)], [2, 5]);
        float[] expected = q.ScaledDotProductAttention(k, v, padding: Tensor.From<long>(3, 5), heads: 2).ToArray<float>();
        Near(expected, q.ScaledDotProductAttention(k, v, padding: padding, heads: 2));
        Near(expected, q.ScaledDotProductAttention(k, v, padding: added, heads: 2));
        Near(expected, q.ScaledDotProductAttention(k, v, mask: padding.Reshape(2, 1, 1, 5), heads: 2));
        Near(q[0].ScaledDotProductAttention(k[0][..3], v[0][..3], heads: 2).ToArray<float>(), q.ScaledDotProductAttention(k, v, padding: padding, heads: 2)[0]);
    }

    [Fact]
    public void Packed_heads_equal_heads_as_batches()
    {
        Tensor qkv = new Rng(1).Normal([2, 7, 24]);
        Tensor Heads(int part) => qkv.Slice(2, part * 8, (part + 1) * 8).Reshape(2, 7, 2, 4).Permute(0, 2, 1, 3);
        Tensor apart = Heads(0).ScaledDotProductAttention(Heads(1), Heads(2), causal: true);
        Near(apart.Permute(0, 2, 1, 3).Reshape(2, 7, 8).ToArray<float>(), qkv.SelfAttention(2, causal: true));
    }

    [Fact]
    public void The_bits_are_the_same_at_any_number_of_threads()
    {
        float[] Run(int threads)
        {
            ForkJoin.Threads = threads;
            Tensor qkv = new Rng(1).Normal([4, 70, 96]).RequireGradient();
            Tensor y = qkv.SelfAttention(4, causal: true, dropout: 0.2, rng: new Rng(5));
            y.Backward(new Rng(2).Normal(y.Shape));
            return [.. y.ToArray<float>(), .. qkv.Gradient.ToArray<float>()];
        }

        float[] one = Run(1);
        Assert.Equal(one, Run(2));
        Assert.Equal(one, Run(5));
    }

    [Fact]
    public void Weights_that_are_kept_and_weights_computed_again_give_the_same_gradients()
    {
        // 260² weights of a head are too many to keep; asked for as a result they are there in backward.
        Tensor q = new Rng(1).Normal([260, 6], type: DType.Float64).RequireGradient(), k = new Rng(2).Normal([260, 6], type: DType.Float64).RequireGradient();
        Tensor v = new Rng(3).Normal([260, 6], type: DType.Float64).RequireGradient(), upstream = new Rng(4).Normal([260, 6], type: DType.Float64);
        double[] Gradients(Tensor y)
        {
            foreach (Tensor x in new[] { q, k, v })
                x.ClearGradient();
            y.Backward(upstream);
            return [.. q.Gradient.ToArray<double>(), .. k.Gradient.ToArray<double>(), .. v.Gradient.ToArray<double>()];
        }

        double[] kept = Gradients(q.ScaledDotProductAttentionWeights(k, v, causal: true, heads: 2).Y), again = Gradients(q.ScaledDotProductAttention(k, v, causal: true, heads: 2));
        for (int i = 0; i < kept.Length; i++)
            Assert.Equal(kept[i], again[i], 1e-12);
    }

    [Fact]
    public void Inference_never_holds_a_heads_whole_scores()
    {
        ForkJoin.Threads = 1;
        Tensor q = new Rng(1).Normal([3000, 8]);
        void Run()
        {
            using (Step.Begin())
            using (Tape.NoGradients())
                _ = q.ScaledDotProductAttention(q, q, heads: 2);
        }

        // All scores of one head are 36 MB.
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Inputs_of_800_give_finite_values_and_gradients(DType type)
    {
        Tensor qkv = (new Rng(1).Normal([2, 50, 24], type: type) * 1e9).Clamp(-800, 800).Copy().RequireGradient();
        Tensor y = qkv.SelfAttention(2, causal: true, scale: 1);
        y.Backward(new Rng(2).Normal(y.Shape, type: type));
        Assert.All(y.To(DType.Float64).ToArray<double>().Concat(qkv.Gradient.To(DType.Float64).ToArray<double>()), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void A_mask_row_that_forbids_everything_is_refused_by_batch_head_and_query()
    {
        Tensor x = new Rng(1).Normal([2, 3, 4]);
        Tensor mask = Tensor.From<bool>([false, true, true, true, true, true, false, false, false], [3, 3]);
        string message = Assert.Throws<ArgumentException>(() => x.ScaledDotProductAttention(x, x, mask, heads: 2)).Message;
        Assert.Contains("query 1 of batch 0, head 0 sees no key: its masks forbid all 3", message);
        Assert.Contains("leave every row of the masks at least one key", message);
        Tensor padding = Tensor.Zeros([2, 3]).MaskedFill(Tensor.From<bool>([false, false, false, true, true, true], [2, 3]), double.NegativeInfinity);
        Assert.Contains("query 0 of batch 1 sees no key", Assert.Throws<ArgumentException>(() => x.ScaledDotProductAttention(x, x, padding: padding)).Message);
        Assert.Contains("query 0 of batch 1 sees no key", Assert.Throws<ArgumentException>(() => x.ScaledDotProductAttention(x, x, padding: Tensor.From<long>(3, 0))).Message);

        // Each mask leaves a key, together they leave none.
        Assert.Contains("query 0 of batch 1 sees no key", Assert.Throws<ArgumentException>(() =>
            x.ScaledDotProductAttention(x, x, padding: Tensor.From<bool>([false, false, false, true, false, false], [2, 3]), causal: true)).Message);
    }

    [Fact]
    public void Shapes_and_settings_that_do_not_fit_are_refused_by_name()
    {
        Tensor x = Tensor.Zeros([2, 3, 4]);
        Assert.Contains("multiple of 3, 3 heads", Assert.Throws<ShapeException>(() => x.ScaledDotProductAttention(x, x, heads: 3)).Message);
        Assert.Contains("3 · 2 heads", Assert.Throws<ShapeException>(() => x.SelfAttention(2)).Message);
        Assert.Contains("k is (3, 4)", Assert.Throws<ShapeException>(() => x.ScaledDotProductAttention(x[0], x)).Message);
        Assert.Contains("v is (2, 2, 4)", Assert.Throws<ShapeException>(() => x.ScaledDotProductAttention(x, Tensor.Zeros([2, 2, 4]))).Message);
        Assert.Contains("mask is (3, 2)", Assert.Throws<ShapeException>(() => x.ScaledDotProductAttention(x, x, Tensor.Zeros([3, 2]))).Message);
        Assert.Contains("padding is (3,)", Assert.Throws<ShapeException>(() => x.ScaledDotProductAttention(x, x, padding: Tensor.Zeros([3]))).Message);
        Assert.Contains("the number of keys of each batch", Assert.Throws<ShapeException>(() => x.ScaledDotProductAttention(x, x, padding: Tensor.From<long>(3))).Message);
        Assert.Contains("batch 1 has 4 keys; expected 0 to 3", Assert.Throws<ArgumentException>(() => x.ScaledDotProductAttention(x, x, padding: Tensor.From<long>(3, 4))).Message);
        Tensor two = Tensor.Zeros([2, 2, 4]);
        Assert.Contains("at least as many keys as queries, 3", Assert.Throws<ShapeException>(() => x.ScaledDotProductAttention(two, two, causal: true)).Message);
        Assert.Contains("window is 0", Assert.Throws<ArgumentOutOfRangeException>(() => x.ScaledDotProductAttention(x, x, window: 0)).Message);
        Assert.Contains("heads is 0", Assert.Throws<ArgumentOutOfRangeException>(() => x.ScaledDotProductAttention(x, x, heads: 0)).Message);
        Assert.Contains("dropout is 1", Assert.Throws<ArgumentOutOfRangeException>(() => x.ScaledDotProductAttention(x, x, dropout: 1)).Message);
        Assert.Contains("scale is 0", Assert.Throws<ArgumentOutOfRangeException>(() => x.ScaledDotProductAttention(x, x, scale: 0)).Message);
    }

    [Fact]
    public void Dropped_weights_are_zero_and_the_others_scaled()
    {
        Tensor q = Tensor.Zeros([8, 4]), k = Tensor.Zeros([500, 4]), v = Tensor.Zeros([500, 4]);
        float[] weights = q.ScaledDotProductAttentionWeights(k, v, dropout: 0.25, rng: new Rng(3)).Weights.ToArray<float>();
        Assert.All(weights, weight => Assert.True(weight == 0 || Math.Abs(weight - (1 / (500 * 0.75))) < 1e-7));
        Assert.Equal(0.25, weights.Count(weight => weight == 0) / 4000.0, 0.03);
    }

    private static void Near<T>(T[] expected, Tensor got)
        where T : struct, IConvertible
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i].ToDouble(null), got.GetElement(i), 2e-6);
    }
}
