namespace Fathom;

/// <summary>A rate that climbs from low to high and back in straight lines, again and again: low + (high − low)·(1 − |1 − position|). It never ends.</summary>
/// <remarks><code>
/// formula  lr(t) = low + (high − low)·(1 − |1 − position|)·γ^cycle
/// position = t mod (up + down), 0 … 1 while climbing, 1 … 2 while descending; the swing is multiplied by γ^cycle (½ gives torch's triangular2)
/// differs  from torch's CyclicLR: no momentum cycling (give the optimizer a schedule of its own), no exp_range by step
/// source   Smith 2017, "Cyclical learning rates", arXiv:1506.01186
/// </code></remarks>
public sealed record Cyclic : Schedule
{
    /// <summary>A triangular cycle.</summary>
    /// <param name="low">The rate of step 0 and of each turn below.</param>
    /// <param name="high">The rate at the top.</param>
    /// <param name="up">Steps of a climb, 1 or more.</param>
    /// <param name="down">Steps of a descent; as many as of a climb by default.</param>
    /// <param name="gamma">The factor of the swing from cycle to cycle, above 0 and at most 1, the default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public Cyclic(double low, double high, long up, long? down = null, double gamma = 1)
    {
        Low = CheckRate(low, nameof(low));
        High = CheckRate(high, nameof(high));
        Up = CheckSteps(up, nameof(up));
        Down = CheckSteps(down ?? up, nameof(down));
        Gamma = CheckFactor(gamma, nameof(gamma));
    }

    /// <summary>The rate below.</summary>
    public double Low { get; }

    /// <summary>The rate at the top of the first cycle.</summary>
    public double High { get; }

    /// <summary>Steps of a climb.</summary>
    public long Up { get; }

    /// <summary>Steps of a descent.</summary>
    public long Down { get; }

    /// <summary>The factor of the swing from cycle to cycle.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override double At(long step)
    {
        (long cycle, long t) = Math.DivRem(step, Up + Down);
        double height = t <= Up ? (double)t / Up : (double)(Up + Down - t) / Down;
        return Low + ((High - Low) * height * Math.Pow(Gamma, cycle));
    }
}
