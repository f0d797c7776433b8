using System.Globalization;
using System.Numerics;

namespace Fathom;

/// <summary>What kinds of numbers a tensor holds: how many are not finite, which is the first of them, and between what the others lie.</summary>
internal readonly record struct NumberRange(int Count, int NaNs, int Infinities, int First, double FirstValue, double Least, double Most, Shape Shape)
{
    public bool IsFinite => NaNs + Infinities == 0;

    /// <summary>Whether it holds no number that is not finite but −∞, as masks of attention do.</summary>
    public bool IsMask => NaNs == 0 && Infinities > 0 && double.IsNegativeInfinity(FirstValue);

    /// <summary>"NaN in 2 of 8 numbers (4, 2)".</summary>
    public string Fault => string.Create(CultureInfo.InvariantCulture, $"{Named(FirstValue)} in {NaNs + Infinities} of {Count} {(Count == 1 ? "number" : "numbers")} {Shape}");

    /// <summary>"between −2 and 5".</summary>
    public string Between => Least > Most ? "none of them finite" : Least == Most ? $"all {Short(Least)}" : $"between {Short(Least)} and {Short(Most)}";

    public double Size => Math.Max(Math.Abs(Least), Math.Abs(Most));

    /// <summary>Looks at a tensor's numbers; null where it has none, or no floating-point ones.</summary>
    public static NumberRange? Of(Cell? cell)
    {
        if (cell?.Block is null || cell.Root.Released)
            return null;
        return cell.Type switch
        {
            DType.Float32 => Of(cell.Span<float>(), cell.Shape),
            DType.Float64 => Of(cell.Span<double>(), cell.Shape),
            _ => null,
        };
    }

    public static string Short(double value) => double.IsFinite(value) ? value.ToString("G4", CultureInfo.InvariantCulture) : Named(value);

    private static string Named(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";

    private static NumberRange Of<T>(ReadOnlySpan<T> values, in Shape shape)
        where T : IFloatingPointIeee754<T>
    {
        int nans = 0, infinities = 0, first = -1;
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        for (int i = 0; i < values.Length; i++)
        {
            if (T.IsFinite(values[i]))
            {
                double value = double.CreateTruncating(values[i]);
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
                continue;
            }

            first = first < 0 ? i : first;
            if (T.IsNaN(values[i]))
                nans++;
            else
                infinities++;
        }

        // NaN says more than the infinity beside it.
        int shown = first;
        for (int i = Math.Max(0, first); nans > 0 && i < values.Length; i++)
        {
            if (T.IsNaN(values[i]))
            {
                shown = i;
                break;
            }
        }

        return new NumberRange(values.Length, nans, infinities, shown, shown < 0 ? 0 : double.CreateTruncating(values[shown]), least, most, shape);
    }
}
