namespace Fathom.Tests.Layers;

/// <summary>Multi-head attention and the blocks made of it. PyTorch's numbers stand in the reference cases.</summary>
public sealed class MultiHeadAttentionTests
{
    [Fact]
    public void Heads_that_do_not_divide_the_width_are_refused()
    {
        Assert.Contains("heads is 3, which does not divide the width 8: each head would be 2.67 wide", Assert.Throws<ArgumentException>(() => new MultiHeadAttention(8, 3)).Message);
        Assert.Contains("heads is 5", Assert.Throws<ArgumentException>(() => new TransformerEncoderLayer(8, 5)).Message);
        Assert.Contains("heads is 5", Assert.Throws<ArgumentException>(() => new TransformerDecoderLayer(8, 5)).Message);
        Assert.Contains("heads is 3", Assert.Throws<ArgumentException>(() => new Gpt(10, 8, heads: 3, width: 8)).Message);
    }

    [Fact]
    public void Settings_that_exclude_each_other_are_refused()
    {
        Assert.Contains("addBiasKv, addZeroAttention", Assert.Throws<ArgumentException>(() => new MultiHeadAttention(8, 2, addBiasKv: true, causal: true)).Message);
        Assert.Contains("rotary is made for 4 heads; expected 2", Assert.Throws<ArgumentException>(() => new MultiHeadAttention(8, 2, rotary: new RotaryPositions(4))).Message);
        Assert.Contains("even width (3 here)", Assert.Throws<ArgumentException>(() => new MultiHeadAttention(6, 2, rotary: new RotaryPositions(2))).Message);
        Assert.Contains("causal: true", Assert.Throws<InvalidOperationException>(() => new MultiHeadAttention(8, 2).Forward(Tensor.Zeros([1, 8]), new KeyValueCache(4))).Message);
        Assert.Contains("no activation named \"gulu\"", Assert.Throws<ArgumentException>(() => new TransformerEncoderLayer(8, 2, activation: "gulu")).Message);
    }

    [Fact]
    public void Inputs_and_masks_of_other_shapes_are_refused_by_name()
    {
        var layer = new MultiHeadAttention(8, 2, keyWidth: 3);
        Tensor q = Tensor.Zeros([2, 5, 8]), k = Tensor.Zeros([2, 4, 3]), v = Tensor.Zeros([2, 4, 8]);
        Assert.Contains("query is (2, 5, 3); expected (N, T, 8)", Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Zeros([2, 5, 3]), k, v)).Message);
        Assert.Contains("key is (2, 4, 8); expected (N, T, 3)", Assert.Throws<ShapeException>(() => layer.Forward(q, v, v)).Message);
        Assert.Contains("mask is (3, 5, 4); expected 4 matrices", Assert.Throws<ShapeException>(() => layer.Forward(q, k, v, Tensor.Zeros([3, 5, 4]))).Message);
    }

    [Fact]
    public void A_query_whose_masks_forbid_everything_is_named()
    {
        var layer = new MultiHeadAttention(8, 2);
        Tensor x = new Rng(1).Normal([2, 3, 8]);
        Assert.Contains("query 0 of batch 1", Assert.Throws<ArgumentException>(() => layer.Forward(x, x, x, padding: Tensor.From<bool>([false, false, false, true, true, true], [2, 3]))).Message);
    }

    [Fact]
    public void Lengths_hold_back_the_keys_behind_them_also_beside_appended_keys()
    {
        foreach (bool appended in new[] { false, true })
        {
            var layer = new MultiHeadAttention(8, 2, addBiasKv: appended, addZeroAttention: appended, rng: new Rng(1));
            Tensor x = new Rng(2).Normal([2, 4, 8]);
            Tensor flags = Tensor.From<bool>([false, false, true, true, false, false, false, false], [2, 4]);
            Assert.Equal(layer.Forward(x, x, x, padding: flags).ToArray<float>(), layer.Forward(x, x, x, padding: Tensor.From<long>(2, 4)).ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
        }
    }

    [Fact]
    public void One_head_has_weights_of_the_same_form()
    {
        var layer = new MultiHeadAttention(4, 1);
        Tensor x = new Rng(2).Normal([2, 3, 4]);
        Assert.Equal([2, 1, 3, 3], layer.ForwardWithWeights(x, x, x, averageHeads: false).Weights.Shape);
        Assert.Equal([2, 3, 3], layer.ForwardWithWeights(x, x, x).Weights.Shape);
    }

    [Fact]
    public void Masks_of_a_layer_with_one_head_may_have_its_axis()
    {
        var layer = new MultiHeadAttention(4, 1, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([2, 3, 4]), masks = new Rng(3).Normal([2, 3, 3]);
        float[] expected = [.. Enumerable.Range(0, 2).SelectMany(n => layer.Forward(x[n], x[n], x[n], masks[n]).ToArray<float>())];
        void Same(Tensor y) => Assert.Equal(expected, y.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Same(layer.Forward(x, x, x, masks));
        Same(layer.Forward(x, x, x, masks.Reshape(2, 1, 3, 3)));
        Same(layer.ForwardWithWeights(x, x, x, masks).Y);
        Same(Tensor.Concat([layer.Forward(x[0], x[0], x[0], masks[..1]), layer.Forward(x[1], x[1], x[1], masks[1..])]));
    }

    [Fact]
    public void Waves_are_worked_out_once_in_double_too()
    {
        var waves = new SinusoidalPositions(7, 4);
        Tensor x = new Rng(1).Normal([2, 3, 4], type: DType.Float64);
        Assert.Equal(SinusoidalPositions.Table(7, 4, DType.Float64)[2..5].ToArray<double>(), (waves.Forward(x, 2) - x)[0].ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-15);
        void Run()
        {
            using (Step.Begin())
                waves.Forward(x, 2);
        }

        Run();
        Assert.Equal(0, Allocation.OnThisThread(Run));
    }

    [Fact]
    public void A_cache_takes_no_keys_without_values_and_none_of_another_kind()
    {
        var cache = new KeyValueCache(5);
        Tensor two = Tensor.Zeros([2, 3]);
        Assert.Contains("values is Float32 (1, 3); expected Float32 (2, 3), a value for each key", Assert.Throws<ShapeException>(() => cache.Append(two, two[..1])).Message);
        cache.Append(two, two);
        Assert.Contains("as the 2 tokens before have", Assert.Throws<ShapeException>(() => cache.Append(two.To(DType.Float64), two.To(DType.Float64))).Message);
        Assert.Contains("a width of 3", Assert.Throws<ShapeException>(() => cache.Append(Tensor.Zeros([1, 4]), Tensor.Zeros([1, 4]))).Message);
        Assert.Equal(2, cache.Count);
        cache.Clear();
        Assert.Equal([2, 4], cache.Append(Tensor.Zeros([2, 4], DType.Float64), Tensor.Zeros([2, 4], DType.Float64)).Keys.Shape);
    }

    [Fact]
    public void Weights_drop_in_training_and_not_in_evaluation()
    {
        var layer = new MultiHeadAttention(8, 2, dropout: 0.5, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([1, 6, 8]);
        Assert.NotEqual(layer.Forward(x).ToArray<float>(), layer.Forward(x).ToArray<float>());
        Assert.Contains(0f, layer.ForwardWithWeights(x, x, x, averageHeads: false).Weights.ToArray<float>());
        layer.Evaluate();
        Assert.Equal(layer.Forward(x).ToArray<float>(), layer.Forward(x).ToArray<float>());
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, 3)]
    public void Reading_with_a_cache_gives_what_one_forward_gives(bool rotary, int? window)
    {
        var block = new TransformerEncoderLayer(8, 2, 16, normFirst: true, causal: true, window: window, rotary: rotary ? new RotaryPositions(2) : null, rng: new Rng(1));
        block.Evaluate();
        Tensor x = new Rng(2).Normal([9, 8]);
        float[] whole = block.Forward(x).ToArray<float>();
        var cache = new KeyValueCache(9);
        float[] parts = [.. block.Forward(x[..4], cache).ToArray<float>(), .. block.Forward(x[4..5], cache).ToArray<float>(), .. block.Forward(x[5..], cache).ToArray<float>()];
        Assert.Equal(9, cache.Count);
        Assert.Equal(whole, parts, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Contains("1 tokens after 9; expected at most 9 in all", Assert.Throws<ShapeException>(() => block.Forward(x[..1], cache)).Message);
        Assert.Contains("one sequence", Assert.Throws<ShapeException>(() => new KeyValueCache(4).Append(Tensor.Zeros([2, 1, 8]), Tensor.Zeros([2, 1, 8]))).Message);
    }

    [Fact]
    public void A_decoder_layer_has_PyTorchs_names_and_no_forgotten_part()
    {
        var layer = new TransformerDecoderLayer(4, 2, 6);
        Assert.Equal(
            "self_attn.in_proj_weight, self_attn.in_proj_bias, self_attn.out_proj.weight, self_attn.out_proj.bias, multihead_attn.in_proj_weight, multihead_attn.in_proj_bias, "
            + "multihead_attn.out_proj.weight, multihead_attn.out_proj.bias, linear1.weight, linear1.bias, linear2.weight, linear2.bias, norm1.weight, norm1.bias, norm2.weight, norm2.bias, norm3.weight, norm3.bias",
            string.Join(", ", layer.Parameters.Select(parameter => parameter.Name)));
        Tensor target = new Rng(1).Normal([2, 3, 4]), memory = new Rng(2).Normal([2, 5, 4]);
        Assert.Equal([2, 3, 4], layer.Forward(target, memory).Shape);
    }

    [Fact]
    public void An_encoder_passes_its_masks_to_every_block()
    {
        var blocks = new[] { new TransformerEncoderLayer(4, 2, 6, dropout: 0, rng: new Rng(1)), new TransformerEncoderLayer(4, 2, 6, dropout: 0, rng: new Rng(2)) };
        var norm = new LayerNorm(4);
        Tensor x = new Rng(3).Normal([2, 3, 4]), mask = Tensor.From<bool>([false, true, true, false, false, true, false, false, false], [3, 3]);
        Tensor expected = norm.Forward(blocks[1].Forward(blocks[0].Forward(x, mask), mask));
        Assert.Equal(expected.ToArray<float>(), new TransformerEncoder(blocks, norm).Forward(x, mask).ToArray<float>());
        Assert.NotEqual(expected.ToArray<float>(), new TransformerEncoder(blocks, norm).Forward(x).ToArray<float>());
    }

    [Fact]
    public void Positions_beyond_the_length_are_refused()
    {
        Assert.Contains("places 0 to 3", Assert.Throws<ShapeException>(() => new LearnedPositions(4, 2).Forward(Tensor.Zeros([1, 5, 2]))).Message);
        Assert.Contains("from place 3 on", Assert.Throws<ShapeException>(() => new SinusoidalPositions(4, 2).Forward(Tensor.Zeros([1, 2, 2]), 3)).Message);
        Assert.Contains("(…, T, 2)", Assert.Throws<ShapeException>(() => new SinusoidalPositions(4, 2).Forward(Tensor.Zeros([1, 2, 3]))).Message);
        Assert.Contains("multiple of 4", Assert.Throws<ShapeException>(() => new RotaryPositions(2).Forward(Tensor.Zeros([1, 2, 6]))).Message);
    }

    [Fact]
    public void Starts_are_PyTorchs()
    {
        var layer = new MultiHeadAttention(64, 4, addBiasKv: true, rng: new Rng(1));
        float limit = (float)Math.Sqrt(6.0 / (64 + 192));
        float[] weights = layer.Parameters.Single(p => p.Name == "in_proj_weight").Tensor.ToArray<float>();
        Assert.InRange(weights.Max(), 0.99f * limit, limit);
        Assert.All(layer.Parameters.Where(p => p.Name is "in_proj_bias" or "out_proj.bias"), p => Assert.All(p.Tensor.ToArray<float>(), value => Assert.Equal(0, value)));
        float[] outputs = layer.Parameters.Single(p => p.Name == "out_proj.weight").Tensor.ToArray<float>();
        Assert.InRange(outputs.Max(), 0.99f / 8, 1f / 8);
    }
}
