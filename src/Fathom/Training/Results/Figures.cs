namespace Fathom;

/// <summary>Figures as files keep them.</summary>
internal static class Figures
{
    /// <summary>With six significant digits: enough for a picture, at half the bytes.</summary>
    public static double Short(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return value;
        return double.Parse(value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
    }

    public static double[] Short(IEnumerable<double> values) => [.. values.Select(Short)];
}
