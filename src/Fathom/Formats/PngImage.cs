namespace Fathom;

/// <summary>A picture of 8-bit grey or colour, with or without transparency: what <see cref="PngFile"/> reads and writes.</summary>
public sealed class PngImage
{
    /// <summary>Makes a picture.</summary>
    /// <param name="width">Pixels across, at least 1.</param>
    /// <param name="height">Pixels down, at least 1.</param>
    /// <param name="channels">1 grey, 2 grey and alpha, 3 red, green and blue, 4 those and alpha.</param>
    /// <param name="pixels">Row by row, pixel by pixel, the channels of a pixel together; not copied.</param>
    /// <exception cref="ArgumentException">A size is below 1, channels are none of the four, or there are not so many bytes.</exception>
    public PngImage(int width, int height, int channels, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
        if (channels is < 1 or > 4)
            throw new ArgumentOutOfRangeException(nameof(channels), channels, $"channels is {channels}; expected 1 (grey), 2 (grey and alpha), 3 (RGB) or 4 (RGB and alpha).");
        if (pixels.Length != (long)width * height * channels)
            throw new ArgumentException($"A picture of {width}×{height} pixels with {channels} channels has {(long)width * height * channels:N0} bytes; got {pixels.Length:N0}.", nameof(pixels));
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 red, green and blue, 4 those and alpha.</summary>
    public int Channels { get; }

    /// <summary>Row by row, pixel by pixel, the channels of a pixel together.</summary>
    public byte[] Pixels { get; }

    /// <summary>Whether the picture has colours.</summary>
    public bool IsColour => Channels > 2;

    /// <summary>A picture from one plane a channel, as networks have them.</summary>
    /// <param name="planes">(C, H, W): channel by channel, row by row.</param>
    /// <param name="channels">1 grey or 3 red, green and blue; 2 and 4 with alpha.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    public static PngImage FromPlanes(ReadOnlySpan<byte> planes, int channels, int height, int width)
    {
        var image = new PngImage(width, height, channels, new byte[planes.Length]);
        for (int i = 0; i < planes.Length; i++)
            image.Pixels[i] = planes[(i % channels * height * width) + (i / channels)];
        return image;
    }

    /// <summary>The picture as networks have it, (C, H, W).</summary>
    /// <remarks><code>
    /// grey from colour     (299·r + 587·g + 114·b) / 1000, rounded (ITU-R BT.601)
    /// colour from grey     three equal planes
    /// alpha                laid on white, as viewers show it: v·a/255 + 255 − a
    /// differs              from Pillow's convert, which leaves alpha out: ink on a transparent ground stays visible here
    /// </code></remarks>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    public byte[] ToPlanes(int channels)
    {
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, $"channels is {channels}; expected 1 (grey) or 3 (RGB).");
        int plane = Width * Height;
        byte[] planes = new byte[checked(channels * plane)];
        for (int i = 0; i < plane; i++)
        {
            ReadOnlySpan<byte> pixel = Pixels.AsSpan(i * Channels, Channels);
            int alpha = Channels is 2 or 4 ? pixel[^1] : 255;
            int r = OnWhite(pixel[0], alpha), g = IsColour ? OnWhite(pixel[1], alpha) : r, b = IsColour ? OnWhite(pixel[2], alpha) : r;
            if (channels == 1)
                planes[i] = (byte)(((299 * r) + (587 * g) + (114 * b) + 500) / 1000);
            else
                (planes[i], planes[plane + i], planes[(2 * plane) + i]) = ((byte)r, (byte)g, (byte)b);
        }

        return planes;
    }

    /// <summary>Size and channels.</summary>
    public override string ToString() => $"{Width}×{Height} {Channels switch { 1 => "grey", 2 => "grey with alpha", 3 => "RGB", _ => "RGB with alpha" }}";

    private static int OnWhite(int value, int alpha) => 255 - ((((255 - value) * alpha) + 127) / 255);
}
