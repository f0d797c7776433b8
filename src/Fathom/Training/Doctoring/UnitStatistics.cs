using System.Numerics;

namespace Fathom;

/// <summary>The numbers of one result, unit by unit: mean and deviation over rows and places, dead and saturated shares.</summary>
/// <param name="Units">How many units: channels of pictures, else the last axis.</param>
/// <param name="Mean">The mean of all numbers.</param>
/// <param name="Deviation">What differs between rows: the root of the mean variance of units. A unit that gives every row the same adds nothing.</param>
/// <param name="Min">The smallest number.</param>
/// <param name="Max">The largest number.</param>
/// <param name="NotFinite">How many are NaN or infinite.</param>
/// <param name="Dead">Units that are 0 in every row and place.</param>
/// <param name="Saturated">The share of numbers within 2 % of an end of their range, for squashing operations.</param>
internal sealed record UnitStatistics(int Units, double Mean, double Deviation, double Min, double Max, long NotFinite, int Dead, double Saturated)
{
    private const double NearEnd = 0.02;

    /// <summary>Looks at a result.</summary>
    /// <param name="cell">The result.</param>
    /// <param name="unitAxis">The axis of units.</param>
    /// <param name="bounds">The ends of its range.</param>
    public static UnitStatistics? Of(Cell cell, int unitAxis, (double Low, double High)? bounds)
    {
        if (cell.Type == DType.Float32)
            return Of<float>(cell.Span<float>(), cell.Shape, unitAxis, bounds);
        return cell.Type == DType.Float64 ? Of<double>(cell.Span<double>(), cell.Shape, unitAxis, bounds) : null;
    }

    private static UnitStatistics? Of<T>(ReadOnlySpan<T> values, in Shape shape, int unitAxis, (double Low, double High)? bounds)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (values.Length == 0)
            return null;
        int units = shape.Rank < 2 ? 1 : shape[unitAxis], inner = 1;
        for (int axis = unitAxis + 1; axis < shape.Rank; axis++)
            inner *= shape[axis];
        double[] sums = new double[units], squares = new double[units];
        bool[] alive = new bool[units];
        double min = double.PositiveInfinity, max = double.NegativeInfinity;
        long broken = 0, saturated = 0;
        double edge = bounds is { } ends && double.IsFinite(ends.Low) && double.IsFinite(ends.High) ? NearEnd * (ends.High - ends.Low) : -1;
        (double low, double high) = (edge > 0 ? bounds!.Value.Low + edge : double.NegativeInfinity, edge > 0 ? bounds!.Value.High - edge : double.PositiveInfinity);
        for (int start = 0, unit = 0; start < values.Length; start += inner, unit = unit + 1 == units ? 0 : unit + 1)
        {
            foreach (T number in values.Slice(start, inner))
            {
                double value = double.CreateTruncating(number);
                if (!double.IsFinite(value))
                {
                    broken++;
                    continue;
                }

                sums[unit] += value;
                squares[unit] += value * value;
                alive[unit] |= value != 0;
                saturated += value < low || value > high ? 1 : 0;
                (min, max) = (Math.Min(min, value), Math.Max(max, value));
            }
        }

        double rows = (double)values.Length / units, variance = 0;
        for (int unit = 0; unit < units; unit++)
            variance += Math.Max(0, (squares[unit] / rows) - (sums[unit] / rows * (sums[unit] / rows)));
        return new UnitStatistics(units, sums.Sum() / values.Length, Math.Sqrt(variance / units), min, max, broken, alive.Count(lives => !lives), (double)saturated / values.Length);
    }
}
