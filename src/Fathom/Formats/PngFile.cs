using System.Buffers.Binary;
using System.IO.Compression;

namespace Fathom;

/// <summary>Reads and writes pictures as PNG files.</summary>
/// <remarks><code>
/// reads     grey, RGB and palettes of 1 to 16 bits, alpha, all filters, interlaced (Adam7); everything becomes 8 bits a channel
/// strict    every chunk's CRC and the data's Adler-32 must be right; unknown chunks are passed over unless the picture needs them; what follows IEND is not read
/// ignores   colour management (gAMA, iCCP, sRGB): values are as stored
/// writes    8-bit grey or RGB, with or without alpha; the filter of each row by the least sum of absolute differences
/// source    PNG specification, third edition (W3C 2025); RFC 1950
/// </code></remarks>
public static class PngFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">The content is no PNG picture, cut short, or damaged.</exception>
    public static PngImage Read(string path)
    {
        using FileStream file = InputFile.Open(path, "a PNG file");
        using var buffered = new BufferedStream(file);
        return PngReader.Read(buffered, path);
    }

    /// <summary>What a file's header says, for files that may not be worth reading.</summary>
    /// <exception cref="FileFormatException">The content is no PNG picture, or one that a file of this length cannot hold.</exception>
    internal static PngHeader ReadHeader(string path)
    {
        using FileStream file = InputFile.Open(path, "a PNG file");
        return PngReader.ReadHeader(file, path);
    }

    /// <summary>Reads from a stream that can seek, from its place on.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="FileFormatException">The content is no PNG picture, cut short, or damaged.</exception>
    public static PngImage Read(Stream stream, string name) => PngReader.Read(stream, name);

    /// <summary>Writes a file.</summary>
    /// <param name="path">Path of the file; it appears whole or not at all.</param>
    /// <param name="image">The picture.</param>
    public static void Write(string path, PngImage image) => AtomicFile.Write(path, stream => Write(stream, image));

    /// <summary>The bytes of the file that a picture becomes, for pages that hold their pictures.</summary>
    /// <param name="image">The picture.</param>
    public static byte[] Encode(PngImage image)
    {
        var stream = new MemoryStream();
        Write(stream, image);
        return stream.ToArray();
    }

    private static void Write(Stream stream, PngImage image)
    {
        stream.Write([0x89, .. "PNG\r\n\u001a\n"u8]);
        byte[] header = new byte[PngHeader.Bytes];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = 8;
        header[9] = (byte)(image.Channels switch { 1 => PngColour.Grey, 2 => PngColour.GreyAlpha, 3 => PngColour.Rgb, _ => PngColour.RgbAlpha });
        Chunk(stream, "IHDR"u8, header);
        Chunk(stream, "IDAT"u8, Pack(image));
        Chunk(stream, "IEND"u8, []);
    }

    private static void Chunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(data, Crc32.Of(type)));
        stream.Write(number);
    }

    private static ReadOnlySpan<byte> Pack(PngImage image)
    {
        int rowBytes = image.Width * image.Channels;
        byte[] none = new byte[rowBytes];
        var packed = new MemoryStream();
        using (var data = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] best = new byte[rowBytes], tried = new byte[rowBytes];
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * rowBytes, rowBytes), above = y == 0 ? none : image.Pixels.AsSpan((y - 1) * rowBytes, rowBytes);
                (byte filter, long least) = (0, long.MaxValue);
                for (byte kind = 0; kind < PngFilter.Kinds; kind++)
                {
                    PngFilter.Apply(kind, row, above, tried, image.Channels);
                    long sum = 0;
                    foreach (byte value in tried)
                        sum += Math.Abs((sbyte)value == sbyte.MinValue ? 128 : (sbyte)value);
                    if (sum < least)
                    {
                        (filter, least) = (kind, sum);
                        (best, tried) = (tried, best);
                    }
                }

                data.WriteByte(filter);
                data.Write(best);
            }
        }

        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }
}
