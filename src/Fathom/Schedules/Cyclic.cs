using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A rate that climbs from low to high and back in straight lines, again and again: low + (high − low)·(1 − |1 − position|). It never ends.</summary>
/// <remarks><code>
/// formula  lr(t) = low + (high − low)·(1 − |1 − position|)·γ^cycle
/// position = t mod (up + down), 0 … 1 while climbing, 1 … 2 while descending; the swing is multiplied by γ^cycle (γ = ½ is torch's triangular2), or by γᵗ when gammaEachStep (torch's exp_range)
/// differs  from torch's CyclicLR: the momentum is a schedule of its own (<see cref="Momentum"/>), given to the optimizer by you
/// source   Smith 2017, "Cyclical learning rates", arXiv:1506.01186
/// </code></remarks>
public sealed record Cyclic : Schedule, ISchedule<Cyclic>
{
    /// <summary>A triangular cycle.</summary>
    /// <param name="low">The rate of step 0 and of each turn below.</param>
    /// <param name="high">The rate at the top.</param>
    /// <param name="up">Steps of a climb, 1 or more.</param>
    /// <param name="down">Steps of a descent; as many as of a climb by default.</param>
    /// <param name="gamma">The factor of the swing from cycle to cycle, above 0 and at most 1, the default.</param>
    /// <param name="gammaEachStep">Whether the swing shrinks by γ at every step instead of at every cycle.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public Cyclic(double low, double high, long up, long? down = null, double gamma = 1, bool gammaEachStep = false)
    {
        Low = CheckRate(low, nameof(low));
        High = CheckRate(high, nameof(high));
        Up = CheckSteps(up, nameof(up));
        Down = CheckSteps(down ?? up, nameof(down));
        Gamma = CheckFactor(gamma, nameof(gamma));
        GammaEachStep = gammaEachStep;
    }

    /// <summary>The rate below.</summary>
    public double Low { get; }

    /// <summary>The rate at the top of the first cycle.</summary>
    public double High { get; }

    /// <summary>Steps of a climb.</summary>
    public long Up { get; }

    /// <summary>Steps of a descent.</summary>
    public long Down { get; }

    /// <summary>The factor of the swing from cycle to cycle, or from step to step.</summary>
    public double Gamma { get; }

    /// <summary>Whether the swing shrinks at every step instead of at every cycle.</summary>
    public bool GammaEachStep { get; }

    /// <summary>The momentum that goes with it: high while rates are low, low at the top. For <see cref="Optimizer.MomentumSchedule"/>.</summary>
    /// <param name="low">The momentum at the top of the first cycle, in [0, 1); .8 by default.</param>
    /// <param name="high">The momentum at each turn below, in [0, 1); .9 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A momentum is outside [0, 1).</exception>
    public Cyclic Momentum(double low = 0.8, double high = 0.9) =>
        new(Require.Probability(high, nameof(high)), Require.Probability(low, nameof(low)), Up, Down, Gamma, GammaEachStep);

    /// <inheritdoc/>
    public override double At(long step)
    {
        (long cycle, long t) = Math.DivRem(step, Up + Down);
        double height = t <= Up ? (double)t / Up : (double)(Up + Down - t) / Down;
        return Low + ((High - Low) * height * Math.Pow(Gamma, GammaEachStep ? step : cycle));
    }

    static string ISchedule<Cyclic>.Kind => "cyclic";

    static Cyclic ISchedule<Cyclic>.Read(StrictOptions options) => new(options.Number("low"), options.Number("high"), options.Whole("up"), options.Whole("down"), options.Number("gamma"), options.Flag("gammaEachStep"));

    void ISchedule<Cyclic>.Write(JsonObject json)
    {
        json["low"] = Low;
        json["high"] = High;
        json["up"] = Up;
        json["down"] = Down;
        json["gamma"] = Gamma;
        json["gammaEachStep"] = GammaEachStep;
    }
}
