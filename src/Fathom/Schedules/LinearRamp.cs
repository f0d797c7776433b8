using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A straight line from one rate to another: from + (to − from)·t / steps, then <see cref="To"/> for ever.</summary>
/// <remarks>Unlike <see cref="LinearWarmup"/> it starts exactly at <see cref="From"/>.
/// <code>
/// differs  from torch's LinearLR: rates instead of factors of the base rate (from = base · start_factor, to = base · end_factor)
/// formula  lr(t) = from + (to − from)·min(t, T)/T
/// source   torch.optim.lr_scheduler.LinearLR
/// </code></remarks>
public sealed record LinearRamp : Schedule, ISchedule<LinearRamp>
{
    /// <summary>A linear decay, or climb.</summary>
    /// <param name="from">The rate of step 0.</param>
    /// <param name="to">The rate of step <paramref name="steps"/> and after.</param>
    /// <param name="steps">How many steps it takes, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public LinearRamp(double from, double to, long steps)
    {
        From = CheckRate(from, nameof(from));
        To = CheckRate(to, nameof(to));
        Steps = CheckSteps(steps);
    }

    /// <summary>The rate of step 0.</summary>
    public double From { get; }

    /// <summary>The rate at the end, held.</summary>
    public double To { get; }

    /// <summary>How many steps it takes.</summary>
    public long Steps { get; }

    /// <inheritdoc/>
    public override double At(long step) => step >= Steps ? To : From + ((To - From) * step / Steps);

    static string ISchedule<LinearRamp>.Kind => "linear";

    static LinearRamp ISchedule<LinearRamp>.Read(StrictOptions options) => new(options.Number("from"), options.Number("to"), options.Whole("steps"));

    void ISchedule<LinearRamp>.Write(JsonObject json)
    {
        json["from"] = From;
        json["to"] = To;
        json["steps"] = Steps;
    }
}
