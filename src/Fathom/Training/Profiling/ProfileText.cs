using System.Globalization;

namespace Fathom;

/// <summary>Figures as advice on profiles writes them, the same in every culture.</summary>
internal static class ProfileText
{
    private const int Digits = 3, UnitOfOne = 3;
    private static readonly string[] s_prefixes = ["n", "µ", "m", "", "k", "M", "G", "T"];

    /// <summary>Three digits with a prefix that suits them: <c>1.04 ms</c>, <c>4.82 MB</c>.</summary>
    public static string Scaled(double value, string unit)
    {
        int prefix = value <= 0 ? UnitOfOne : Math.Clamp((int)Math.Floor(Math.Log10(value * 1.0005) / 3) + UnitOfOne, unit == "B" ? UnitOfOne : 0, s_prefixes.Length - 1);
        double shown = value / Math.Pow(1000, prefix - UnitOfOne);
        int decimals = Math.Max(0, Digits - 1 - (shown >= 1 ? (int)Math.Log10(shown * 1.0005) : 0));
        string text = shown.ToString("F" + decimals, CultureInfo.InvariantCulture);
        return $"{(decimals > 0 ? text.TrimEnd('0').TrimEnd('.') : text)} {s_prefixes[prefix]}{unit}";
    }

    /// <summary>A time in a suitable unit.</summary>
    public static string Time(double seconds) => Scaled(seconds, "s");

    /// <summary>0.235 as <c>24 %</c>.</summary>
    public static string Percent(double share) => $"{(100 * share).ToString("N0", CultureInfo.InvariantCulture)} %";

    /// <summary>1 row, 64 rows, 1,024 rows.</summary>
    public static string Plural(int count, string noun) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";
}
