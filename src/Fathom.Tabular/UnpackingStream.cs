using System.IO.Compression;

namespace Fathom;

/// <summary>Unpacks gzip, stops a file that would unpack to far more than it should (a "bomb"), and notices one that was cut short.</summary>
/// <remarks>
/// <see cref="GZipStream"/> takes the end of the file for the end of the data, so a file cut in two reads as a shorter table. Here a second
/// gzip member with a known text follows the file: it comes out whole only if all before it was whole.
/// </remarks>
internal sealed class UnpackingStream(FileStream packed, string name, long maxBytes) : Stream
{
    // Real tables pack 3 to 20 times; deflate can reach 1032. Small files may do as they like.
    private const int MaxRatio = 100;
    private const long FreeBytes = 64 << 20;

    private static readonly byte[] Seal = [.. "\0the end\0"u8];
    private static readonly byte[] PackedSeal = Pack(Seal);

    private readonly GZipStream _gzip = new(new Followed(packed, PackedSeal), CompressionMode.Decompress);
    private readonly long _packedBytes = packed.Length;
    private readonly byte[] _buffer = new byte[(64 << 10) + Seal.Length];
    private int _start, _end;
    private long _bytes;

    public override int Read(Span<byte> buffer)
    {
        if (_end - _start <= Seal.Length && !Fill()) return 0;
        int n = Math.Min(buffer.Length, _end - Seal.Length - _start);
        _buffer.AsSpan(_start, n).CopyTo(buffer);
        _start += n;
        return n;
    }

    /// <summary>Gets more than the seal's length into the buffer, or finds that only the seal is left.</summary>
    private bool Fill()
    {
        int kept = _end - _start;
        _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        (_start, _end) = (0, kept);
        while (_end <= Seal.Length)
        {
            int n = _gzip.Read(_buffer.AsSpan(_end));
            if (n == 0)
            {
                if (!_buffer.AsSpan(0, _end).SequenceEqual(Seal)) throw new InvalidDataException("The gzip data ends too early.");
                return false;
            }
            _end += n;
            _bytes += n;
        }
        RefuseBombs();
        return true;
    }

    private void RefuseBombs()
    {
        if (_bytes - Seal.Length > maxBytes)
            throw Fault.Data($"unpacks to more than {maxBytes:N0} bytes. Unpack it yourself, or raise {nameof(CsvOptions)}.{nameof(CsvOptions.MaxUnpackedBytes)}.", name);
        if (_bytes > FreeBytes && _bytes / MaxRatio > _packedBytes)
            throw Fault.Data($"{_packedBytes:N0} bytes unpack to more than {_bytes:N0}: no real table packs that well, so reading stopped. If it is right, unpack it first.", name);
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A file and then some more bytes.</summary>
    private sealed class Followed(FileStream file, byte[] more) : Stream
    {
        private int _given;

        public override int Read(Span<byte> buffer)
        {
            int n = file.Read(buffer);
            if (n > 0 || buffer.IsEmpty) return n;
            n = Math.Min(buffer.Length, more.Length - _given);
            more.AsSpan(_given, n).CopyTo(buffer);
            _given += n;
            return n;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
