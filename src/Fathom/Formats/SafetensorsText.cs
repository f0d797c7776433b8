using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Fathom;

/// <summary>Rules for the text inside a safetensors header, and its way into messages.</summary>
internal static class SafetensorsText
{
    /// <summary>Why a tensor name is not accepted, or null. Names are never paths here, but what travels on must not be able to become one.</summary>
    public static string? NameProblem(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOfAnyInRange((byte)0, (byte)31) >= 0 || utf8.Contains((byte)127))
            return "holds a control character";
        foreach (var part in utf8.SplitAny("/\\"u8))
            if (utf8[part].SequenceEqual(".."u8))
                return "holds the path step '..'";
        return null;
    }

    /// <summary>Whether a JSON string, given between its quotes, has an escaped surrogate without its other half.</summary>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> raw)
    {
        bool high = false;
        for (int i = 0; i < raw.Length; i++)
        {
            int unit = -1;
            if (raw[i] == '\\' && raw[++i] == 'u')
            {
                unit = int.Parse(raw.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                i += 4;
            }

            bool low = unit is >= 0xDC00 and <= 0xDFFF;
            if (low != high)
                return true;
            high = unit is >= 0xD800 and <= 0xDBFF;
        }

        return high;
    }

    /// <summary>Refuses a header that is not UTF-8, naming the byte.</summary>
    public static void CheckUtf8(string file, ReadOnlySpan<byte> header, long offset)
    {
        if (Utf8.IsValid(header))
            return;
        int at = 0;
        while (Rune.DecodeFromUtf8(header[at..], out _, out int used) == OperationStatus.Done)
            at += used;
        throw new FileFormatException(file, offset + at,
            $"the header must be UTF-8 text; found the byte 0x{header[at]:X2}. The file is damaged or of another kind: get it again.");
    }

    /// <summary>Text of a file as it may stand in a message: shortened, quoted, without control characters.</summary>
    public static string Quote(ReadOnlySpan<byte> utf8)
    {
        const int Most = 60;
        var text = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * Most)]).EnumerateRunes())
        {
            if (text.Length >= Most)
                return $"'{text}…'";
            text.Append(Rune.IsControl(rune) ? "\uFFFD" : rune.ToString());
        }

        return $"'{text}'";
    }

    /// <summary>The first sentence of a library's message, without its full stop.</summary>
    public static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message.TrimEnd('.') : message[..end];
    }
}
