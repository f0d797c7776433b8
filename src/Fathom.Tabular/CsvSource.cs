using System.IO.Compression;

namespace Fathom;

/// <summary>Where CSV bytes come from: a file that has been looked at (is it text at all?) and can be opened as often as needed.</summary>
internal sealed class CsvSource
{
    private const int SniffBytes = 4096;

    private readonly Func<Stream> _open;

    private CsvSource(string? name, Func<Stream> open)
    {
        Name = name;
        _open = open;
    }

    /// <summary>The name for messages; null for text from memory.</summary>
    public string? Name { get; }

    public Stream Open() => _open();

    public static CsvSource FromBytes(byte[] bytes, string? name)
    {
        var source = new CsvSource(name, () => new MemoryStream(bytes, writable: false));
        source.RefuseWhatIsNotText();
        return source;
    }

    public static CsvSource FromFile(string path, CsvOptions options)
    {
        if (Directory.Exists(path))
            throw Fault.Data("this is a folder; expected a CSV file. Name the file inside it.", path);
        if (!File.Exists(path))
            throw Fault.Data($"no such file.{Neighbours(path)} Check the spelling and the folder you are in.", path);
        bool packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        Stream first = OpenFile(path, packed, options.MaxUnpackedBytes);
        if (!packed && !first.CanSeek)
            return FromBytes(ReadPipe(first, path, Math.Min(options.MaxUnpackedBytes, Array.MaxLength)), path);
        first.Dispose();
        var source = new CsvSource(path, () => OpenFile(path, packed, options.MaxUnpackedBytes));
        source.RefuseWhatIsNotText();
        return source;
    }

    private static Stream OpenFile(string path, bool packed, long maxUnpacked)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Fault.Data("may not be read with your permissions. Change the file's permissions or copy it.", path, inner: e);
        }
        catch (IOException e)
        {
            throw Fault.Data($"cannot be opened: {e.Message}", path, inner: e);
        }
        return packed ? new UnpackingStream(file, path, maxUnpacked) : file;
    }

    /// <summary>What comes through a pipe comes once, but a table is looked at before it is read: so all of it is taken into memory.</summary>
    private static byte[] ReadPipe(Stream pipe, string path, long most)
    {
        using (pipe)
        {
            var bytes = new MemoryStream();
            byte[] buffer = new byte[81_920];
            while (ReadFault.Guard(path, pipe, buffer) is > 0 and var n)
            {
                bytes.Write(buffer, 0, n);
                if (bytes.Length > most)
                    throw Fault.Data($"more than {most:N0} bytes came through the pipe. Write them to a file and name it.", path);
            }

            return bytes.ToArray();
        }
    }

    private static string Neighbours(string path)
    {
        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
            return Directory.Exists(folder)
                ? Nearest.Hint(Path.GetFileName(path), Directory.EnumerateFiles(folder).Take(1000).Select(f => Path.GetFileName(f)!))
                : $" The folder {Fault.Show(folder)} does not exist either.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    private void RefuseWhatIsNotText()
    {
        Span<byte> head = stackalloc byte[SniffBytes];
        int n;
        using (var stream = Open()) n = ReadFault.Guard(Name, stream, head);
        head = head[..n];
        if (n == 0) throw Fault.Data("the file is empty; expected a header line and rows.", Name);
        string? guess = LooksLike(head);
        if (guess is not null) throw Fault.Data($"this is not CSV text but looks like {guess}", Name);
    }

    private static string? LooksLike(ReadOnlySpan<byte> head) => head switch
    {
        [0x50, 0x4B, 0x03 or 0x05, 0x04 or 0x06, ..] => "a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV.",
        [0x1F, 0x8B, ..] => "gzip data. Give the file a name that ends in .gz, or unpack it once more.",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "an old Excel workbook. Save the sheet as CSV.",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "a PNG picture.",
        [0xFF, 0xD8, 0xFF, ..] => "a JPEG picture.",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF document.",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file. Save the table as CSV.",
        [0x93, (byte)'N', (byte)'U', (byte)'M', ..] => "a NumPy array. Save the table as CSV.",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16 text. Save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet).",
        _ when Html(head) => "a web page (HTML). Download the data file itself.",
        _ when head.Contains((byte)0) => MostlyEverySecondByteIsZero(head)
            ? "UTF-16 text. Save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet)."
            : $"a binary file (byte {head.IndexOf((byte)0) + 1:N0} is zero).",
        _ => null,
    };

    private static bool Html(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart(" \t\r\n\uFEFF"u8);
        return StartsWith(text, "<!doctype") || StartsWith(text, "<html");
    }

    private static bool StartsWith(ReadOnlySpan<byte> bytes, string text) =>
        bytes.Length >= text.Length && System.Text.Ascii.EqualsIgnoreCase(bytes[..text.Length], text);

    private static bool MostlyEverySecondByteIsZero(ReadOnlySpan<byte> head)
    {
        int even = 0, odd = 0;
        for (int i = 0; i < head.Length; i++)
            if (head[i] == 0)
                if ((i & 1) == 0) even++; else odd++;
        return Math.Max(even, odd) > head.Length * 3 / 10 && Math.Min(even, odd) <= head.Length / 20;
    }
}
