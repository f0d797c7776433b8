using System.Globalization;

namespace Fathom;

/// <summary>Numbers as findings say them, in every culture alike.</summary>
internal static class Figure
{
    /// <summary>Three digits: 0.0123, 4.5E+06.</summary>
    public static string Of(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>A share in whole percent.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");

    /// <summary>The middle one; NaN of none.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
