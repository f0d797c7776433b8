using System.Globalization;

namespace Fathom;

/// <summary>From where to where a number is drawn, every value equally likely. A single number r stands for −r…r: <c>new RandomRotation(15)</c>; a pair for itself: <c>new RandomRotation((0, 90))</c>.</summary>
public readonly record struct Interval
{
    /// <summary>Settles both ends.</summary>
    /// <param name="from">The smallest value.</param>
    /// <param name="to">The largest value; equal to <paramref name="from"/> where nothing is left to chance.</param>
    /// <exception cref="ArgumentOutOfRangeException">An end is no finite number, or they stand in the wrong order.</exception>
    public Interval(double from, double to)
    {
        if (!double.IsFinite(from) || !double.IsFinite(to) || from > to)
            throw new ArgumentOutOfRangeException(nameof(from), $"The interval is {Text(from)} to {Text(to)}; expected two finite numbers, the smaller first.");
        From = from;
        To = to;
    }

    /// <summary>The smallest value.</summary>
    public double From { get; }

    /// <summary>The largest value.</summary>
    public double To { get; }

    /// <summary>Equally far to both sides of 0.</summary>
    public static implicit operator Interval(double reach) => new(-Math.Abs(reach), Math.Abs(reach));

    /// <summary>The smallest and the largest value.</summary>
    public static implicit operator Interval((double From, double To) ends) => new(ends.From, ends.To);

    /// <summary>Both ends, as <c>0.8…1.25</c>.</summary>
    public override string ToString() => $"{Text(From)}…{Text(To)}";

    internal double Draw(Rng rng) => From + ((To - From) * rng.NextDouble());

    /// <summary>Drawn so that a factor and its inverse are equally likely, as sizes and speeds want it.</summary>
    internal double DrawFactor(Rng rng) => Math.Exp(Math.Log(From) + ((Math.Log(To) - Math.Log(From)) * rng.NextDouble()));

    /// <summary>Refuses ends outside what an argument allows.</summary>
    internal Interval Within(double least, double most, string name, string expected) => From >= least && To <= most
        ? this
        : throw new ArgumentOutOfRangeException(name, $"{name} is {this}; expected {expected}.");

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
