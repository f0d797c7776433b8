namespace Fathom;

/// <summary>Rows drawn independently with replacement, row i with probability wᵢ / Σ w: some rows come several times in an epoch, some not at all.</summary>
/// <remarks><code>
/// formula   row = the first i with Σ_{j ≤ i} wⱼ &gt; u · Σ w, u uniform in [0, 1)
/// source    inversion of the distribution function, Devroye 1986, "Non-uniform random variate generation", III.2
/// differs   from torch.utils.data.WeightedRandomSampler: always with replacement
/// </code></remarks>
public sealed class WeightedSampler : Sampler
{
    private readonly double[] _sums;
    private readonly int _draws;

    /// <summary>Takes note of the weights.</summary>
    /// <param name="weights">How likely each row is, in any unit: finite, at least 0, not all 0.</param>
    /// <param name="draws">Rows an epoch, 1 or more; as many as there are weights by default.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or all are 0.</exception>
    public WeightedSampler(ReadOnlySpan<double> weights, int? draws = null)
    {
        _draws = Require.Positive(draws ?? Math.Max(1, weights.Length), nameof(draws));
        _sums = new double[weights.Length];
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
                throw new ArgumentException($"WeightedSampler: weights[{i}] is {weights[i]}; expected a finite number of at least 0.", nameof(weights));
            _sums[i] = sum += weights[i];
        }

        if (!(sum > 0 && double.IsFinite(sum)))
            throw new ArgumentException($"WeightedSampler: the {weights.Length} weights add up to {sum}; expected a finite sum above 0, so that there is a row to draw.", nameof(weights));
    }

    /// <inheritdoc/>
    public override int Count(int rows) => rows == _sums.Length
        ? _draws
        : throw new ArgumentException($"WeightedSampler: there are {_sums.Length} weights and the data has {rows} rows; make the sampler from the rows it draws from, the training part.");

    /// <inheritdoc/>
    public override void Fill(Span<int> order, int rows, Rng rng)
    {
        double total = _sums[^1];
        for (int i = 0; i < order.Length; i++)
        {
            double at = rng.NextDouble() * total;

            // The first sum above the point, so that a row of weight 0 is never drawn.
            int low = 0, high = _sums.Length - 1;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = _sums[middle] > at ? (low, middle) : (middle + 1, high);
            }

            order[i] = low;
        }
    }
}
