using System.Buffers.Binary;
using System.IO.Compression;

namespace Fathom.Tests.Formats;

public sealed class PngWriterTests
{
    /// <summary>The check value that catalogues of checksums give for CRC-32.</summary>
    [Fact]
    public void The_checksum_of_123456789_is_CBF43926()
    {
        Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));
        Assert.Equal(0xCBF43926u, Crc32.Of("6789"u8, Crc32.Of("12345"u8)));
    }

    /// <summary>The smallest file, byte by byte but for the compressed data: header, one chunk of data, and the IEND every PNG ends with.</summary>
    [Fact]
    public void A_file_has_signature_header_data_and_end()
    {
        byte[] png = PngWriter.Encode([200], 1, 1, 1);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55], png[..33]);
        Assert.Equal([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], png[^12..]);
        Assert.Equal([0, 200], Data(png));
    }

    [Fact]
    public void Channels_that_lie_apart_stand_pixel_by_pixel()
    {
        byte[] png = PngWriter.Encode([1, 2, 3, 4, 10, 20, 30, 40, 100, 120, 130, 140], 3, 2, 2);
        Assert.Equal([0, 1, 10, 100, 2, 20, 120, 0, 3, 30, 130, 4, 40, 140], Data(png));
    }

    [Fact]
    public void What_is_no_picture_is_refused()
    {
        Assert.Contains("2 channels; expected 1 (grey) or 3", Assert.Throws<ArgumentException>(() => PngWriter.Encode([1, 2], 2, 1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("1 × 2 × 2 got 3 bytes", Assert.Throws<ArgumentException>(() => PngWriter.Encode([1, 2, 3], 1, 2, 2)).Message, StringComparison.Ordinal);
    }

    private static byte[] Data(byte[] png)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        return rows.ToArray();
    }
}
