using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Fathom;

/// <summary>Reads one PNG file: checks all chunks, then unpacks the picture.</summary>
/// <remarks>
/// Nothing larger than a row is asked for before the data were seen to be whole: a picture that would take much more memory than its file is unpacked once
/// without being kept.
/// </remarks>
internal sealed class PngReader
{
    /// <summary>What deflate can reach: 258 bytes from two bits.</summary>
    private const int MostPacked = 1032;
    private const int FreeBytes = 1 << 19;
    private const string GetAgain = "the file is damaged, so get it again";

    private static readonly byte[] s_signature = [0x89, .. "PNG\r\n\u001a\n"u8];

    private readonly Stream _stream;
    private readonly string _name;
    private readonly long _start;
    private readonly byte[] _buffer = new byte[1 << 12];

    private PngHeader _header;
    private byte[]? _palette;
    private byte[]? _transparent;
    private long _dataStart = -1;
    private long _dataBytes;
    private uint _adler;

    private PngReader(Stream stream, string name) => (_stream, _name, _start) = (stream, name, stream.Position);

    private bool HasAlpha => _transparent is not null || _header.Colour is PngColour.GreyAlpha or PngColour.RgbAlpha;

    private int Channels => (_header.Colour is PngColour.Grey or PngColour.GreyAlpha ? 1 : 3) + (HasAlpha ? 1 : 0);

    public static PngImage Read(Stream stream, string name)
    {
        var reader = new PngReader(stream, name);
        reader.Scan(headerOnly: false);
        return reader.Picture();
    }

    /// <summary>What the header says, without looking at the rest of the file.</summary>
    public static PngHeader ReadHeader(Stream stream, string name)
    {
        var reader = new PngReader(stream, name);
        reader.Scan(headerOnly: true);
        reader.DemandRoom(stream.Length);
        return reader._header;
    }

    private string Declared => $"{_header.Width}×{_header.Height} pixels of {_header.Samples * _header.Depth} bits";

    /// <summary>Refuses a picture that so many packed bytes cannot hold.</summary>
    private void DemandRoom(long packed)
    {
        if (_header.RawBytes > (Int128)packed * MostPacked)
            throw Bad(16, $"the header declares {Declared}, more than {packed:N0} bytes of data can become: {GetAgain}");
    }

    private PngImage Picture()
    {
        long length = _stream.Length - _start, rowBytes = _header.RowBytes(_header.Width);
        string declared = Declared;
        DemandRoom(_dataBytes);
        if (rowBytes > Math.Max(FreeBytes, length))
            throw Bad(16, $"the header declares {declared}, rows of {rowBytes:N0} bytes in a file of {length:N0}: no real picture packs that well");
        long bytes = (long)_header.Width * _header.Height * Channels;
        if (bytes > Array.MaxLength)
            throw Bad(16, $"the header declares {declared}, {bytes:N0} bytes when unpacked, more than the {Array.MaxLength:N0} that fit");
        if (bytes + (2 * rowBytes) > (2 * length) + FreeBytes)
            Unpack(null);
        byte[] pixels = new byte[bytes];
        Unpack(pixels);
        return new PngImage(_header.Width, _header.Height, Channels, pixels);
    }

    /// <summary>Passes over all chunks: order, sizes and checksums.</summary>
    private void Scan(bool headerOnly)
    {
        Span<byte> mark = stackalloc byte[FileKind.Enough];
        int read = _stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        if (!mark[..read].StartsWith(s_signature))
        {
            throw read > 0 && s_signature.AsSpan().StartsWith(mark[..read])
                ? Cut(read)
                : Bad(0, $"a PNG file begins with the bytes {Convert.ToHexString(s_signature)}; found {(read == 0 ? "nothing" : Convert.ToHexString(mark[..Math.Min(read, s_signature.Length)]))}.{InputFile.Kind(mark[..read])}");
        }

        long at = s_signature.Length;
        bool ended = false, afterData = false;
        while (!ended)
        {
            (string type, long length) = ChunkAt(at);
            if (at == s_signature.Length != (type == "IHDR"))
                throw Bad(at, $"the chunk {type} stands where {(type == "IHDR" ? "no second header may be" : "the header, IHDR, must be")}: {GetAgain}");
            byte[]? data = type is "IHDR" or "PLTE" or "tRNS" ? Small(at, type, length) : null;
            Check(at, type, length);
            switch (type)
            {
                case "IHDR":
                    _header = PngHeader.Read(data, _name);
                    break;
                case "PLTE":
                    Demand(at, _palette is null && _dataStart < 0, "a second palette, or one after the picture");
                    Demand(at, length is > 0 and <= 768 && length % 3 == 0, $"a palette of {length} bytes; expected 3 for each of 1 to 256 colours");
                    _palette = data;
                    break;
                case "tRNS":
                    Demand(at, _dataStart < 0 && _transparent is null, "a second transparency, or one after the picture");
                    Demand(at, _header.Colour switch { PngColour.Grey => length == 2, PngColour.Rgb => length == 6, PngColour.Palette => _palette is not null && length <= _palette.Length / 3, _ => false }, $"a transparency of {length} bytes, which does not belong to this kind of picture");
                    _transparent = data;
                    break;
                case "IDAT":
                    Demand(at, !afterData, "data of the picture apart from the others");
                    _dataStart = _dataStart < 0 ? at : _dataStart;
                    _dataBytes += length;
                    break;
                case "IEND":
                    ended = true;
                    break;
                default:
                    // The case of the first letter tells whether a picture can be shown without the chunk.
                    Demand(at, char.IsAsciiLetterLower(type[0]), $"the unknown chunk {type}, which the picture needs");
                    break;
            }

            if (headerOnly)
                return;
            afterData |= _dataStart >= 0 && type != "IDAT";
            at += 12 + length;
        }

        if (_dataStart < 0)
            throw Bad(at - 12, $"the file ends without a picture, no IDAT before IEND: {GetAgain}");
        if (_header.Colour == PngColour.Palette && _palette is null)
            throw Bad(_dataStart, $"the picture has a palette, but there is no PLTE before it: {GetAgain}");
        if (_header.Colour is PngColour.Grey or PngColour.GreyAlpha && _palette is not null)
            throw Bad(_dataStart, $"a grey picture has no palette, but there is a PLTE: {GetAgain}");
    }

    /// <summary>Type and length of the chunk at a place, all of which must be there.</summary>
    private (string Type, long Length) ChunkAt(long at)
    {
        Span<byte> head = stackalloc byte[8];
        ReadAt(at, head);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(head);
        ReadOnlySpan<byte> type = head[4..];
        foreach (byte letter in type)
            if (!char.IsAsciiLetter((char)letter))
                throw Bad(at + 4, $"a chunk's type is four letters; found {Convert.ToHexString(type)}: {GetAgain}");
        string name = Encoding.ASCII.GetString(type);
        if (length > int.MaxValue)
            throw Bad(at, $"the chunk {name} declares {length:N0} bytes; expected at most {int.MaxValue:N0}: {GetAgain}");
        if (_start + at + 12 + length > _stream.Length)
            throw Cut(_stream.Length - _start, $"inside the chunk {name} of {length:N0} bytes at byte {at}");
        return (name, length);
    }

    private byte[] Small(long at, string type, long length)
    {
        if (type == "IHDR" ? length != PngHeader.Bytes : length > 768)
            throw Bad(at, $"the chunk {type} has {length:N0} bytes; expected {(type == "IHDR" ? "13" : "at most 768")}: {GetAgain}");
        byte[] data = new byte[length];
        ReadAt(at + 8, data);
        return data;
    }

    private void Check(long at, string type, long length)
    {
        _stream.Position = _start + at + 4;
        uint crc = 0;
        for (long left = 4 + length; left > 0;)
        {
            int part = (int)Math.Min(left, _buffer.Length);
            _stream.ReadExactly(_buffer, 0, part);
            crc = Crc32.Of(_buffer.AsSpan(0, part), crc);
            left -= part;
        }

        _stream.ReadExactly(_buffer, 0, 4);
        uint stored = BinaryPrimitives.ReadUInt32BigEndian(_buffer);
        if (stored != crc)
            throw Bad(at, $"the chunk {type} has the checksum {stored:X8}, its bytes have {crc:X8}: {GetAgain}");
    }

    /// <summary>Unpacks all rows, into pixels or only to see that they are whole.</summary>
    private void Unpack(byte[]? pixels)
    {
        int widest = (int)_header.RowBytes(_header.Width);
        byte[] row = new byte[widest], above = new byte[widest];
        byte[] filter = new byte[1];
        var samples = new PngSamples(_header, _palette, _transparent);
        DemandNoDictionary();
        using var data = new ZLibStream(new ImageData(this), CompressionMode.Decompress);
        _adler = 1;
        foreach (var pass in _header.Passes)
        {
            int columns = _header.Columns(pass), rows = columns == 0 ? 0 : _header.Rows(pass), rowBytes = (int)_header.RowBytes(columns);
            Array.Clear(above);
            for (int y = 0; y < rows; y++)
            {
                Fill(data, filter);
                if (filter[0] >= PngFilter.Kinds)
                    throw Bad(_dataStart, $"row {pass.Y + (y * pass.ByY)} has the filter {filter[0]}; PNG has 0 to 4: {GetAgain}");
                Fill(data, row.AsSpan(0, rowBytes));
                PngFilter.Undo(filter[0], row.AsSpan(0, rowBytes), above, _header.PixelBytes);
                if (samples.FirstUnknown(row, columns) is { } unknown)
                    throw Bad(_dataStart, $"row {pass.Y + (y * pass.ByY)} uses colour {unknown}; the palette has {_palette!.Length / 3}: {GetAgain}");
                if (pixels is not null)
                    samples.Write(row, columns, pixels.AsSpan((((pass.Y + (y * pass.ByY)) * _header.Width) + pass.X) * Channels), pass.ByX * Channels);
                (row, above) = (above, row);
            }
        }

        if (Read(data, filter) > 0)
            throw Bad(_dataStart, $"there are more data than {_header.Width}×{_header.Height} pixels need: {GetAgain}");
        if (Sum() != _adler)
            throw Bad(_dataStart, $"the data's checksum is {Sum():X8}, those unpacked have {_adler:X8}: {GetAgain}");
    }

    /// <summary>Refuses data packed with a dictionary agreed upon beforehand: PNG has none, and the runtime has another exception for them.</summary>
    private void DemandNoDictionary()
    {
        using var data = new ImageData(this);
        Span<byte> head = stackalloc byte[2];
        if (data.ReadAtLeast(head, 2, throwOnEndOfStream: false) == 2 && (head[1] & 0x20) != 0)
            throw Bad(_dataStart, $"the picture cannot be unpacked: it was packed with a dictionary, which PNG does not have: {GetAgain}");
    }

    /// <summary>The last four bytes of the data, across chunks: the runtime does not miss them when they are not there.</summary>
    private uint Sum()
    {
        using var data = new ImageData(this);
        uint sum = 0;
        Span<byte> buffer = stackalloc byte[1 << 10];
        while (data.Read(buffer) is > 0 and int read)
            foreach (byte value in buffer[Math.Max(0, read - 4)..read])
                sum = (sum << 8) | value;
        return sum;
    }

    private void Fill(ZLibStream data, Span<byte> bytes)
    {
        int read = Read(data, bytes);
        if (read < bytes.Length)
            throw Bad(_dataStart, $"the data end before the last of {_header.Height} rows: {GetAgain}");

        // Adler-32: two sums modulo 65,521.
        uint a = _adler & 0xFFFF, b = _adler >> 16;
        foreach (byte value in bytes)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        _adler = (b << 16) | a;
    }

    private int Read(ZLibStream data, Span<byte> bytes)
    {
        try
        {
            return data.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw new FileFormatException(_name, _dataStart, $"the picture cannot be unpacked: {error.Message} The file is damaged, so get it again.", error);
        }
    }

    private void ReadAt(long at, Span<byte> bytes)
    {
        _stream.Position = Math.Min(_start + at, _stream.Length);
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw Cut(_stream.Length - _start);
    }

    private void Demand(long at, bool holds, string what)
    {
        if (!holds)
            throw Bad(at, $"there is {what}: {GetAgain}");
    }

    private FileFormatException Cut(long at, string where = "before its end, the chunk IEND") => Bad(at, $"the file ends here, {where}: it was cut short, so get it again");

    private FileFormatException Bad(long at, string problem) => new(_name, at, problem.TrimEnd('.') + ".");

    /// <summary>The data of all IDAT chunks, one after the other.</summary>
    private sealed class ImageData(PngReader png) : ReadOnlyStream
    {
        private long _next = png._dataStart;
        private long _left;

        public override int Read(Span<byte> buffer)
        {
            while (_left == 0)
            {
                (string type, long length) = png.ChunkAt(_next);
                if (type != "IDAT")
                    return 0;
                png._stream.Position = png._start + _next + 8;
                _left = length;
                _next += 12 + length;
            }

            int read = png._stream.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
            _left -= read;
            return read;
        }
    }
}
