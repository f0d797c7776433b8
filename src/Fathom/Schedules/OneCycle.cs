using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>One climb from peak / start to the peak, one descent far below where it began: fast training with large rates ("super-convergence").</summary>
/// <remarks><code>
/// formula  lr(t) = to + ½(from − to)(1 + cos(π·position)) within each phase
/// climb    steps 0 … rise·steps − 1      from peak / startDivisor to peak
/// descent  the rest                      to peak / startDivisor / endDivisor, reached at step steps − 1 and held
/// thirdPhase: the descent mirrors the climb, and a third phase goes from peak / startDivisor to the end
/// differs  from torch's OneCycleLR: the momentum is a schedule of its own (<see cref="Momentum"/>), given to the optimizer by you; past its steps it holds where torch refuses
/// source   Smith and Topin 2018, "Super-convergence", arXiv:1708.07120
/// </code></remarks>
public sealed record OneCycle : Schedule, ISchedule<OneCycle>
{
    private static readonly string[] s_ramps = ["cosine", "linear"];

    /// <summary>A one-cycle schedule.</summary>
    /// <param name="peak">The largest rate; up to ten times what a constant schedule bears.</param>
    /// <param name="steps">All steps of the training, 1 or more.</param>
    /// <param name="rise">The fraction of steps spent climbing, above 0 and below 1 (with a third phase at most .5); .3 by default.</param>
    /// <param name="startDivisor">The first rate is peak divided by this; 25 by default.</param>
    /// <param name="endDivisor">The last rate is the first one divided by this; 10,000 by default.</param>
    /// <param name="ramp">The shape of each way; a cosine by default.</param>
    /// <param name="thirdPhase">Whether the descent stops at the first rate and a third phase leads to the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public OneCycle(double peak, long steps, double rise = 0.3, double startDivisor = 25, double endDivisor = 1e4, Ramp ramp = Ramp.Cosine, bool thirdPhase = false)
    {
        Peak = CheckRate(peak, nameof(peak));
        Steps = CheckSteps(steps);
        if (!(rise > 0 && rise < 1) || (thirdPhase && rise > 0.5))
            throw new ArgumentOutOfRangeException(nameof(rise), rise, "OneCycle: rise is the fraction of steps spent climbing, above 0 and below 1 (with a third phase at most 0.5).");
        StartDivisor = CheckDivisor(startDivisor, nameof(startDivisor));
        EndDivisor = CheckDivisor(endDivisor, nameof(endDivisor));
        (Rise, Ramp, ThirdPhase) = (rise, ramp, thirdPhase);
    }

    /// <summary>The largest rate.</summary>
    public double Peak { get; }

    /// <summary>All steps of the training.</summary>
    public long Steps { get; }

    /// <summary>The fraction of steps spent climbing.</summary>
    public double Rise { get; }

    /// <summary>The first rate is the peak divided by this.</summary>
    public double StartDivisor { get; }

    /// <summary>The last rate is the first one divided by this.</summary>
    public double EndDivisor { get; }

    /// <summary>The shape of each way.</summary>
    public Ramp Ramp { get; }

    /// <summary>Whether there is a third phase.</summary>
    public bool ThirdPhase { get; }

    /// <summary>The momentum that goes with it: high while rates are small, low at the peak. For <see cref="Optimizer.MomentumSchedule"/>.</summary>
    /// <param name="low">The momentum at the peak; .85 by default.</param>
    /// <param name="high">The momentum at the start and the end; .95 by default.</param>
    public OneCycleMomentum Momentum(double low = 0.85, double high = 0.95) => new(this, low, high);

    /// <inheritdoc/>
    public override double At(long step)
    {
        double start = Peak / StartDivisor;
        return Along(step, start, Peak, start, start / EndDivisor);
    }

    /// <summary>The value of a step on the way from start over the top down to the middle (third phase only) and to the end.</summary>
    internal double Along(long step, double start, double top, double middle, double end)
    {
        // Phases meet at fractional steps, as in torch: a climb of .3 of 20 steps ends at step 5.
        double last = Steps - 1, turn = (Rise * Steps) - 1;
        double t = Math.Min(step, last);
        if (t <= turn)
            return Between(start, top, t / turn);
        double down = ThirdPhase ? (2 * Rise * Steps) - 2 : last;
        return t <= down
            ? Between(top, ThirdPhase ? middle : end, (t - turn) / (down - turn))
            : Between(middle, end, (t - down) / (last - down));
    }

    private static double CheckDivisor(double divisor, string name) => divisor >= 1 && double.IsFinite(divisor)
        ? divisor
        : throw new ArgumentOutOfRangeException(name, divisor, $"OneCycle: {name} divides a rate; it is 1 or more.");

    private double Between(double from, double to, double part)
    {
        if (double.IsNaN(part))
            return to;
        return Ramp == Ramp.Linear ? from + ((to - from) * part) : to + (0.5 * (from - to) * (1 + Math.Cos(Math.PI * part)));
    }

    static string ISchedule<OneCycle>.Kind => "one-cycle";

    static OneCycle ISchedule<OneCycle>.Read(StrictOptions options) => new(options.Number("peak"), options.Whole("steps"), options.Number("rise"), options.Number("startDivisor"), options.Number("endDivisor"), (Ramp)options.Word("ramp", s_ramps), options.Flag("thirdPhase"));

    void ISchedule<OneCycle>.Write(JsonObject json)
    {
        json["peak"] = Peak;
        json["steps"] = Steps;
        json["rise"] = Rise;
        json["startDivisor"] = StartDivisor;
        json["endDivisor"] = EndDivisor;
        json["ramp"] = s_ramps[(int)Ramp];
        json["thirdPhase"] = ThirdPhase;
    }
}
