using System.Text.Json.Nodes;

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
public sealed record LinearWarmup : Schedule, ISchedule<LinearWarmup>
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

    internal override long WarmUpEnd => Steps;

    /// <summary>The warm-up, then half a cosine wave down to <paramref name="to"/>: the usual schedule of large networks.</summary>
    /// <param name="total">All steps of the training, more than the warm-up has.</param>
    /// <param name="to">The rate at the end, held; 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The warm-up leaves no steps, or <paramref name="to"/> is no learning rate.</exception>
    public Schedule ThenCosine(long total, double to = 0) => Then(Steps, new Cosine(To, to, Left(total)));

    /// <summary>The warm-up, then a straight line down to <paramref name="to"/>.</summary>
    /// <param name="total">All steps of the training, more than the warm-up has.</param>
    /// <param name="to">The rate at the end, held; 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The warm-up leaves no steps, or <paramref name="to"/> is no learning rate.</exception>
    public Schedule ThenLinear(long total, double to = 0) => Then(Steps, new LinearRamp(To, to, Left(total)));

    /// <inheritdoc/>
    public override double At(long step) => step >= Steps - 1 ? To : From + ((To - From) * (step + 1) / Steps);

    private long Left(long total) => total > Steps
        ? total - Steps
        : throw new ArgumentOutOfRangeException(nameof(total), total, $"A schedule of {total} steps has no room for a warm-up of {Steps}: give it more steps, or warm up for fewer (1–10 % of all is usual).");

    static string ISchedule<LinearWarmup>.Kind => "linear-warmup";

    static LinearWarmup ISchedule<LinearWarmup>.Read(StrictOptions options) => new(options.Number("to"), options.Whole("steps"), options.Number("from"));

    void ISchedule<LinearWarmup>.Write(JsonObject json)
    {
        json["to"] = To;
        json["steps"] = Steps;
        json["from"] = From;
    }
}
