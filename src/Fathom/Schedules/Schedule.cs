namespace Fathom;

/// <summary>A learning rate as a pure function of the step: immutable, composable with <see cref="Then"/>, and plottable before training.</summary>
/// <remarks>
/// Values are rates themselves, not factors. Steps count from 0. A schedule of limited length holds its last value: it differs from PyTorch,
/// whose cosine rises again when training goes on.
/// <code>
/// var schedule = new LinearWarmup(to: 1e-3, steps: 100).Then(100, new Cosine(from: 1e-3, to: 0, steps: 1400));
/// </code>
/// </remarks>
public abstract record Schedule
{
    /// <summary>The learning rate of step <paramref name="step"/>, counted from 0.</summary>
    public abstract double At(long step);

    /// <summary>This schedule for the first <paramref name="steps"/> steps, then <paramref name="next"/> from its own step 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is 0 or less.</exception>
    public Schedule Then(long steps, Schedule next) => new Sequence(this, CheckSteps(steps), next);

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

    private sealed record Sequence(Schedule First, long Steps, Schedule Next) : Schedule
    {
        public override double At(long step) => step < Steps ? First.At(step) : Next.At(step - Steps);
    }
}
