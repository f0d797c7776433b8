using System.Globalization;
using System.Text;

namespace Fathom;

/// <summary>What a cell's text means: always the invariant culture, on every machine.</summary>
internal static class CellText
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A decimal number; "inf" and what overflows come back infinite, so that the caller can name them.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> cell, out double value)
    {
        if (double.TryParse(cell, Style, CultureInfo.InvariantCulture, out value)) return !double.IsNaN(value);
        var word = cell is [(byte)'-' or (byte)'+', ..] ? cell[1..] : cell;
        if (word.Length != 3 || !Ascii.EqualsIgnoreCase(word, "inf"u8)) return false;
        value = cell[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
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
