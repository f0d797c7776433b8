using System.Globalization;

namespace Fathom;

/// <summary>A tick of an axis: where, and what is written there.</summary>
internal readonly record struct ChartTick(double Value, string Label);

/// <summary>One axis: its ends, the place of a value between them, and ticks at good numbers.</summary>
internal readonly record struct ChartScale(double Min, double Max, bool Log, bool Whole)
{
    private const double Largest = 1e300;                       // beyond it differences overflow

    /// <summary>Whether a value has a place on an axis of this kind.</summary>
    public static bool Drawable(double value, bool log) => Math.Abs(value) <= Largest && (!log || value >= 1e-300);

    /// <summary>The axis for these values.</summary>
    /// <param name="values">Values; those without a place are ignored.</param>
    /// <param name="log">Logarithmic.</param>
    /// <param name="range">Fixed ends, if any.</param>
    /// <param name="round">Widen a linear axis to the next good numbers.</param>
    public static ChartScale Fit(IEnumerable<double> values, bool log, (double Min, double Max)? range, bool round)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity;
        bool whole = !log;
        foreach (double value in values)
            if (Drawable(value, log))
            {
                (min, max) = (Math.Min(min, value), Math.Max(max, value));
                whole &= value == Math.Floor(value);
            }

        if (range is { } given && given.Min < given.Max && Drawable(given.Min, log) && Drawable(given.Max, log))
            return new(given.Min, given.Max, log, whole);
        if (min > max)
            return log ? new(1, 10, true, false) : new(0, 1, false, false);
        if (log)
            return min < max * 0.999 ? new(min, max, true, false) : new(min / 2, max * 2, true, false);

        if (max - min <= 1e-9 * Math.Max(Math.Abs(min), Math.Abs(max)))
        {
            whole &= !round;                                    // one epoch stays a whole number; a constant loss of 1 does not
            double room = whole ? Math.Max(1, Math.Round(Math.Abs(max) / 10)) : Math.Abs(max) < 1e-290 ? 1 : Math.Abs(max) / 10;
            (min, max) = (min - room, max + room);
        }

        var scale = new ChartScale(min, max, false, whole);
        if (!round)
            return scale;
        double step = scale.Step(5);
        return scale with { Min = Math.Floor(min / step + 1e-9) * step, Max = Math.Ceiling(max / step - 1e-9) * step };
    }

    /// <summary>Whether labels stand without a separator between thousands, as years do.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Place of a value: 0 at the lower end, 1 at the upper; NaN when it has none.</summary>
    public double Place(double value) => !Drawable(value, Log) ? double.NaN
        : Log ? (Math.Log(value) - Math.Log(Min)) / (Math.Log(Max) - Math.Log(Min))
        : (value - Min) / (Max - Min);

    /// <summary>At most so many ticks, at multiples of 1, 2 or 5 times a power of ten.</summary>
    public List<ChartTick> Ticks(int most) => Log && LogTicks(most) is { Count: > 1 } ticks ? ticks : LinearTicks(Math.Max(2, most));

    private List<ChartTick> LinearTicks(int most)
    {
        double step = Step(most - 1);
        var ticks = new List<ChartTick>();
        double first = Math.Ceiling(Min / step - 1e-6), last = Math.Floor(Max / step + 1e-6);
        for (int i = 0; i <= last - first && i < 100; i++)
            ticks.Add(new((first + i) * step, Label((first + i) * step, step)));
        return ticks;
    }

    private List<ChartTick> LogTicks(int most)
    {
        var (min, max) = (Min, Max);
        int low = (int)Math.Floor(Math.Log10(min) + 1e-9), high = (int)Math.Ceiling(Math.Log10(max) - 1e-9);
        foreach (int[] digits in new int[][] { [1, 2, 5], [1, 3], [1] })
        {
            var ticks = Every(1, digits);
            if (ticks.Count <= most)
                return ticks;
        }

        int decades = 2;
        while ((high - low) / decades + 1 > most)
            decades++;
        return Every(decades, [1]);

        List<ChartTick> Every(int decades, int[] digits)
        {
            var ticks = new List<ChartTick>();
            for (int e = low; e <= high; e++)
                foreach (int digit in digits)
                {
                    double value = double.Parse(string.Create(CultureInfo.InvariantCulture, $"{digit}e{e}"), CultureInfo.InvariantCulture);
                    if (e % decades == 0 && value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9))
                        ticks.Add(new(value, value >= 1e5 ? Display.Exponential(value, 1) : Display.Number(value, 1)));
                }

            return ticks;
        }
    }

    /// <summary>The smallest good step of which at most so many fit.</summary>
    private double Step(int most)
    {
        double rough = (Max - Min) / Math.Max(1, most) * (1 - 1e-9);
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = rough <= power ? power : rough <= 2 * power ? 2 * power : rough <= 5 * power ? 5 * power : 10 * power;
        return Whole ? Math.Max(1, step) : step;
    }

    private string Label(double value, double step)
    {
        double largest = Math.Max(Math.Abs(Min), Math.Abs(Max));
        int lastDigit = (int)Math.Floor(Math.Log10(step) + 1e-9);
        if (Math.Abs(value) < step / 2)
            value = 0;
        if (largest >= 1e7 || step < 0.99e-5)
            return value == 0 ? "0" : Display.Exponential(value, Math.Clamp((int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9) - lastDigit + 1, 1, 15));
        return value.ToString((IsPlain ? "F" : "N") + Math.Max(0, -lastDigit), CultureInfo.InvariantCulture);
    }
}
