namespace Fathom.Tests.Handbook;

/// <summary>Row J3 of the handbook: attention, positions, blocks, and a GPT that generates.</summary>
public sealed class J_Attention
{
    [Fact]
    public void J3_attention_of_one_query_by_hand()
    {
        // q·k/√2 = (2 ln 2, 0) · 1/√2 with q = (√2, 0): weights 4/5 and 1/5.
        Tensor q = Tensor.From<double>([Math.Sqrt(2), 0], [1, 2]), k = Tensor.From<double>([2 * Math.Log(2), 5, 0, -3], [2, 2]), v = Tensor.From<double>([5, 10], [2, 1]);
        (Tensor y, Tensor weights) = q.ScaledDotProductAttentionWeights(k, v);
        Assert.Equal(0.8, weights.GetElement(0), 1e-14);
        Assert.Equal(0.2, weights.GetElement(1), 1e-14);
        Assert.Equal(6, y.ToScalar(), 1e-13);
    }

    [Fact]
    public void J3_masks_forbid_the_future_and_the_padding()
    {
        var layer = new MultiHeadAttention(8, 2, causal: true, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([2, 4, 8]);
        float[] weights = layer.ForwardWithWeights(x, x, x, padding: Tensor.From<long>(4, 2)).Weights.ToArray<float>();
        for (int i = 0; i < weights.Length; i++)
        {
            (int n, int row, int column) = (i / 16, i / 4 % 4, i % 4);
            Assert.Equal(column > row || (n == 1 && column >= 2), weights[i] == 0);
        }

        for (int row = 0; row < 8; row++)
            Assert.Equal(1, weights[(4 * row)..((4 * row) + 4)].Sum(), 1e-6);
    }

    [Fact]
    public void J3_attention_does_not_care_for_the_order_of_keys_and_is_equivariant_to_that_of_queries()
    {
        var layer = new MultiHeadAttention(8, 2, rng: new Rng(1));
        Tensor x = new Rng(2).Normal([5, 8], type: DType.Float32), order = Tensor.From<long>(3, 1, 4, 0, 2);
        Tensor shuffled = x.IndexSelect(0, order);
        Close(layer.Forward(x), layer.Forward(x, shuffled, shuffled));
        Close(layer.Forward(x).IndexSelect(0, order), layer.Forward(shuffled));
    }

    [Fact]
    public void J3_sinusoidal_positions_are_the_papers()
    {
        double[] p = SinusoidalPositions.Table(3, 4, DType.Float64).ToArray<double>();
        double[] expected = [0, 1, 0, 1, Math.Sin(1), Math.Cos(1), Math.Sin(0.01), Math.Cos(0.01), Math.Sin(2), Math.Cos(2), Math.Sin(0.02), Math.Cos(0.02)];
        for (int i = 0; i < p.Length; i++)
            Assert.Equal(expected[i], p[i], 1e-15);
        Tensor x = new Rng(1).Normal([2, 3, 4]);
        Close(x + SinusoidalPositions.Table(3, 4), new SinusoidalPositions(8, 4).Forward(x));
    }

    [Fact]
    public void J3_rotary_positions_turn_pairs_and_see_only_distances()
    {
        // Place 1 turns (1, 0) of the first pair by 1 and of the second by 1/100.
        double[] turned = Tensor.From<double>([0, 0, 0, 0, 1, 0, 1, 0], [2, 4]).RotaryPositions().ToArray<double>();
        double[] expected = [0, 0, 0, 0, Math.Cos(1), Math.Sin(1), Math.Cos(0.01), Math.Sin(0.01)];
        for (int i = 0; i < 8; i++)
            Assert.Equal(expected[i], turned[i], 1e-15);
        double[] halves = Tensor.From<double>([0, 0, 0, 0, 1, 1, 0, 0], [2, 4]).RotaryPositions(halves: true).ToArray<double>();
        expected = [0, 0, 0, 0, Math.Cos(1), Math.Cos(0.01), Math.Sin(1), Math.Sin(0.01)];
        for (int i = 0; i < 8; i++)
            Assert.Equal(expected[i], halves[i], 1e-15);

        Tensor q = new Rng(1).Normal([1, 6], type: DType.Float64), k = new Rng(2).Normal([1, 6], type: DType.Float64);
        double Product(int placeQ, int placeK) => (q.RotaryPositions(start: placeQ) * k.RotaryPositions(start: placeK)).Sum().ToScalar();
        Assert.Equal(Product(0, 3), Product(40, 43), 1e-12);
        Assert.NotEqual(Product(0, 3), Product(0, 4), 1e-3);
        Assert.Equal((q * k).Sum().ToScalar(), Product(9, 9), 1e-12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void J3_blocks_are_the_formula_pre_and_post_norm(bool normFirst)
    {
        var block = new TransformerEncoderLayer(8, 2, 16, dropout: 0, activation: "gelu", normFirst: normFirst, rng: new Rng(1));
        Dictionary<string, Tensor> w = block.Parameters.ToDictionary(item => item.Name, item => item.Tensor);
        Tensor Norm(Tensor x, string name) => x.LayerNorm(w[name + ".weight"], w[name + ".bias"]);
        Tensor Serve(Tensor x) => x.Linear(w["linear1.weight"], w["linear1.bias"]).GELU().Linear(w["linear2.weight"], w["linear2.bias"]);
        Tensor x = new Rng(2).Normal([2, 5, 8]), h;
        if (normFirst)
        {
            h = x + block.SelfAttention.Forward(Norm(x, "norm1"));
            h = h + Serve(Norm(h, "norm2"));
        }
        else
        {
            h = Norm(x + block.SelfAttention.Forward(x), "norm1");
            h = Norm(h + Serve(h), "norm2");
        }

        Close(h, block.Forward(x));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void J3_generation_with_the_cache_equals_generation_without_over_1000_tokens_of_a_context_of_1024(bool greedy)
    {
        // All that comes before a token fits the context, so one forward pass over the finished text holds, row by row, what each pass without a cache gives.
        var model = new Gpt(11, 1024, layers: 2, heads: 2, width: 16, std: 0.25, rng: new Rng(1));
        TokenSampling sampling = greedy ? TokenSampling.Greedy : new TokenSampling(temperature: 1.5, topK: 9, topP: 0.95);
        var text = new List<long> { 3 };
        var logits = new List<Tensor>();
        Decoder decoder = model.NewDecoder();
        var rng = new Rng(7);
        for (int i = 0; i < 1000; i++)
        {
            logits.Add(decoder.Next(text[^1]));
            text.Add(sampling.Choose(logits[^1], rng));
        }

        Tensor whole = model.Predict(Tensor.From<long>([.. text[..^1]], [1, 1000]))[0];
        var again = new Rng(7);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(text[i + 1], sampling.Choose(whole[i], again));
            Assert.Equal(whole[i].ToArray<float>(), logits[i].ToArray<float>(), (a, b) => Math.Abs(a - b) <= 1e-5);
        }

        Assert.Equal(text[1..], model.Generate([3], 1000, sampling, new Rng(7)));
        Assert.True(text.Distinct().Count() > 2);
    }

    [Fact]
    public void J3_past_the_context_the_window_is_computed_again()
    {
        var model = new Gpt(11, 16, layers: 2, heads: 2, width: 16, std: 0.5, rng: new Rng(1));
        Decoder with = model.NewDecoder(), without = new WindowDecoder(model);
        var rng = new Rng(5);
        long[] tokens = [1, 2, 3];
        for (int i = 0; i < 60; i++)
        {
            Tensor a = with.Next(tokens), b = without.Next(tokens);
            Assert.Equal(b.ToArray<float>(), a.ToArray<float>(), (x, y) => Math.Abs(x - y) <= 1e-5);
            tokens = [new TokenSampling().Choose(b, rng)];
        }

        // A prompt longer than the context counts by its end.
        Assert.Equal(model.Generate([.. Enumerable.Range(0, 40).Select(i => (long)(i % 11))], 5, TokenSampling.Greedy), model.Generate([.. Enumerable.Range(24, 16).Select(i => (long)(i % 11))], 5, TokenSampling.Greedy));
    }

    private static void Close(Tensor expected, Tensor got) =>
        Assert.Equal(expected.ToArray<float>(), got.ToArray<float>(), (a, b) => Math.Abs(a - b) <= 1e-5);
}
