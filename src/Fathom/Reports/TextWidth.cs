using System.Globalization;
using System.Text;

namespace Fathom;

/// <summary>How many terminal columns a text takes, and texts made safe to print.</summary>
internal static class TextWidth
{
    // First and last code point of the blocks terminals draw two columns wide (Unicode East Asian Width W and F, and emoji).
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x231A, 0x231B), (0x23E9, 0x23EC), (0x25FD, 0x25FE), (0x2614, 0x2615), (0x2648, 0x2653), (0x26A1, 0x26A1),
        (0x26BD, 0x26BE), (0x2705, 0x2705), (0x270A, 0x270B), (0x2728, 0x2728), (0x274C, 0x274C), (0x2753, 0x2755), (0x2757, 0x2757),
        (0x2795, 0x2797), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50), (0x2E80, 0x303E), (0x3041, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
        (0xA000, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6),
        (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x1FA70, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>Columns of a text.</summary>
    public static int Of(string text)
    {
        int width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Of(rune);
        return width;
    }

    /// <summary>The text without control characters: names out of data must not be able to move the cursor or start an escape sequence.</summary>
    public static string Clean(string text)
    {
        foreach (char c in text)
            if (char.IsControl(c) || char.IsSurrogate(c))
                return Replaced(text);
        return text;
    }

    /// <summary>The text cut to a width, with an ellipsis for what is gone.</summary>
    public static string Cut(string text, int width)
    {
        if (Of(text) <= width)
            return text;
        var cut = new StringBuilder();
        int used = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Of(rune);
            if (used > width)
                break;
            cut.Append(rune);
        }

        return cut.Append('…').ToString();
    }

    /// <summary>The text with spaces to fill a width, on the side its alignment leaves free.</summary>
    public static string Pad(string text, int width, TextAlignment alignment)
    {
        int free = Math.Max(0, width - Of(text));
        int left = alignment switch { TextAlignment.Left => 0, TextAlignment.Right => free, _ => free / 2 };
        return new string(' ', left) + text + new string(' ', free - left);
    }

    private static int Of(Rune rune)
    {
        if (rune.Value < 0x300)
            return 1;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return 0;
        foreach (var (first, last) in Wide)
            if (rune.Value <= last)
                return rune.Value >= first ? 2 : 1;
        return 1;
    }

    private static string Replaced(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())             // a lone surrogate comes as U+FFFD
            clean.Append(rune.Value is '\t' or '\n' or '\r' ? " " : Rune.IsControl(rune) ? "\uFFFD" : rune.ToString());
        return clean.ToString();
    }
}
