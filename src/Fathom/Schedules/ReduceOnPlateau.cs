namespace Fathom;

/// <summary>A rate that falls when a metric stops improving: × factor after more than <c>patience</c> observations without a new best. The one schedule with a memory.</summary>
/// <remarks><code>
/// better   lower: value &lt; best·(1 − threshold)      higher: value &gt; best·(1 + threshold)
/// differs  from torch's ReduceLROnPlateau: the relative threshold only, and no least change of the rate
/// </code>
/// Its state is <see cref="Rate"/>, <see cref="Best"/>, <see cref="Waited"/> and <see cref="Rested"/>; set them to go on where a saved run stopped.
/// </remarks>
public sealed class ReduceOnPlateau
{
    private readonly bool _higherIsBetter;

    /// <summary>Watches a metric.</summary>
    /// <param name="rate">The rate to start with.</param>
    /// <param name="factor">What the rate is multiplied by, above 0 and below 1; .1 by default.</param>
    /// <param name="patience">Observations without improvement that are borne; 10 by default.</param>
    /// <param name="threshold">By what fraction a value must beat the best, 1e-4 by default.</param>
    /// <param name="cooldown">Observations after a fall that do not count; 0 by default.</param>
    /// <param name="minimum">The rate never falls below this; 0 by default.</param>
    /// <param name="higherIsBetter">For metrics as accuracy; false, for losses, by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public ReduceOnPlateau(double rate, double factor = 0.1, int patience = 10, double threshold = 1e-4, int cooldown = 0, double minimum = 0, bool higherIsBetter = false)
    {
        CheckNotNegative(rate, nameof(rate));
        if (!(factor > 0 && factor < 1))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "ReduceOnPlateau: factor is above 0 and below 1, so that the rate falls.");
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        CheckNotNegative(threshold, nameof(threshold));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(threshold, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(cooldown);
        CheckNotNegative(minimum, nameof(minimum));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimum, rate);
        (Rate, Factor, Patience, Threshold, Cooldown, Minimum) = (rate, factor, patience, threshold, cooldown, minimum);
        _higherIsBetter = higherIsBetter;
        Best = higherIsBetter ? double.NegativeInfinity : double.PositiveInfinity;
    }

    /// <summary>What the rate is multiplied by.</summary>
    public double Factor { get; }

    /// <summary>Observations without improvement that are borne.</summary>
    public int Patience { get; }

    /// <summary>By what fraction a value must beat the best.</summary>
    public double Threshold { get; }

    /// <summary>Observations after a fall that do not count.</summary>
    public int Cooldown { get; }

    /// <summary>The rate never falls below this.</summary>
    public double Minimum { get; }

    /// <summary>The learning rate now.</summary>
    public double Rate { get; set; }

    /// <summary>The best value so far.</summary>
    public double Best { get; set; }

    /// <summary>Observations since the best one, or since the last fall.</summary>
    public int Waited { get; set; }

    /// <summary>Observations of the cooldown still to come.</summary>
    public int Rested { get; set; }

    /// <summary>Takes the metric of an epoch and gives the rate for the next.</summary>
    /// <param name="value">The metric; NaN counts as no improvement.</param>
    public double Observe(double value)
    {
        if (_higherIsBetter ? value > Best * (1 + Threshold) : value < Best * (1 - Threshold))
            (Best, Waited) = (value, 0);
        else
            Waited++;
        if (Rested > 0)
            (Rested, Waited) = (Rested - 1, 0);
        if (Waited > Patience)
        {
            Rate = Math.Max(Rate * Factor, Minimum);
            (Rested, Waited) = (Cooldown, 0);
        }

        return Rate;
    }

    private static void CheckNotNegative(double value, string name)
    {
        if (!(value >= 0 && double.IsFinite(value)))
            throw new ArgumentOutOfRangeException(name, value, $"ReduceOnPlateau: {name} is a finite number, 0 or more.");
    }
}
