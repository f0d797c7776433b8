using System.Globalization;

namespace Fathom;

/// <summary>Numbers as people read them, the same in every culture: <c>0.9737</c>, <c>4,097</c>, <c>1.2e-5</c>, <c>3.2 s</c>, <c>1 m 05 s</c>.</summary>
public static class Display
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>A number with so many significant digits and no trailing zeros; very small and very large ones with an exponent.</summary>
    /// <param name="value">Any number; NaN and infinities have their own signs.</param>
    /// <param name="digits">Significant digits, 1…15; 4 by default. Digits before the decimal point are never rounded away below 1e9.</param>
    public static string Number(double value, int digits = 4)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
        double size = Math.Abs(value);
        if (size == 0)
            return "0";
        if (size is < 1e-4 or >= 1e9)
            return Exponential(value, digits);
        int decimals = Math.Max(0, digits - 1 - Magnitude(value, digits));
        string text = value.ToString("N" + decimals, Invariant);
        return decimals > 0 ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    /// <summary>A number with exactly so many decimals, for columns that line up: <c>0.9700</c>.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="decimals">Digits after the point; 4 by default.</param>
    public static string Fixed(double value, int decimals = 4) =>
        double.IsFinite(value) ? NoNegativeZero(value.ToString("N" + decimals, Invariant)) : Number(value);

    /// <summary>A whole number with thousands separators: <c>4,097</c>.</summary>
    /// <param name="value">Any whole number.</param>
    public static string Count(long value) => value.ToString("N0", Invariant);

    /// <summary>A share as a percentage: 0.974 is <c>97.4 %</c>.</summary>
    /// <param name="share">1 is 100 %.</param>
    /// <param name="decimals">Digits after the point; 1 by default.</param>
    public static string Percent(double share, int decimals = 1) => $"{Fixed(100 * share, decimals)} %";

    /// <summary>A duration with two units at most: <c>12 ms</c>, <c>3.2 s</c>, <c>42 s</c>, <c>1 m 05 s</c>, <c>2 h 03 m</c>, <c>1 d 04 h</c>.</summary>
    /// <param name="duration">Any duration.</param>
    public static string Duration(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero)
            return "-" + Duration(duration == TimeSpan.MinValue ? TimeSpan.MaxValue : -duration);
        double seconds = duration.TotalSeconds;
        if (seconds == 0)
            return "0 s";
        if (seconds < 0.9995)
            return $"{Number(1000 * seconds, 2)} ms";
        if (seconds < 9.95)
            return seconds.ToString("0.0", Invariant) + " s";
        long whole = (long)Math.Round(seconds);
        if (whole < 60)
            return $"{whole} s";
        if (whole < 3600)
            return $"{whole / 60} m {whole % 60:00} s";
        long minutes = (long)Math.Round(seconds / 60);
        if (minutes < 24 * 60)
            return $"{minutes / 60} h {minutes % 60:00} m";
        long hours = (long)Math.Round(seconds / 3600);
        return $"{hours / 24} d {hours % 24:00} h";
    }

    /// <summary>A size in bytes with a decimal unit: <c>512 B</c>, <c>1.5 MB</c>.</summary>
    /// <param name="bytes">Number of bytes.</param>
    public static string Bytes(long bytes)
    {
        double size = bytes;
        int unit = 0;
        for (; Math.Abs(size) >= 999.5 && unit < 6; unit++)
            size /= 1000;
        return $"{Number(size, 3)} {"B kB MB GB TB PB EB".Split(' ')[unit]}";
    }

    /// <summary>Mantissa and exponent without padding: <c>1.2e-5</c>.</summary>
    internal static string Exponential(double value, int digits)
    {
        string[] parts = value.ToString("E" + (digits - 1), Invariant).Split('E');
        string mantissa = parts[0].Contains('.') ? parts[0].TrimEnd('0').TrimEnd('.') : parts[0];
        return $"{mantissa}e{int.Parse(parts[1], Invariant).ToString(Invariant)}";
    }

    // Of the rounded value: 9.9996 with four digits is 10.00, one place further left.
    private static int Magnitude(double value, int digits)
    {
        string text = value.ToString("E" + (digits - 1), Invariant);
        return int.Parse(text.AsSpan(text.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, Invariant);
    }

    private static string NoNegativeZero(string text) => text.AsSpan().TrimStart('-').Trim("0.").IsEmpty ? text.TrimStart('-') : text;
}
