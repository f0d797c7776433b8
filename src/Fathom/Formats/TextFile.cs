using System.Text;
using System.Text.Unicode;

namespace Fathom;

/// <summary>Plain text files, read strictly: UTF-8 or nothing.</summary>
public static class TextFile
{
    private const int MostBytes = 0x3FFFFFDF;

    /// <summary>Reads a file as UTF-8; a byte order mark at its start is left out, line ends stay as they are.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The path is a folder, or the file is empty, holds bytes of 0, or is no valid UTF-8: the offset is named, and nothing was decoded.</exception>
    public static string Read(string path)
    {
        byte[] bytes = Bytes(path);
        ReadOnlySpan<byte> text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
        if (text.IsEmpty)
            throw new FileFormatException(path, null, "the file is empty; expected text.");
        int zero = bytes.AsSpan().IndexOf((byte)0);
        if (zero >= 0)
            throw new FileFormatException(path, zero, "a byte of 0: the file is binary, or UTF-16. Expected text in UTF-8; save it as that.");
        if (!Utf8.IsValid(text))
            throw new FileFormatException(path, bytes.Length - text.Length + FirstInvalid(text), "the bytes are no valid UTF-8. Save the text as UTF-8 (it may be Latin-1 or cut inside a character).");
        return Encoding.UTF8.GetString(text);
    }

    private static byte[] Bytes(string path)
    {
        using FileStream file = InputFile.Open(path, "a text file");
        if (file.Length > MostBytes)
            throw new FileFormatException(path, null, $"the text has {file.Length:N0} bytes; expected at most {MostBytes:N0}, which one string can hold. Take a part of it.");
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out int length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }
}
