using System.Globalization;

namespace Fathom.Cli;

/// <summary>Cells of a CSV file (RFC 4180) that a spreadsheet takes for what they are.</summary>
internal static class CsvCell
{
    /// <summary>A text, quoted where it must be. One that a spreadsheet would run as a formula gets an apostrophe before it; numbers do not.</summary>
    /// <remarks>source: OWASP, "CSV injection": a cell that begins with = + - @, a tab or a carriage return is a formula.</remarks>
    public static string Text(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !OptionText.TryNumber(text, out _))
            text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
    }

    /// <summary>A number with so many significant digits.</summary>
    public static string Number(double value, int digits) => value.ToString("G" + digits, CultureInfo.InvariantCulture);
}
