using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Fathom;

/// <summary>What a cell's text means: always the invariant culture, on every machine.</summary>
internal static class CellText
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A decimal number; "inf" and what overflows come back infinite, so that the caller can name them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNumber(ReadOnlySpan<byte> cell, out double value)
    {
        return TryShort(cell, out value) || TryLong(cell, out value);
    }

    private static bool TryLong(ReadOnlySpan<byte> cell, out double value)
    {
        if (double.TryParse(cell, Style, CultureInfo.InvariantCulture, out value)) return !double.IsNaN(value);
        var word = cell is [(byte)'-' or (byte)'+', ..] ? cell[1..] : cell;
        if (word.Length != 3 || !Ascii.EqualsIgnoreCase(word, "inf"u8)) return false;
        value = cell[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return true;
    }

    // Every one of them is exact in a double.
    private static ReadOnlySpan<double> PowersOfTen =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>
    /// Plain decimals whose digits make an integer up to 2⁵³ with at most 22 of them behind the point. Integer and power of ten are then exact,
    /// so one division rounds correctly (Clinger 1990, "How to read floating point numbers accurately"), several times faster than the general case.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryShort(ReadOnlySpan<byte> cell, out double value)
    {
        value = double.NaN;
        int i = cell is [(byte)'-', ..] ? 1 : 0, point = -1, first = i;
        if (cell.Length - i is 0 or > 19) return false;
        ulong digits = 0;
        for (; i < cell.Length; i++)
        {
            uint digit = (uint)cell[i] - '0';
            if (digit <= 9) digits = digits * 10 + digit;
            else if (cell[i] == '.' && point < 0) point = i;
            else return false;
        }
        if (digits > 1UL << 53 || (point >= 0 && cell.Length - first == 1)) return false;
        value = digits / PowersOfTen[point < 0 ? 0 : cell.Length - 1 - point];
        if (first == 1) value = -value;
        return true;
    }

    /// <inheritdoc cref="TryNumber(ReadOnlySpan{byte}, out double)"/>
    public static bool TryNumber(string cell, out double value) => TryNumber(Encoding.UTF8.GetBytes(cell), out value);

    private static readonly (string No, string Yes)[] YesNo = [("FALSE", "TRUE"), ("NO", "YES"), ("F", "T"), ("N", "Y")];

    /// <summary>Whether two words are a pair that means no and yes, in either order and any case.</summary>
    public static bool IsYesNo(string a, string b) => YesNo.Any(p => (Same(a, p.No) && Same(b, p.Yes)) || (Same(a, p.Yes) && Same(b, p.No)));

    /// <summary>1 for a yes word, 0 for a no word, NaN for anything else.</summary>
    public static double YesOrNo(string word) =>
        YesNo.Any(p => Same(word, p.Yes)) ? 1 : YesNo.Any(p => Same(word, p.No)) ? 0 : double.NaN;

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static readonly string[] DateForms =
    [
        "yyyy-MM-dd", "yyyy-MM", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    /// <summary>Days since 1970-01-01 of an ISO 8601 date or time (UTC where no zone is written).</summary>
    public static bool TryDate(string cell, out double days)
    {
        days = double.NaN;
        if (cell.Length is < 7 or > 33 || cell[4] != '-') return false;
        if (!DateTime.TryParseExact(cell, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return false;
        days = (time - DateTime.UnixEpoch).TotalDays;
        return true;
    }

    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
