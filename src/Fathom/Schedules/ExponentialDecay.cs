using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A rate that shrinks by the same factor at every step: from · γᵗ. It never ends.</summary>
/// <remarks>The other textbook form, from · e^(−kt), is this one with γ = e^(−k): <see cref="Natural"/>.
/// <code>
/// differs  from torch's ExponentialLR: nothing but the names
/// formula  lr(t) = lr·γᵗ = lr·e^(−kt) with γ = e^(−k)
/// source   torch.optim.lr_scheduler.ExponentialLR
/// </code></remarks>
public sealed record ExponentialDecay : Schedule, ISchedule<ExponentialDecay>
{
    /// <summary>An exponential decay.</summary>
    /// <param name="from">The rate of step 0.</param>
    /// <param name="gamma">The factor of each step, above 0 and at most 1. A step is a batch here, not an epoch: .999 halves the rate in 693.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public ExponentialDecay(double from, double gamma)
    {
        From = CheckRate(from, nameof(from));
        Gamma = CheckFactor(gamma, nameof(gamma));
    }

    /// <summary>The rate of step 0.</summary>
    public double From { get; }

    /// <summary>The factor of each step.</summary>
    public double Gamma { get; }

    /// <summary>The other textbook form, from · e^(−kt).</summary>
    /// <param name="from">The rate of step 0.</param>
    /// <param name="k">How fast the rate falls, 0 or more: by half in ln 2 / k steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static ExponentialDecay Natural(double from, double k) => new(from, Math.Exp(-Require.NotNegativeNumber(k, nameof(k))));

    /// <inheritdoc/>
    public override double At(long step) => From * Math.Pow(Gamma, step);

    static string ISchedule<ExponentialDecay>.Kind => "exponential";

    static ExponentialDecay ISchedule<ExponentialDecay>.Read(StrictOptions options) => new(options.Number("from"), options.Number("gamma"));

    void ISchedule<ExponentialDecay>.Write(JsonObject json)
    {
        json["from"] = From;
        json["gamma"] = Gamma;
    }
}
