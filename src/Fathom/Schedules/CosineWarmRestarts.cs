using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>Cosine decays one after another, each starting at the full rate again: to + ½(from − to)(1 + cos(π·t′ / T′)). It never ends.</summary>
/// <remarks><code>
/// formula  lr(t) = to + ½(from − to)(1 + cos(π·t′/T′))
/// t′ steps since the last restart, T′ = steps · growthⁱ in the i-th cycle
/// differs  from torch's CosineAnnealingWarmRestarts: nothing but the names (steps is T_0, growth T_mult)
/// source   Loshchilov and Hutter 2017, "SGDR", arXiv:1608.03983
/// </code></remarks>
public sealed record CosineWarmRestarts : Schedule, ISchedule<CosineWarmRestarts>
{
    /// <summary>Cosine decay with restarts.</summary>
    /// <param name="from">The rate at each restart.</param>
    /// <param name="to">The rate each cycle decays towards.</param>
    /// <param name="steps">Steps of the first cycle, 1 or more.</param>
    /// <param name="growth">How many times longer each cycle is than the one before, 1 or more; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public CosineWarmRestarts(double from, double to, long steps, int growth = 1)
    {
        From = CheckRate(from, nameof(from));
        To = CheckRate(to, nameof(to));
        Steps = CheckSteps(steps);
        Growth = (int)CheckSteps(growth, nameof(growth));
    }

    /// <summary>The rate at each restart.</summary>
    public double From { get; }

    /// <summary>The rate each cycle decays towards.</summary>
    public double To { get; }

    /// <summary>Steps of the first cycle.</summary>
    public long Steps { get; }

    /// <summary>How many times longer each cycle is than the one before.</summary>
    public int Growth { get; }

    /// <inheritdoc/>
    public override double At(long step)
    {
        long length = Steps;
        if (Growth == 1)
            step %= length;
        while (step >= length)
        {
            step -= length;
            length *= Growth;
        }

        return To + (0.5 * (From - To) * (1 + Math.Cos(Math.PI * step / length)));
    }

    static string ISchedule<CosineWarmRestarts>.Kind => "cosine-warm-restarts";

    static CosineWarmRestarts ISchedule<CosineWarmRestarts>.Read(StrictOptions options) => new(options.Number("from"), options.Number("to"), options.Whole("steps"), checked((int)options.Whole("growth")));

    void ISchedule<CosineWarmRestarts>.Write(JsonObject json)
    {
        json["from"] = From;
        json["to"] = To;
        json["steps"] = Steps;
        json["growth"] = (long)Growth;
    }
}
