using System.Globalization;

namespace Fathom;

/// <summary>How the next token is chosen from logits: the most probable one, or drawn by temperature, top-k and top-p.</summary>
/// <remarks><code>
/// formula   pᵢ = e^(xᵢ/T) / Σ e^(x/T) over the K largest logits; of these the most probable whose sum first reaches P; then scaled to add up to 1
/// shapes    logits x (V) → a token in 0…V−1
/// start     T = 1, every token, P = 1: the model's own distribution
/// differs   from the usual order of temperature, top-k, top-p: nothing. Exactly K tokens stay: of equal logits those with lower numbers
/// source    Fan, Lewis and Dauphin 2018, arXiv:1805.04833 (top-k); Holtzman et al. 2020, arXiv:1904.09751 (top-p)
/// </code>T = 0 is greedy: the largest logit, of equal ones the lowest token; no random number is drawn then. Otherwise one is drawn for each token.</remarks>
public sealed record TokenSampling
{
    /// <summary>States how tokens are chosen.</summary>
    /// <param name="temperature">T, at least 0: below 1 sharpens the distribution, above 1 evens it out, 0 is greedy.</param>
    /// <param name="topK">K: how many of the largest logits can be drawn, at least 1; null for all.</param>
    /// <param name="topP">P in (0, 1]: the probability that the tokens which can be drawn must reach together; 1 for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public TokenSampling(double temperature = 1, int? topK = null, double topP = 1)
    {
        Temperature = Require.NotNegativeNumber(temperature, nameof(temperature));
        TopK = topK is { } k ? Require.Positive(k, nameof(topK)) : null;
        TopP = topP is > 0 and <= 1
            ? topP
            : throw new ArgumentOutOfRangeException(nameof(topP), $"topP is {topP.ToString(CultureInfo.InvariantCulture)}; expected a probability above 0 and at most 1 (1 keeps every token).");
    }

    /// <summary>Always the most probable token: T = 0.</summary>
    public static TokenSampling Greedy { get; } = new(temperature: 0);

    /// <summary>T.</summary>
    public double Temperature { get; }

    /// <summary>K, or null for every token.</summary>
    public int? TopK { get; }

    /// <summary>P.</summary>
    public double TopP { get; }

    /// <summary>The probability with which each token is chosen; 0 for those that cannot be.</summary>
    /// <param name="logits">x (V); −∞ forbids a token.</param>
    /// <exception cref="ShapeException">The logits are no vector of floating-point numbers.</exception>
    /// <exception cref="ArgumentException">A logit is NaN or +∞, or all are −∞.</exception>
    public double[] Probabilities(Tensor logits)
    {
        double[] x = Numbers(logits);
        int[] order = [.. Enumerable.Range(0, x.Length)];
        if (Temperature == 0)
        {
            double[] certain = new double[x.Length];
            certain[Largest(x)] = 1;
            return certain;
        }

        double largest = x[Largest(x)];
        double[] p = [.. x.Select(logit => Math.Exp((logit - largest) / Temperature))];
        if (TopP == 1 && (TopK ?? x.Length) >= x.Length)
            return Scale(p, order, p.Length);
        order.AsSpan().Sort((i, j) => x[i] == x[j] ? i.CompareTo(j) : x[j].CompareTo(x[i]));
        int kept = Math.Min(TopK ?? p.Length, p.Length);
        Scale(p, order, kept);
        double sum = 0;
        int nucleus = 0;
        while (nucleus < kept && sum < TopP)
            sum += p[order[nucleus++]];
        return nucleus < kept && TopP < 1 ? Scale(p, order, nucleus) : p;
    }

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">x (V); −∞ forbids a token.</param>
    /// <param name="rng">Where the random number comes from; untouched when greedy.</param>
    /// <returns>The token, 0…V−1.</returns>
    /// <exception cref="ShapeException">The logits are no vector of floating-point numbers.</exception>
    /// <exception cref="ArgumentException">A logit is NaN or +∞, or all are −∞.</exception>
    public long Choose(Tensor logits, Rng rng)
    {
        if (Temperature == 0)
            return Largest(Numbers(logits));
        double[] p = Probabilities(logits);
        double left = rng.NextDouble();
        int token = 0;
        for (int i = 0; i < p.Length; i++)
        {
            // Rounding can leave a last trace of `left`: the last token that can be drawn takes it.
            if (p[i] == 0)
                continue;
            token = i;
            left -= p[i];
            if (left < 0)
                break;
        }

        return token;
    }

    /// <inheritdoc/>
    public override string ToString() => Temperature == 0
        ? "greedy"
        : string.Create(CultureInfo.InvariantCulture, $"temperature {Temperature}{(TopK is { } k ? $", top-k {k}" : "")}{(TopP < 1 ? $", top-p {TopP}" : "")}");

    /// <summary>Makes the first <paramref name="kept"/> of an order add up to 1 and the others 0.</summary>
    private static double[] Scale(double[] p, int[] order, int kept)
    {
        double sum = 0;
        foreach (int i in order.AsSpan(0, kept))
            sum += p[i];
        foreach (int i in order.AsSpan(0, kept))
            p[i] /= sum;
        foreach (int i in order.AsSpan(kept))
            p[i] = 0;
        return p;
    }

    private static int Largest(double[] x)
    {
        int best = 0;
        for (int i = 1; i < x.Length; i++)
        {
            if (x[i] > x[best])
                best = i;
        }

        return best;
    }

    private static double[] Numbers(Tensor logits)
    {
        if (logits.Rank != 1 || logits.Length == 0 || !logits.Type.IsFloating())
            throw new ShapeException(nameof(TokenSampling), nameof(logits), $"{logits.Type} {logits.Shape}", "Float32 or Float64 (V), a number for each token", "Choose for one sequence at a time: logits[n] of (N, V).");
        double[] x = logits.Type == DType.Float64 ? logits.ToArray<double>() : [.. logits.AsReadOnlySpan<float>().ToArray().Select(value => (double)value)];
        int wrong = Array.FindIndex(x, value => double.IsNaN(value) || double.IsPositiveInfinity(value));
        if (wrong >= 0)
            throw new ArgumentException($"The logit of token {wrong} is {x[wrong].ToString(CultureInfo.InvariantCulture)}; expected finite numbers, or −∞ for tokens that must not be chosen. The model's weights are probably damaged or its training diverged.", nameof(logits));
        return x.Any(double.IsFinite)
            ? x
            : throw new ArgumentException($"All {x.Length} logits are −∞; expected at least one token that can be chosen.", nameof(logits));
    }
}
