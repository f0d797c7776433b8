using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A rate that falls in stairs: from · γ^⌊t / every⌋.</summary>
/// <remarks><code>
/// differs  from torch's StepLR: nothing but the names (every is step_size)
/// formula  lr(t) = lr·γ^⌊t/s⌋
/// source   torch.optim.lr_scheduler.StepLR
/// </code></remarks>
public sealed record StepDecay : Schedule, ISchedule<StepDecay>
{
    /// <summary>A decay in equal stairs.</summary>
    /// <param name="from">The rate of step 0.</param>
    /// <param name="every">Steps between two falls, 1 or more.</param>
    /// <param name="gamma">The factor of each fall, above 0 and at most 1; .1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public StepDecay(double from, long every, double gamma = 0.1)
    {
        From = CheckRate(from, nameof(from));
        Every = CheckSteps(every, nameof(every));
        Gamma = CheckFactor(gamma, nameof(gamma));
    }

    /// <summary>The rate of step 0.</summary>
    public double From { get; }

    /// <summary>Steps between two falls.</summary>
    public long Every { get; }

    /// <summary>The factor of each fall.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override double At(long step) => From * Math.Pow(Gamma, step / Every);

    static string ISchedule<StepDecay>.Kind => "step";

    static StepDecay ISchedule<StepDecay>.Read(StrictOptions options) => new(options.Number("from"), options.Whole("every"), options.Number("gamma"));

    void ISchedule<StepDecay>.Write(JsonObject json)
    {
        json["from"] = From;
        json["every"] = Every;
        json["gamma"] = Gamma;
    }
}
