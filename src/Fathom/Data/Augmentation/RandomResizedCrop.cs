namespace Fathom;

/// <summary>A part of the image of random size and proportions, stretched to one size: y = resize(x[top…, left…]).</summary>
/// <remarks><code>
/// formula   area = s·H·W, s ~ U(scale); width / height = r, log r ~ U(log ratio); ten attempts to fit, else the middle; bilinear
/// shapes    (C, H, W) → (C, height, width)
/// differs   from torchvision.transforms.RandomResizedCrop: bilinear without antialiasing only
/// source    Szegedy et al. 2015, "Going deeper with convolutions", arXiv:1409.4842
/// </code></remarks>
public sealed record RandomResizedCrop : Augmentation
{
    private const int Attempts = 10;

    /// <summary>Settles size, share and proportions.</summary>
    /// <param name="size">Height and width of the result.</param>
    /// <param name="scale">The share of the image's area; .08…1 when left out.</param>
    /// <param name="ratio">Width over height of the part; 3/4…4/3 when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1, the share not above 0 and at most 1, or the ratio not above 0.</exception>
    public RandomResizedCrop(Size2 size, Interval? scale = null, Interval? ratio = null)
    {
        Require.Positive(Math.Min(size.Height, size.Width), nameof(size));
        Size = size;
        Scale = (scale ?? (0.08, 1)).Within(double.Epsilon, 1, nameof(scale), "above 0 to at most 1");
        Ratio = (ratio ?? (3.0 / 4, 4.0 / 3)).Within(double.Epsilon, double.MaxValue, nameof(ratio), "numbers above 0");
    }

    /// <summary>Height and width of the result.</summary>
    public Size2 Size { get; }

    /// <summary>The share of the image's area.</summary>
    public Interval Scale { get; }

    /// <summary>Width over height of the part.</summary>
    public Interval Ratio { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => [Images.Demand(x, nameof(RandomResizedCrop)).Channels, Size.Height, Size.Width];

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng) => Images.Resize(x, shape, Part(shape[1], shape[2], rng), y, Size);

    private (int Top, int Left, int Height, int Width) Part(int height, int width, Rng rng)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = height * (double)width * Scale.Draw(rng), ratio = Ratio.DrawFactor(rng);
            int w = (int)Math.Round(Math.Sqrt(area * ratio)), h = (int)Math.Round(Math.Sqrt(area / ratio));
            if (w >= 1 && h >= 1 && w <= width && h <= height)
                return (Images.Below(height - h + 1, rng), Images.Below(width - w + 1, rng), h, w);
        }

        // The middle, in the nearest proportions allowed.
        double proportions = Math.Clamp((double)width / height, Ratio.From, Ratio.To);
        int middleH = Math.Clamp((int)Math.Round(width / proportions), 1, height), middleW = Math.Clamp((int)Math.Round(height * proportions), 1, width);
        return ((height - middleH) / 2, (width - middleW) / 2, middleH, middleW);
    }
}
