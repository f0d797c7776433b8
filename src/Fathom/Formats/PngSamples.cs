namespace Fathom;

/// <summary>Turns the bytes of an unfiltered PNG row into 8-bit channels: depths of 1 to 16 bits, palettes, and one colour that is transparent.</summary>
/// <remarks><code>
/// depth     v·255 / (2ᵇ − 1), rounded: 1 bit gives 0 and 255, 16 bits lose their lower half
/// palette   the colour's red, green and blue, and its alpha where tRNS is there (255 for colours beyond it)
/// tRNS      of grey and RGB pictures: pixels of exactly this colour have alpha 0, all others 255
/// </code></remarks>
internal readonly struct PngSamples(PngHeader header, byte[]? palette, byte[]? transparent)
{
    /// <summary>The first colour of a row that the palette does not have, or null.</summary>
    public int? FirstUnknown(ReadOnlySpan<byte> row, int columns)
    {
        if (header.Colour != PngColour.Palette)
            return null;
        for (int x = 0; x < columns; x++)
            if (Sample(row, x) is var index && index >= palette!.Length / 3)
                return index;
        return null;
    }

    /// <summary>Writes a row's pixels.</summary>
    /// <param name="row">Unfiltered bytes.</param>
    /// <param name="columns">How many pixels.</param>
    /// <param name="pixels">Where the first goes.</param>
    /// <param name="by">Bytes from one to the next.</param>
    public void Write(ReadOnlySpan<byte> row, int columns, Span<byte> pixels, int by)
    {
        for (int x = 0; x < columns; x++)
        {
            Span<byte> pixel = pixels[(x * by)..];
            if (header.Colour == PngColour.Palette)
            {
                int index = Sample(row, x);
                palette.AsSpan(index * 3, 3).CopyTo(pixel);
                if (transparent is not null)
                    pixel[3] = index < transparent.Length ? transparent[index] : (byte)255;
                continue;
            }

            bool isKey = transparent is not null;
            for (int c = 0; c < header.Samples; c++)
            {
                int value = Sample(row, (x * header.Samples) + c), most = (1 << header.Depth) - 1;
                pixel[c] = (byte)(((value * 255L) + (most / 2)) / most);
                isKey = isKey && value == ((transparent![2 * c] << 8) | transparent[(2 * c) + 1]);
            }

            if (transparent is not null)
                pixel[header.Samples] = (byte)(isKey ? 0 : 255);
        }
    }

    private int Sample(ReadOnlySpan<byte> row, int place) => header.Depth switch
    {
        8 => row[place],
        16 => (row[2 * place] << 8) | row[(2 * place) + 1],
        int bits => (row[place * bits / 8] >> (8 - bits - (place * bits % 8))) & ((1 << bits) - 1),
    };
}
