using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>Half a cosine wave from one rate to another: to + ½(from − to)(1 + cos(πt / steps)), then <see cref="To"/> for ever.</summary>
/// <remarks><code>
/// formula  lr(t) = to + ½(from − to)(1 + cos(πt/T)) for t ≤ T
/// differs  from torch's CosineAnnealingLR: past its steps it holds its last value and never rises again
/// source   Loshchilov and Hutter 2017, "SGDR", arXiv:1608.03983 §3
/// </code></remarks>
public sealed record Cosine : Schedule, ISchedule<Cosine>
{
    /// <summary>A cosine decay (a rise, when <paramref name="to"/> is the larger).</summary>
    /// <param name="from">The rate of step 0.</param>
    /// <param name="to">The rate of step <paramref name="steps"/> and after, usually 0 or a hundredth of <paramref name="from"/>.</param>
    /// <param name="steps">How many steps it takes, 1 or more: epochs × batches an epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative or no finite number, or <paramref name="steps"/> is 0 or less.</exception>
    public Cosine(double from, double to, long steps)
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
    public override double At(long step) => step >= Steps ? To : To + (0.5 * (From - To) * (1 + Math.Cos(Math.PI * step / Steps)));

    static string ISchedule<Cosine>.Kind => "cosine";

    static Cosine ISchedule<Cosine>.Read(StrictOptions options) => new(options.Number("from"), options.Number("to"), options.Whole("steps"));

    void ISchedule<Cosine>.Write(JsonObject json)
    {
        json["from"] = From;
        json["to"] = To;
        json["steps"] = Steps;
    }
}
