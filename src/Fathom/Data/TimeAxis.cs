using System.Globalization;

namespace Fathom;

/// <summary>When the values of a time series were taken: at equal steps from a first time on, or just one after another.</summary>
/// <param name="Start">The time of the first value; without meaning for <see cref="TimeUnit.None"/>.</param>
/// <param name="Unit">In what steps are counted.</param>
/// <param name="Every">How many units a step has: 3 months of quarters, 7 days of weeks, 1/24 day of hours.</param>
public sealed record TimeAxis(DateTime Start, TimeUnit Unit, double Every)
{
    private const double DaysPerWeek = 7;
    private const int MonthsPerYear = 12;
    private const double MillisecondsPerDay = 86_400_000;

    /// <summary>Values one after another, counted from 1.</summary>
    public static TimeAxis Counted { get; } = new(DateTime.UnixEpoch, TimeUnit.None, 1);

    /// <summary>How many values stand before the first one, where steps are only counted; a later part of a series goes on counting.</summary>
    public int Offset { get; init; }

    /// <summary>The season that such steps usually have: 12 of months, 4 of quarters, 7 of days, 52 of weeks, 24 of hours; 1 for none.</summary>
    public int UsualPeriod => Unit switch
    {
        TimeUnit.Month => (int)Math.Max(1, MonthsPerYear / Every),
        TimeUnit.Day when Every >= DaysPerWeek => (int)Math.Round(365.25 / Every),
        TimeUnit.Day when Every >= 1 => (int)Math.Round(DaysPerWeek / Every),
        TimeUnit.Day => (int)Math.Round(1 / Every),
        _ => 1,
    };

    /// <summary>What a step is called: month, week, 5 days, step.</summary>
    public string StepName => (Unit, Every) switch
    {
        (TimeUnit.None, _) => "step",
        (TimeUnit.Year, 1) => "year",
        (TimeUnit.Year, _) => $"{Every} years",
        (TimeUnit.Month, 1) => "month",
        (TimeUnit.Month, 3) => "quarter",
        (TimeUnit.Month, _) => $"{Every} months",
        (_, 1) => "day",
        (_, DaysPerWeek) => "week",
        (_, > 1) => string.Create(CultureInfo.InvariantCulture, $"{Every:0.###} days"),
        _ when Math.Abs((Every * 24) - 1) < 1e-9 => "hour",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Every * 24 * 60:0.###} minutes"),
    };

    /// <summary>What <see cref="Position"/> counts: years, days, or steps.</summary>
    public string PositionName => Unit switch { TimeUnit.None => "step", TimeUnit.Day => $"days since {Label(0)}", _ => "year" };

    /// <summary>Where a value stands on a chart's axis: years with their fraction, days since the first, or the number of the step from 1.</summary>
    /// <param name="step">Its number, from 0.</param>
    public double Position(int step) => Unit switch
    {
        TimeUnit.None => Offset + step + 1,
        TimeUnit.Day => step * Every,
        _ => At(step) is var time ? time.Year + ((time.Month - 1) / (double)MonthsPerYear) : 0,
    };

    /// <summary>The axis of the values from <paramref name="step"/> on.</summary>
    public TimeAxis From(int step) => Unit == TimeUnit.None ? this with { Offset = Offset + step } : this with { Start = At(step) };

    /// <summary>When a value was taken, as ISO 8601 writes it; also of steps beyond the last one.</summary>
    /// <param name="step">Its number, from 0.</param>
    public string Label(int step) => Unit switch
    {
        TimeUnit.None => (Offset + step + 1).ToString(CultureInfo.InvariantCulture),
        TimeUnit.Year => At(step).ToString("yyyy", CultureInfo.InvariantCulture),
        TimeUnit.Month => At(step).ToString("yyyy-MM", CultureInfo.InvariantCulture),
        _ => At(step).ToString(Every % 1 == 0 && Start.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
    };

    private DateTime At(int step) => Unit switch
    {
        TimeUnit.Year => Start.AddYears((int)(step * Every)),
        TimeUnit.Month => Start.AddMonths((int)(step * Every)),
        // To the millisecond: parts of a day are no exact numbers, and an hour must not be shown as 59 minutes.
        _ => Start.AddTicks((long)Math.Round(step * Every * MillisecondsPerDay) * TimeSpan.TicksPerMillisecond),
    };
}
