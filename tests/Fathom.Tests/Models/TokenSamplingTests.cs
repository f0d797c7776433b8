namespace Fathom.Tests.Models;

/// <summary>Which token is chosen: worked numbers, seeds, and what is refused.</summary>
public sealed class TokenSamplingTests
{
    /// <summary>The logits of probabilities .15, .5, .05, .3.</summary>
    private static readonly Tensor s_logits = Tensor.From<double>(Math.Log(0.15), Math.Log(0.5), Math.Log(0.05), Math.Log(0.3));

    [Fact]
    public void Without_options_the_models_own_probabilities_are_kept() => Near([0.15, 0.5, 0.05, 0.3], new TokenSampling());

    [Fact]
    public void Temperature_divides_the_logits()
    {
        // T = ½ squares the probabilities: .0225, .25, .0025, .09 of .365.
        Near([0.0225 / 0.365, 0.25 / 0.365, 0.0025 / 0.365, 0.09 / 0.365], new TokenSampling(temperature: 0.5));
        double roots = Math.Sqrt(0.15) + Math.Sqrt(0.5) + Math.Sqrt(0.05) + Math.Sqrt(0.3);
        Near([Math.Sqrt(0.15) / roots, Math.Sqrt(0.5) / roots, Math.Sqrt(0.05) / roots, Math.Sqrt(0.3) / roots], new TokenSampling(temperature: 2));
    }

    [Fact]
    public void Top_k_keeps_the_k_largest() => Near([0, 0.625, 0, 0.375], new TokenSampling(topK: 2));

    [Fact]
    public void Top_k_keeps_exactly_k_of_equal_logits_those_with_lower_numbers() =>
        Assert.Equal([0.5, 0.5, 0, 0], new TokenSampling(topK: 2).Probabilities(Tensor.From<float>(1, 1, 1, 1)));

    [Fact]
    public void Top_p_keeps_the_fewest_tokens_that_reach_it_together()
    {
        Near([0, 1, 0, 0], new TokenSampling(topP: 0.49));
        Near([0, 0.625, 0, 0.375], new TokenSampling(topP: 0.51));
        Near([0.15 / 0.95, 0.5 / 0.95, 0, 0.3 / 0.95], new TokenSampling(topP: 0.81));
        Near([0.15, 0.5, 0.05, 0.3], new TokenSampling(topP: 0.96));
    }

    [Fact]
    public void Top_p_is_measured_after_temperature_and_top_k()
    {
        // Of the three largest (.5, .3, .15 of .95) the first has .526, the first two .842.
        Near([0, 0.625, 0, 0.375], new TokenSampling(topK: 3, topP: 0.83));
        // Sharpened by T = ½ the largest alone has .25 / .365 = .685.
        Near([0, 1, 0, 0], new TokenSampling(temperature: 0.5, topP: 0.68));
    }

    [Fact]
    public void Greedy_takes_the_largest_and_of_equal_ones_the_lowest_without_a_random_number()
    {
        var rng = new Rng(1);
        Assert.Equal(1, TokenSampling.Greedy.Choose(s_logits, rng));
        Assert.Equal(1, new TokenSampling(temperature: 0, topK: 3, topP: 0.2).Choose(Tensor.From<float>(-3, 7, 2, 7), rng));
        Assert.Equal([0, 1, 0, 0], TokenSampling.Greedy.Probabilities(s_logits));
        Assert.Equal(0ul, rng.Counter);
    }

    [Fact]
    public void Draws_are_repeatable_and_follow_the_probabilities()
    {
        var sampling = new TokenSampling(topK: 3);
        double[] counts = new double[4];
        Rng first = new(7), again = new(7);
        const int Draws = 20_000;
        for (int i = 0; i < Draws; i++)
        {
            long token = sampling.Choose(s_logits, first);
            Assert.Equal(token, sampling.Choose(s_logits, again));
            counts[token]++;
        }

        double[] p = sampling.Probabilities(s_logits);
        Assert.Equal(0, counts[2]);
        for (int i = 0; i < 4; i++)
            Assert.Equal(p[i], counts[i] / Draws, 4 * Math.Sqrt(0.25 / Draws));
        Assert.Equal((ulong)Draws, first.Counter);
    }

    [Fact]
    public void Huge_logits_and_tiny_temperatures_stay_finite()
    {
        Assert.Equal([0, 1, 0], new TokenSampling(temperature: 1e-300).Probabilities(Tensor.From<float>(-800, 800, 799)));
        Near([1 / (1 + Math.E), Math.E / (1 + Math.E), 0], new TokenSampling(), Tensor.From<float>(799, 800, float.NegativeInfinity));
    }

    [Fact]
    public void Options_outside_their_range_are_refused_by_name()
    {
        Assert.Contains("temperature is -1; expected a finite number of at least 0", Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSampling(temperature: -1)).Message);
        Assert.Contains("temperature is NaN", Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSampling(temperature: double.NaN)).Message);
        Assert.Contains("topK is 0; expected a whole number of at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSampling(topK: 0)).Message);
        Assert.Contains("topP is 0; expected a probability above 0 and at most 1", Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSampling(topP: 0)).Message);
        Assert.Contains("topP is 1.5", Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSampling(topP: 1.5)).Message);
    }

    [Fact]
    public void Damaged_logits_are_refused_with_the_token()
    {
        Assert.Contains("The logit of token 1 is NaN", Assert.Throws<ArgumentException>(() => TokenSampling.Greedy.Choose(Tensor.From<float>(0, float.NaN), new Rng(0))).Message);
        Assert.Contains("All 2 logits are −∞", Assert.Throws<ArgumentException>(() => new TokenSampling().Choose(Tensor.Full([2], double.NegativeInfinity), new Rng(0))).Message);
        Assert.Contains("logits[n] of (N, V)", Assert.Throws<ShapeException>(() => new TokenSampling().Choose(Tensor.Zeros([1, 3]), new Rng(0))).Message);
    }

    [Fact]
    public void It_says_what_it_is()
    {
        Assert.Equal("temperature 0.8, top-k 40, top-p 0.95", new TokenSampling(0.8, 40, 0.95).ToString());
        Assert.Equal("greedy", TokenSampling.Greedy.ToString());
    }

    private static void Near(double[] expected, TokenSampling sampling, Tensor logits = default)
    {
        double[] p = sampling.Probabilities(logits.IsNone ? s_logits : logits);
        Assert.Equal(expected.Length, p.Length);
        for (int i = 0; i < p.Length; i++)
            Assert.Equal(expected[i], p[i], 1e-12);
    }
}
