namespace Fathom;

/// <summary>A rectangle of the image, anywhere in it with equal chance: y[c, i, j] = x[c, i + top, j + left]; with padding around the image first, the picture moves.</summary>
/// <remarks><code>
/// formula   y[c, i, j] = padded x[c, i + top, j + left], top and left evenly drawn
/// shapes    (C, H, W) → (C, height, width)
/// use       RandomCrop(32, padding: 4) on 32×32 images is the usual one; padding: 2 on handwritten digits
/// differs   from torchvision.transforms.RandomCrop: no pad_if_needed, padding equal on opposite sides
/// source    Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional neural networks"
/// </code></remarks>
public sealed record RandomCrop : Augmentation
{
    /// <summary>Settles size and padding.</summary>
    /// <param name="size">Height and width of the result.</param>
    /// <param name="padding">Rows above and below, columns left and right, added before.</param>
    /// <param name="reflect">Whether the padding mirrors the image at its edge (without repeating the edge); otherwise it holds <paramref name="fill"/>.</param>
    /// <param name="fill">The value of the padding, 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1, or the padding negative.</exception>
    public RandomCrop(Size2 size, Size2 padding = default, bool reflect = false, double fill = 0)
    {
        Require.Positive(Math.Min(size.Height, size.Width), nameof(size));
        if (padding.Height < 0 || padding.Width < 0)
            throw new ArgumentOutOfRangeException(nameof(padding), $"padding is {padding}; expected whole numbers of at least 0.");
        Size = size;
        Padding = padding;
        Reflect = reflect;
        FillValue = fill;
    }

    /// <summary>Height and width of the result.</summary>
    public Size2 Size { get; }

    /// <summary>Rows above and below, columns left and right, added before.</summary>
    public Size2 Padding { get; }

    /// <summary>Whether the padding mirrors the image.</summary>
    public bool Reflect { get; }

    /// <summary>The value of the padding that does not mirror.</summary>
    public double FillValue { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x)
    {
        (int channels, int height, int width) = Images.Demand(x, nameof(RandomCrop));
        if (Size.Height > height + (2 * Padding.Height) || Size.Width > width + (2 * Padding.Width))
            throw new ShapeException(nameof(RandomCrop), "size", Size.ToString(), $"at most {new Size2(height + (2 * Padding.Height), width + (2 * Padding.Width))}, the image {x} with padding {Padding}");
        if (Reflect && (Padding.Height >= height || Padding.Width >= width))
            throw new ShapeException(nameof(RandomCrop), "padding", Padding.ToString(), $"less than the image {x} is high and wide", "A mirror has no more to show.");
        return [channels, Size.Height, Size.Width];
    }

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        (int channels, int height, int width) = (shape[0], shape[1], shape[2]);
        int top = Images.Below(height + (2 * Padding.Height) - Size.Height + 1, rng) - Padding.Height;
        int left = Images.Below(width + (2 * Padding.Width) - Size.Width + 1, rng) - Padding.Width;
        int at = 0;
        for (int c = 0; c < channels; c++)
        {
            for (int i = top; i < top + Size.Height; i++)
            {
                for (int j = left; j < left + Size.Width; j++)
                {
                    int row = Reflect ? Mirrored(i, height) : i, column = Reflect ? Mirrored(j, width) : j;
                    y[at++] = (uint)row < (uint)height && (uint)column < (uint)width ? x[(((c * height) + row) * width) + column] : (float)FillValue;
                }
            }
        }
    }

    private static int Mirrored(int i, int length) => i < 0 ? -i : i >= length ? (2 * (length - 1)) - i : i;
}
