using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A rate that falls when a metric stops improving: × factor after more than <c>patience</c> observations without a new best. The one schedule with a memory.</summary>
/// <remarks><code>
/// formula  lr ← max(lr·factor, minimum), unless that is less than minimumChange away
/// better   lower: value &lt; best·(1 − threshold)      higher: value &gt; best·(1 + threshold)
/// absolute lower: value &lt; best − threshold          higher: value &gt; best + threshold
/// differs  from torch's ReduceLROnPlateau: nothing but the names
/// source   torch.optim.lr_scheduler.ReduceLROnPlateau; He et al. 2015, arXiv:1512.03385 §3.4 (rate ÷ 10 when the error plateaus)
/// </code>
/// Its state is <see cref="Rate"/>, <see cref="Best"/>, <see cref="Waited"/> and <see cref="Rested"/>; <see cref="Describe"/> and <see cref="Build"/> save and
/// load it bit for bit. <see cref="RateOnPlateau"/> wires it into a trainer.
/// </remarks>
public sealed class ReduceOnPlateau
{
    private const string Kind = "reduce-on-plateau";

    /// <summary>Watches a metric.</summary>
    /// <param name="rate">The rate to start with.</param>
    /// <param name="factor">What the rate is multiplied by, above 0 and below 1; .1 by default.</param>
    /// <param name="patience">Observations without improvement that are borne; 10 by default.</param>
    /// <param name="threshold">By what fraction (below 1) a value must beat the best, or by what difference when <paramref name="absolute"/>; 1e-4 by default.</param>
    /// <param name="cooldown">Observations after a fall that do not count; 0 by default.</param>
    /// <param name="minimum">The rate never falls below this; 0 by default.</param>
    /// <param name="higherIsBetter">For metrics as accuracy; false, for losses, by default.</param>
    /// <param name="absolute">Whether the threshold is a difference instead of a fraction.</param>
    /// <param name="minimumChange">A smaller change of the rate is not made; 1e-8 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public ReduceOnPlateau(double rate, double factor = 0.1, int patience = 10, double threshold = 1e-4, int cooldown = 0, double minimum = 0, bool higherIsBetter = false, bool absolute = false, double minimumChange = 1e-8)
    {
        CheckNotNegative(rate, nameof(rate));
        if (!(factor > 0 && factor < 1))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "ReduceOnPlateau: factor is above 0 and below 1, so that the rate falls.");
        CheckNotNegative(patience, nameof(patience));
        CheckNotNegative(threshold, nameof(threshold));
        if (!absolute && threshold >= 1)
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "ReduceOnPlateau: threshold is the fraction by which a value must beat the best, below 1 (1e-4 is usual). Set absolute to give a difference instead.");
        CheckNotNegative(cooldown, nameof(cooldown));
        CheckNotNegative(minimum, nameof(minimum));
        if (minimum > rate)
            throw new ArgumentOutOfRangeException(nameof(minimum), minimum, FormattableString.Invariant($"ReduceOnPlateau: minimum is above the rate {rate} to start with, so the rate could never fall. Give a smaller minimum."));
        (Rate, Factor, Patience, Threshold, Cooldown, Minimum) = (rate, factor, patience, threshold, cooldown, minimum);
        CheckNotNegative(minimumChange, nameof(minimumChange));
        (HigherIsBetter, Absolute, MinimumChange) = (higherIsBetter, absolute, minimumChange);
        Best = higherIsBetter ? double.NegativeInfinity : double.PositiveInfinity;
    }

    /// <summary>What the rate is multiplied by.</summary>
    public double Factor { get; }

    /// <summary>Observations without improvement that are borne.</summary>
    public int Patience { get; }

    /// <summary>By what fraction, or difference, a value must beat the best.</summary>
    public double Threshold { get; }

    /// <summary>Whether the threshold is a difference instead of a fraction.</summary>
    public bool Absolute { get; }

    /// <summary>Whether larger values of the metric are better.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>A smaller change of the rate is not made.</summary>
    public double MinimumChange { get; }

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
        if (IsBetter(value))
            (Best, Waited) = (value, 0);
        else
            Waited++;
        if (Rested > 0)
            (Rested, Waited) = (Rested - 1, 0);
        if (Waited > Patience)
        {
            double next = Math.Max(Rate * Factor, Minimum);
            Rate = Rate - next > MinimumChange ? next : Rate;
            (Rested, Waited) = (Cooldown, 0);
        }

        return Rate;
    }

    /// <summary>Settings and state as JSON, numbers exactly.</summary>
    public JsonObject Describe() => new()
    {
        [StandardSchedules.KindKey] = Kind,
        ["rate"] = Rate,
        ["factor"] = Factor,
        ["patience"] = (long)Patience,
        ["threshold"] = Threshold,
        ["cooldown"] = (long)Cooldown,
        ["minimum"] = Minimum,
        ["higherIsBetter"] = HigherIsBetter,
        ["absolute"] = Absolute,
        ["minimumChange"] = MinimumChange,
        ["best"] = double.IsFinite(Best) ? Best : null, // JSON has no infinity; nothing observed yet
        ["waited"] = (long)Waited,
        ["rested"] = (long)Rested,
    };

    /// <summary>Makes one that goes on where the described one stood: the same metrics give rates of the same bits.</summary>
    /// <param name="json">What <see cref="Describe"/> gave.</param>
    /// <param name="file">Where it stands, for errors.</param>
    /// <exception cref="FileFormatException">The description is damaged, or has unknown settings.</exception>
    public static ReduceOnPlateau Build(JsonNode? json, string file)
    {
        try
        {
            (StrictOptions options, string kind) = StandardSchedules.Open(json, file);
            if (kind != Kind)
                throw new FileFormatException(file, null, $"The schedule is \"{kind}\"; expected {Kind}.");
            var built = new ReduceOnPlateau(
                options.Number("rate"),
                options.Number("factor"),
                checked((int)options.Whole("patience")),
                options.Number("threshold"),
                checked((int)options.Whole("cooldown")),
                options.Number("minimum"),
                options.Flag("higherIsBetter"),
                options.Flag("absolute"),
                options.Number("minimumChange"))
            {
                Waited = checked((int)options.Whole("waited")),
                Rested = checked((int)options.Whole("rested")),
            };
            if (options.Node("best") is not null)
                built.Best = options.Number("best");
            options.DemandAllRead();
            return built;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new FileFormatException(file, null, $"The description of the schedule is damaged: {error.Message}", error);
        }
    }

    private bool IsBetter(double value) => (Absolute, HigherIsBetter) switch
    {
        (false, false) => value < Best * (1 - Threshold),
        (false, true) => value > Best * (1 + Threshold),
        (true, false) => value < Best - Threshold,
        (true, true) => value > Best + Threshold,
    };

    private static void CheckNotNegative(double value, string name)
    {
        if (!(value >= 0 && double.IsFinite(value)))
            throw new ArgumentOutOfRangeException(name, value, $"ReduceOnPlateau: {name} is a finite number, 0 or more.");
    }
}
