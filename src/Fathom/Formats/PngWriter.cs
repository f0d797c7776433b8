using System.Buffers.Binary;
using System.IO.Compression;

namespace Fathom;

/// <summary>Writes an image as PNG: 8 bits a channel, grey or red, green and blue.</summary>
/// <remarks>source: PNG specification (ISO/IEC 15948:2004). The same pixels give the same bytes.</remarks>
public static class PngWriter
{
    private const int MostPixels = 1 << 28;

    /// <summary>An image as the bytes of a PNG file.</summary>
    /// <param name="pixels">0…255, channel by channel, row by row: (channels, height, width).</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">Another number of channels, or not as many bytes as the image has.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int channels, int height, int width)
    {
        if (channels is not (1 or 3))
            throw new ArgumentException($"A PNG was asked for with {channels} channels; expected 1 (grey) or 3 (red, green, blue).", nameof(channels));
        if (height < 1 || width < 1 || (long)height * width > MostPixels || pixels.Length != channels * height * width)
            throw new ArgumentException($"An image of {channels} × {height} × {width} got {pixels.Length} bytes; expected one for each channel of each pixel.", nameof(pixels));
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n\x1a\n"u8]);
        Span<byte> header = [0, 0, 0, 0, 0, 0, 0, 0, 8, (byte)(channels == 1 ? 0 : 2), 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Compressed(pixels, channels, height, width));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Rows one after another, pixel by pixel, each row behind the number of its filter: 0, none.</summary>
    private static byte[] Compressed(ReadOnlySpan<byte> pixels, int channels, int height, int width)
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] row = new byte[1 + (channels * width)];
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    for (int c = 0; c < channels; c++)
                        row[1 + (j * channels) + c] = pixels[(((c * height) + i) * width) + j];
                }

                zlib.Write(row);
            }
        }

        return bytes.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(data, Crc32.Of(type)));
        file.Write(number);
    }
}
