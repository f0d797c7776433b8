using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A decay along a power of what is left: to + (from − to)(1 − t / steps)^power, then <see cref="To"/> for ever.</summary>
/// <remarks><code>
/// power 1 is a straight line, 2 slows down towards the end
/// differs  from torch's PolynomialLR: it may end above 0
/// formula  lr(t) = to + (from − to)·(1 − min(t, T)/T)ᵖ
/// source   torch.optim.lr_scheduler.PolynomialLR; p = .9 in Chen et al. 2017, arXiv:1606.00915
/// </code></remarks>
public sealed record PolynomialDecay : Schedule, ISchedule<PolynomialDecay>
{
    /// <summary>A polynomial decay.</summary>
    /// <param name="from">The rate of step 0.</param>
    /// <param name="steps">How many steps it takes, 1 or more.</param>
    /// <param name="power">The power, above 0; 1 by default.</param>
    /// <param name="to">The rate at the end, 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public PolynomialDecay(double from, long steps, double power = 1, double to = 0)
    {
        From = CheckRate(from, nameof(from));
        Steps = CheckSteps(steps);
        Power = power > 0 && double.IsFinite(power)
            ? power
            : throw new ArgumentOutOfRangeException(nameof(power), power, "A schedule's power is a finite number above 0; 1 is a straight line.");
        To = CheckRate(to, nameof(to));
    }

    /// <summary>The rate of step 0.</summary>
    public double From { get; }

    /// <summary>How many steps it takes.</summary>
    public long Steps { get; }

    /// <summary>The power of what is left.</summary>
    public double Power { get; }

    /// <summary>The rate at the end, held.</summary>
    public double To { get; }

    /// <inheritdoc/>
    public override double At(long step) => step >= Steps ? To : To + ((From - To) * Math.Pow(1 - ((double)step / Steps), Power));

    static string ISchedule<PolynomialDecay>.Kind => "polynomial";

    static PolynomialDecay ISchedule<PolynomialDecay>.Read(StrictOptions options) => new(options.Number("from"), options.Whole("steps"), options.Number("power"), options.Number("to"));

    void ISchedule<PolynomialDecay>.Write(JsonObject json)
    {
        json["from"] = From;
        json["steps"] = Steps;
        json["power"] = Power;
        json["to"] = To;
    }
}
