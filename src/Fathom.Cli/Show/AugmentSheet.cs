namespace Fathom.Cli;

/// <summary>Images side by side on one picture, small ones enlarged so that their pixels can be seen, large ones made smaller.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Rows">Rows of images.</param>
/// <param name="Columns">Images a row.</param>
internal sealed record AugmentSheet(PngImage Image, int Rows, int Columns)
{
    private const int Smallest = 96, Largest = 256, Gap = 6, Width = 1100;
    private const byte Ground = 236;

    /// <summary>Lays images out in rows.</summary>
    /// <param name="images">(N, C, H, W), values from 0 to 1; others are cut off.</param>
    public static AugmentSheet Of(Tensor images)
    {
        (int count, int channels, int height, int width) = (images.Shape[0], images.Shape[1], images.Shape[2], images.Shape[3]);
        int side = Math.Max(height, width), enlarge = Math.Max(1, Smallest / side), shrink = Math.Max(1, (side + Largest - 1) / Largest);
        (int tileH, int tileW) = (Math.Max(1, height * enlarge / shrink), Math.Max(1, width * enlarge / shrink));
        int columns = Math.Clamp((int)Math.Ceiling(Math.Sqrt(count * (double)tileH / tileW)), 1, Math.Min(count, Math.Max(1, Width / (tileW + Gap))));
        int rows = (count + columns - 1) / columns;
        int sheetH = (rows * (tileH + Gap)) + Gap, sheetW = (columns * (tileW + Gap)) + Gap;
        byte[] pixels = new byte[channels * sheetH * sheetW];
        Array.Fill(pixels, Ground);
        ReadOnlySpan<float> values = images.AsReadOnlySpan<float>();
        for (int n = 0; n < count; n++)
        {
            (int top, int left) = (Gap + (n / columns * (tileH + Gap)), Gap + (n % columns * (tileW + Gap)));
            for (int c = 0; c < channels; c++)
            {
                ReadOnlySpan<float> plane = values.Slice(((n * channels) + c) * height * width, height * width);
                for (int i = 0; i < tileH; i++)
                {
                    for (int j = 0; j < tileW; j++)
                        pixels[(((c * sheetH) + top + i) * sheetW) + left + j] = (byte)Math.Round(255 * Math.Clamp(Mean(plane, width, i * shrink / enlarge, j * shrink / enlarge, shrink), 0, 1));
                }
            }
        }

        return new AugmentSheet(PngImage.FromPlanes(pixels, channels, sheetH, sheetW), rows, columns);
    }

    /// <summary>The mean of a square of pixels, which becomes one.</summary>
    private static float Mean(ReadOnlySpan<float> plane, int width, int top, int left, int side)
    {
        float sum = 0;
        for (int i = top; i < top + side; i++)
        {
            for (int j = left; j < left + side; j++)
                sum += plane[(Math.Min(i, (plane.Length / width) - 1) * width) + Math.Min(j, width - 1)];
        }

        return sum / (side * side);
    }
}
