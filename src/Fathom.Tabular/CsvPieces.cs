namespace Fathom;

/// <summary>Cuts a file into pieces between records, without reading the records: a line end is one of a record where the quotes before it are even in number.</summary>
/// <remarks>In a file whose quotes are not well-formed that is wrong, but then the piece with the first wrong quote, which begins rightly, says so when it is read.</remarks>
internal sealed class CsvPieces(Stream stream)
{
    private byte[] _rest = [];
    private int _restLength;
    private bool _begun, _ended;

    /// <summary>Bytes given out so far.</summary>
    public long Given { get; private set; }

    /// <summary>Fills <paramref name="bytes"/> with whole records; 0 at the end of the file, -1 where a record does not fit.</summary>
    public int Next(Span<byte> bytes)
    {
        int length = _restLength;
        _rest.AsSpan(0, length).CopyTo(bytes);
        _restLength = 0;
        if (!_ended)
        {
            length += stream.ReadAtLeast(bytes[length..], bytes.Length - length, throwOnEndOfStream: false);
            _ended = length < bytes.Length;
        }

        if (!_begun && bytes[..length].StartsWith("\uFEFF"u8))
        {
            length -= 3;
            bytes.Slice(3, length).CopyTo(bytes);
        }

        _begun = true;
        int end = _ended ? length : LastEnd(bytes[..length]);
        if (end < 0) return -1;
        if (_rest.Length < length - end) _rest = new byte[bytes.Length];
        bytes[end..length].CopyTo(_rest);
        _restLength = length - end;
        Given += end;
        return end;
    }

    /// <summary>The place behind the last line end outside quotes; -1 where there is none.</summary>
    private static int LastEnd(ReadOnlySpan<byte> text)
    {
        int quotes = text.Count((byte)'"'), end = text.Length;
        while (true)
        {
            int line = text[..end].LastIndexOf((byte)'\n');
            if (line < 0) return -1;
            quotes -= text[line..end].Count((byte)'"');
            if (quotes % 2 == 0) return line + 1;
            end = line;
        }
    }
}
