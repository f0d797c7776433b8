using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A learning rate as a pure function of the step: immutable, composable with <see cref="Then"/>, and plottable before training.</summary>
/// <remarks>
/// Values are rates themselves, not factors. Steps count from 0. A schedule of limited length holds its last value: it differs from PyTorch,
/// whose cosine rises again when training goes on.
/// <code>
/// var schedule = new LinearWarmup(to: 1e-3, steps: 100).Then(100, new Cosine(from: 1e-3, to: 0, steps: 1400));
/// double[] rates = schedule.Values(1500); // what training will use, before it starts
/// </code>
/// </remarks>
public abstract record Schedule
{
    /// <summary>The learning rate of step <paramref name="step"/>, counted from 0.</summary>
    public abstract double At(long step);

    /// <summary>The step at which a warm-up that this schedule ends with has reached its full rate; 0 without one.</summary>
    internal virtual long WarmUpEnd => 0;

    /// <summary>The rates of the first steps, to plot or to check before training.</summary>
    /// <param name="steps">How many, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is 0 or less.</exception>
    public double[] Values(int steps)
    {
        double[] rates = new double[Require.Positive(steps, nameof(steps))];
        for (int step = 0; step < rates.Length; step++)
            rates[step] = At(step);
        return rates;
    }

    /// <summary>This schedule for the first <paramref name="steps"/> steps, then <paramref name="next"/> from its own step 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is 0 or less, or less than this warm-up takes.</exception>
    public Schedule Then(long steps, Schedule next)
    {
        if (steps > 0 && steps < WarmUpEnd)
            throw new ArgumentOutOfRangeException(nameof(steps), steps, $"The warm-up takes until step {WarmUpEnd}, but what follows begins at step {steps}, before the full rate is reached. Give Then at least {WarmUpEnd}.");
        ArgumentNullException.ThrowIfNull(next);
        return new ScheduleSequence(this, CheckSteps(steps), next);
    }

    /// <summary>The schedule's kind and settings as JSON, numbers exactly; <see cref="Build"/> makes an equal one of it.</summary>
    /// <exception cref="ArgumentException">A schedule of your own is in it: files can name the library's only.</exception>
    public JsonObject Describe() => StandardSchedules.Describe(this);

    /// <summary>Builds the schedule that JSON describes: equal to the one described, so that its rates have the same bits.</summary>
    /// <param name="json">What <see cref="Describe"/> gave.</param>
    /// <param name="file">Where it stands, for errors.</param>
    /// <exception cref="FileFormatException">The description is damaged, or names an unknown schedule or setting.</exception>
    public static Schedule Build(JsonNode? json, string file) => StandardSchedules.Build(json, file);

    /// <summary>Refuses what is no learning rate.</summary>
    private protected static double CheckRate(double rate, string name) => rate >= 0 && double.IsFinite(rate)
        ? rate
        : throw new ArgumentOutOfRangeException(name, rate, $"A schedule's {name} is a learning rate: a finite number, 0 or more (1e-3 is usual for Adam).");

    /// <summary>Refuses what is no number of steps.</summary>
    private protected static long CheckSteps(long steps, string name = "steps") => steps > 0
        ? steps
        : throw new ArgumentOutOfRangeException(name, steps, $"A schedule's {name} is 1 or more (a warm-up must leave steps for what follows it).");

    /// <summary>Refuses a factor that does not shrink, as a decay must.</summary>
    private protected static double CheckFactor(double factor, string name) => factor > 0 && factor <= 1
        ? factor
        : throw new ArgumentOutOfRangeException(name, factor, $"A schedule's {name} is a factor above 0 and at most 1.");
}
