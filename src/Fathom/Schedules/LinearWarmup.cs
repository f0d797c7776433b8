namespace Fathom;

/// <summary>A climb in equal steps: from + (to − from)(t + 1) / steps for t &lt; steps, then <see cref="To"/> for ever. Follow it with <see cref="Schedule.Then"/>.</summary>
/// <remarks>
/// Step 0 already moves (it has the rate <c>to / steps</c> when <c>from</c> is 0: a first step of rate 0 would be wasted), and step
/// <c>steps − 1</c> has the full rate, so that a schedule that starts at the full rate joins without a jump.
/// <code>
/// formula  lr(t) = from + (to − from)·min(t + 1, T)/T
/// source   Goyal et al. 2017, "Accurate, large minibatch SGD", arXiv:1706.02677 §2.2
/// </code>
/// </remarks>
public sealed record LinearWarmup : Schedule
{
    /// <summary>A linear warm-up.</summary>
    /// <param name="to">The full rate.</param>
    /// <param name="steps">How many steps it takes, 1 or more.</param>
    /// <param name="from">The rate it starts above, 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative or no finite number, or <paramref name="steps"/> is 0 or less.</exception>
    public LinearWarmup(double to, long steps, double from = 0)
    {
        To = CheckRate(to, nameof(to));
        Steps = CheckSteps(steps);
        From = CheckRate(from, nameof(from));
    }

    /// <summary>The rate it starts above.</summary>
    public double From { get; }

    /// <summary>The full rate, held.</summary>
    public double To { get; }

    /// <summary>How many steps it takes.</summary>
    public long Steps { get; }

    /// <inheritdoc/>
    public override double At(long step) => step >= Steps - 1 ? To : From + ((To - From) * (step + 1) / Steps);
}
