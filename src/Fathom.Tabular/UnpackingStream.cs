using System.IO.Compression;

namespace Fathom;

/// <summary>Unpacks gzip and stops a file that would unpack to far more than it should (a "bomb").</summary>
internal sealed class UnpackingStream(FileStream packed, string name, long maxBytes) : Stream
{
    // Real tables pack 3 to 20 times; deflate can reach 1032. Small files may do as they like.
    private const int MaxRatio = 100;
    private const long FreeBytes = 64 << 20;

    private readonly GZipStream _gzip = new(packed, CompressionMode.Decompress);
    private readonly long _packedBytes = packed.Length;
    private long _bytes;

    public override int Read(Span<byte> buffer)
    {
        int n = _gzip.Read(buffer);
        _bytes += n;
        if (_bytes > maxBytes)
            throw Fault.Data($"unpacks to more than {maxBytes:N0} bytes. Unpack it yourself, or raise {nameof(CsvOptions)}.{nameof(CsvOptions.MaxUnpackedBytes)}.", name);
        if (_bytes > FreeBytes && _bytes / MaxRatio > _packedBytes)
            throw Fault.Data($"{_packedBytes:N0} bytes unpack to more than {_bytes:N0}: no real table packs that well, so reading stopped. If it is right, unpack it first.", name);
        return n;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _bytes; set => throw new NotSupportedException(); }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }
}
