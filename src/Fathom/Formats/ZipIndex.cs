using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Fathom;

/// <summary>The entries of a zip archive, as its directory lists them, none overlapping another.</summary>
/// <remarks>
/// Its own reader, because an archive is judged before anything is unpacked: System.IO.Compression makes hundreds of bytes of objects for each entry that a
/// directory claims. source: PKWARE APPNOTE 6.3.
/// </remarks>
internal static class ZipIndex
{
    private const int EndBytes = 22, EntryBytes = 46, LocalBytes = 30;

    /// <summary>What deflate can reach: 258 bytes from two bits.</summary>
    private const int MostPacked = 1032;

    /// <summary>Reads the directory.</summary>
    public static List<ZipEntry> Read(Stream stream, string file)
    {
        long length = stream.Length;
        byte[] tail = new byte[(int)Math.Min(length, EndBytes + ushort.MaxValue)];
        stream.Position = length - tail.Length;
        stream.ReadExactly(tail);
        int end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || end + EndBytes > tail.Length)
        {
            byte[] start = new byte[Math.Min(length, 16)];
            stream.Position = 0;
            stream.ReadExactly(start);
            throw start.AsSpan().StartsWith("PK\u0003\u0004"u8)
                ? new FileFormatException(file, length, "the file ends here without the directory that a zip archive ends with: it was cut short, so get it again.")
                : new FileFormatException(file, 0, $"an NPZ file is a zip archive of NPY files, and begins with PK; found {(length == 0 ? "nothing" : Convert.ToHexString(start.AsSpan(0, Math.Min(4, start.Length))))}.{InputFile.Kind(start)}");
        }

        long endAt = length - tail.Length + end;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(end + 10));
        long bytes = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 12)), at = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (count == ushort.MaxValue || bytes == uint.MaxValue || at == uint.MaxValue)
            throw new FileFormatException(file, endAt, "the archive is a large one (zip64), which cannot be read. Save arrays one by one with numpy.save.");
        if (at + bytes > endAt || bytes < (long)count * EntryBytes)
            throw new FileFormatException(file, endAt, $"the archive's directory of {count} entries, {bytes:N0} bytes from {at:N0}, is not in the file: it is damaged, so get it again.");

        var entries = new List<ZipEntry>(count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        long free = 0;
        byte[] head = new byte[EntryBytes];
        for (int i = 0; i < count; i++)
        {
            if (at + EntryBytes > endAt)
                throw new FileFormatException(file, endAt, $"the archive's directory ends before entry {i} of {count}: it is damaged, so get it again.");
            stream.Position = at;
            stream.ReadExactly(head);
            ZipEntry entry = Entry(stream, head, at, at + EntryBytes, endAt, file);
            if (!names.Add(entry.Name))
                throw new FileFormatException(file, at, $"the archive has the entry '{entry.Name}' twice.");
            if (entry.Start < free)
                throw new FileFormatException(file, at, $"the entry '{entry.Name}' begins at byte {entry.Start:N0}, inside another: entries share no bytes in an honest archive.");
            free = entry.DataStart + entry.Packed;
            if (free > endAt)
                throw new FileFormatException(file, at, $"the entry '{entry.Name}' ends at byte {free:N0}, beyond the data: the file is damaged or cut short, so get it again.");
            entries.Add(entry);
            at += EntryBytes + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(28)) + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(30)) + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(32));
        }

        return entries;
    }

    private static ZipEntry Entry(Stream stream, ReadOnlySpan<byte> head, long at, long nameAt, long endAt, string file)
    {
        int flags = BinaryPrimitives.ReadUInt16LittleEndian(head[8..]), method = BinaryPrimitives.ReadUInt16LittleEndian(head[10..]), nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(head[28..]);
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(head[16..]), packed = BinaryPrimitives.ReadUInt32LittleEndian(head[20..]), size = BinaryPrimitives.ReadUInt32LittleEndian(head[24..]), start = BinaryPrimitives.ReadUInt32LittleEndian(head[42..]);
        if (!head.StartsWith("PK\u0001\u0002"u8) || nameAt + nameBytes > endAt)
            throw new FileFormatException(file, at, "the archive's directory is damaged: get the file again.");
        if (nameBytes > LoadLimits.Default.NameBytes)
            throw new FileFormatException(file, at, $"an entry's name has {nameBytes} bytes; expected at most {LoadLimits.Default.NameBytes}.");
        Span<byte> bytes = stackalloc byte[nameBytes];
        stream.ReadExactly(bytes);
        string name = string.Concat(Encoding.UTF8.GetString(bytes).Select(c => char.IsControl(c) ? '\uFFFD' : c));
        if ((flags & 1) != 0)
            throw new FileFormatException(file, at, $"the entry '{name}' is encrypted. Unpack the archive, and save it again without a password.");
        if (method is not (0 or 8))
            throw new FileFormatException(file, at, $"the entry '{name}' is packed by method {method}; known are 0 (stored) and 8 (deflate), which numpy writes.");
        if (packed == uint.MaxValue || size == uint.MaxValue || start == uint.MaxValue)
            throw new FileFormatException(file, at, $"the entry '{name}' is a large one (zip64), which cannot be read. Save it on its own with numpy.save.");
        if (method == 0 ? size != packed : size > (long)packed * MostPacked)
            throw new FileFormatException(file, at, $"the entry '{name}' declares {size:N0} bytes, which {packed:N0} {(method == 0 ? "stored ones are not" : "packed ones cannot become")}: the file is damaged, or made to fill memory.");
        return new ZipEntry(name, start, DataStart(stream, start, name, at, file), packed, size, crc, method == 8);
    }

    /// <summary>Where an entry's data begin: behind its own copy of the name, and what writers add.</summary>
    private static long DataStart(Stream stream, long start, string name, long at, string file)
    {
        Span<byte> local = stackalloc byte[LocalBytes];
        stream.Position = Math.Min(start, stream.Length);
        if (stream.ReadAtLeast(local, LocalBytes, throwOnEndOfStream: false) < LocalBytes || !local.StartsWith("PK\u0003\u0004"u8))
            throw new FileFormatException(file, at, $"the entry '{name}' is said to begin at byte {start:N0}, where no entry is: the file is damaged, so get it again.");
        return start + LocalBytes + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
    }
}

/// <summary>One entry of a zip archive.</summary>
internal readonly record struct ZipEntry(string Name, long Start, long DataStart, long Packed, long Size, uint Crc, bool Deflated)
{
    /// <summary>The content as it unpacks; <see cref="ZipContent.DemandEnd"/> checks length and checksum.</summary>
    public ZipContent Open(Stream archive, string file) => new(archive, this, file);
}

/// <summary>What an entry unpacks to, never more than it declares.</summary>
internal sealed class ZipContent : ReadOnlyStream
{
    private readonly ZipEntry _entry;
    private readonly string _file;
    private readonly Window _window;
    private readonly DeflateStream? _unpacker;
    private long _read;
    private uint _crc;

    public ZipContent(Stream archive, ZipEntry entry, string file)
    {
        (_entry, _file) = (entry, file);
        _window = new Window(archive, entry.DataStart, entry.Packed);
        _unpacker = entry.Deflated ? new DeflateStream(_window, CompressionMode.Decompress) : null;
    }

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, _entry.Size - _read)];
        int read = Unpack(buffer);
        _crc = Crc32.Of(buffer[..read], _crc);
        _read += read;
        return read;
    }

    /// <summary>Reads to the end, and demands that the entry is what its directory says.</summary>
    public void DemandEnd()
    {
        Span<byte> buffer = stackalloc byte[1 << 13];
        while (Read(buffer) > 0)
            continue;
        if (_read < _entry.Size || Unpack(buffer[..1]) > 0)
            throw Bad($"unpacks to {(_read < _entry.Size ? $"{_read:N0}" : "more")} bytes, of {_entry.Size:N0} that the directory declares");
        if (_crc != _entry.Crc)
            throw Bad($"has the checksum {_crc:X8}; the directory declares {_entry.Crc:X8}");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _unpacker?.Dispose();
        base.Dispose(disposing);
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return _unpacker is null ? _window.Read(buffer) : _unpacker.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw Bad("cannot be unpacked");
        }
    }

    private FileFormatException Bad(string problem) => new(_file, _entry.DataStart, $"the entry '{_entry.Name}' {problem}: the file is damaged, so get it again.");

    /// <summary>A part of the archive.</summary>
    private sealed class Window(Stream archive, long start, long length) : ReadOnlyStream
    {
        private long _read;

        public override int Read(Span<byte> buffer)
        {
            archive.Position = start + _read;
            int read = archive.Read(buffer[..(int)Math.Min(buffer.Length, length - _read)]);
            _read += read;
            return read;
        }
    }
}
