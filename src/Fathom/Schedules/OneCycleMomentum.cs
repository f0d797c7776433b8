using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>The momentum of one-cycle training: from high down to low while the rate climbs to its peak, and back up to high as it falls.</summary>
/// <remarks><code>
/// formula  the phases and the ramp of <see cref="OneCycle"/>, between high, low, high, and high in a third phase
/// var cycle = new OneCycle(peak: 0.1, steps: 1000);
/// var optimizer = new Sgd(model, momentum: 0.9) { Schedule = cycle, MomentumSchedule = cycle.Momentum() };
/// differs  from torch's OneCycleLR with cycle_momentum: nothing but that it is a schedule of its own
/// source   Smith and Topin 2018, "Super-convergence", arXiv:1708.07120
/// </code></remarks>
public sealed record OneCycleMomentum : Schedule, ISchedule<OneCycleMomentum>
{
    /// <summary>The momentum that goes with a cycle; as <see cref="OneCycle.Momentum"/>.</summary>
    /// <param name="cycle">The cycle of the rate.</param>
    /// <param name="low">The momentum at the peak, in [0, 1); .85 by default.</param>
    /// <param name="high">The momentum at the start and the end, in [0, 1); .95 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A momentum is outside [0, 1).</exception>
    public OneCycleMomentum(OneCycle cycle, double low = 0.85, double high = 0.95)
    {
        Cycle = cycle;
        Low = Require.Probability(low, nameof(low));
        High = Require.Probability(high, nameof(high));
    }

    /// <summary>The cycle of the rate.</summary>
    public OneCycle Cycle { get; }

    /// <summary>The momentum at the peak.</summary>
    public double Low { get; }

    /// <summary>The momentum at the start and the end.</summary>
    public double High { get; }

    /// <inheritdoc/>
    public override double At(long step) => Cycle.Along(step, High, Low, High, High);

    static string ISchedule<OneCycleMomentum>.Kind => "one-cycle-momentum";

    static OneCycleMomentum ISchedule<OneCycleMomentum>.Read(StrictOptions options) => new(Build(options.Node("cycle"), options.File) as OneCycle ?? throw new ArgumentException("its cycle is no one-cycle."), options.Number("low"), options.Number("high"));

    void ISchedule<OneCycleMomentum>.Write(JsonObject json)
    {
        json["cycle"] = Cycle.Describe();
        json["low"] = Low;
        json["high"] = High;
    }
}
