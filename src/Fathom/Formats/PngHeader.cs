using System.Buffers.Binary;

namespace Fathom;

/// <summary>What the first chunk of a PNG file, IHDR, says.</summary>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColour Colour, bool Interlaced)
{
    public const int Bytes = 13;

    // The passes of Adam7: first column and row, then the distances between them.
    private static readonly (int X, int Y, int ByX, int ByY)[] s_passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
    private static readonly (int X, int Y, int ByX, int ByY)[] s_whole = [(0, 0, 1, 1)];

    /// <summary>Numbers a pixel as stored: 1 for grey and for palettes, up to 4.</summary>
    public int Samples => Colour switch
    {
        PngColour.Rgb => 3,
        PngColour.GreyAlpha => 2,
        PngColour.RgbAlpha => 4,
        _ => 1,
    };

    /// <summary>Bytes from a sample to the same one of the pixel before, which filters look at.</summary>
    public int PixelBytes => Math.Max(1, Samples * Depth / 8);

    /// <summary>Parts of the picture that follow each other in the data.</summary>
    public (int X, int Y, int ByX, int ByY)[] Passes => Interlaced ? s_passes : s_whole;

    /// <summary>Bytes of the rows of all passes with their filters.</summary>
    public Int128 RawBytes
    {
        get
        {
            Int128 bytes = 0;
            foreach (var pass in Passes)
                bytes += Columns(pass) == 0 ? 0 : (Int128)Rows(pass) * (1 + RowBytes(Columns(pass)));
            return bytes;
        }
    }

    public int Columns((int X, int Y, int ByX, int ByY) pass) => (int)(((long)Width - pass.X + pass.ByX - 1) / pass.ByX);

    public int Rows((int X, int Y, int ByX, int ByY) pass) => (int)(((long)Height - pass.Y + pass.ByY - 1) / pass.ByY);

    /// <summary>Bytes of a row of so many pixels, without its filter.</summary>
    public long RowBytes(int columns) => (((long)columns * Samples * Depth) + 7) / 8;

    /// <summary>Reads the chunk's data, which stands at byte 16 of a file.</summary>
    public static PngHeader Read(ReadOnlySpan<byte> data, string file)
    {
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data), height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
            throw new FileFormatException(file, 16, $"the picture has {width}×{height} pixels; expected 1 to {int.MaxValue} each way.");
        (int depth, byte colour) = (data[8], data[9]);
        bool known = colour switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!known)
            throw new FileFormatException(file, 24, $"the bit depth is {depth} with colour type {colour}; PNG has grey (0) of 1, 2, 4, 8 or 16 bits, palettes (3) of 1, 2, 4 or 8, RGB (2) and alpha (4, 6) of 8 or 16.");
        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
            throw new FileFormatException(file, 26, $"compression {data[10]}, filter method {data[11]} and interlace {data[12]} are declared; PNG has 0, 0 and 0 or 1.");
        return new PngHeader((int)width, (int)height, depth, (PngColour)colour, data[12] == 1);
    }
}

/// <summary>The colour types of PNG, by their numbers.</summary>
internal enum PngColour : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    RgbAlpha = 6,
}
