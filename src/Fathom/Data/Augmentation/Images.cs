namespace Fathom;

/// <summary>What augmentations of images share: the check of shapes, and values between pixels.</summary>
internal static class Images
{
    /// <summary>Refuses what is no image.</summary>
    public static (int Channels, int Height, int Width) Demand(in Shape shape, string who) => shape.Rank == 3 && shape.Length > 0
        ? (shape[0], shape[1], shape[2])
        : throw new ShapeException(who, "the image", shape.ToString(), "(C, H, W)", "A grey image is (1, H, W): x.Reshape(1, h, w).");

    /// <summary>The shape of an image that keeps its size; refuses what is no image.</summary>
    public static Shape Kept(in Shape shape, string who)
    {
        Demand(shape, who);
        return shape;
    }

    /// <summary>Every pixel of y from the place of x that an affine map gives: out of pixel (i, j), counted from the centre, (a·j + b·i + c, d·j + e·i + f).</summary>
    /// <param name="x">The image.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="y">Receives an image of the same shape.</param>
    /// <param name="map">From places of y to places of x, in pixels from the centre.</param>
    /// <param name="fill">The value outside x.</param>
    public static void Warp(ReadOnlySpan<float> x, in Shape shape, Span<float> y, in AffineMap map, float fill)
    {
        (int channels, int height, int width) = Demand(shape, nameof(Warp));
        double middleI = (height - 1) / 2.0, middleJ = (width - 1) / 2.0;
        for (int i = 0; i < height; i++)
        {
            for (int j = 0; j < width; j++)
            {
                (double atI, double atJ) = map.Of(i - middleI, j - middleJ);
                for (int c = 0; c < channels; c++)
                    y[(((c * height) + i) * width) + j] = Between(x.Slice(c * height * width, height * width), height, width, atI + middleI, atJ + middleJ, fill);
            }
        }
    }

    /// <summary>A part of each channel, stretched to another size; beyond its edge stands the edge's own pixel.</summary>
    public static void Resize(ReadOnlySpan<float> x, in Shape shape, (int Top, int Left, int Height, int Width) part, Span<float> y, Size2 size)
    {
        (int channels, int height, int width) = Demand(shape, nameof(Resize));
        double stepI = (double)part.Height / size.Height, stepJ = (double)part.Width / size.Width;
        for (int i = 0; i < size.Height; i++)
        {
            double atI = part.Top + Math.Clamp(((i + 0.5) * stepI) - 0.5, 0, part.Height - 1);
            for (int j = 0; j < size.Width; j++)
            {
                double atJ = part.Left + Math.Clamp(((j + 0.5) * stepJ) - 0.5, 0, part.Width - 1);
                for (int c = 0; c < channels; c++)
                    y[(((c * size.Height) + i) * size.Width) + j] = Between(x.Slice(c * height * width, height * width), height, width, atI, atJ, 0);
            }
        }
    }

    /// <summary>Sets a rectangle of every channel.</summary>
    public static void Fill(Span<float> y, in Shape shape, (int Top, int Left, int Height, int Width) part, float value)
    {
        for (int c = 0; c < shape[0]; c++)
        {
            for (int i = part.Top; i < part.Top + part.Height; i++)
                y.Slice((((c * shape[1]) + i) * shape[2]) + part.Left, part.Width).Fill(value);
        }
    }

    /// <summary>A whole number from 0 to below <paramref name="count"/>.</summary>
    public static int Below(int count, Rng rng) => (int)(rng.NextDouble() * count);

    /// <summary>Bilinear: the four pixels around a place, each weighted by how near it is.</summary>
    private static float Between(ReadOnlySpan<float> plane, int height, int width, double atI, double atJ, float fill)
    {
        double floorI = Math.Floor(atI), floorJ = Math.Floor(atJ);
        if (floorI < -1 || floorJ < -1 || floorI >= height || floorJ >= width)
            return fill;
        int i = (int)floorI, j = (int)floorJ;
        float di = (float)(atI - floorI), dj = (float)(atJ - floorJ);
        float above = Mix(Pixel(plane, height, width, i, j, fill), Pixel(plane, height, width, i, j + 1, fill), dj);
        float below = Mix(Pixel(plane, height, width, i + 1, j, fill), Pixel(plane, height, width, i + 1, j + 1, fill), dj);
        return Mix(above, below, di);
    }

    private static float Mix(float a, float b, float share) => ((1 - share) * a) + (share * b);

    private static float Pixel(ReadOnlySpan<float> plane, int height, int width, int i, int j, float fill) =>
        (uint)i < (uint)height && (uint)j < (uint)width ? plane[(i * width) + j] : fill;
}
