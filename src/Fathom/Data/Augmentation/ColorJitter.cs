namespace Fathom;

/// <summary>Light and colours changed at random, in random order: y = blend(x, other, f) = clamp(f·x + (1 − f)·other, 0, 1).</summary>
/// <remarks><code>
/// formula   brightness: other = 0      contrast: other = mean of grey(x)      saturation: other = grey(x)      f ~ U(max(0, 1 − b), 1 + b)
///           grey = .2989·R + .587·G + .114·B      hue: turned by h of the full circle in HSV, h ~ U(−b, b)
/// shapes    (C, H, W), values from 0 to 1, C = 3 (red, green, blue) or 1 (grey: brightness and contrast alone) → the same
/// differs   from torchvision.transforms.ColorJitter: nothing
/// source    Howard 2013, "Some improvements on deep convolutional neural network based image classification", arXiv:1312.5402
/// </code></remarks>
public sealed record ColorJitter : Augmentation
{
    // Interpolation and rounding may leave a value a little outside.
    private const float Slack = 1e-3f;

    /// <summary>Settles how far each may change; 0, the default, for not at all.</summary>
    /// <param name="brightness">b: factors from 1 − b, at least 0, to 1 + b.</param>
    /// <param name="contrast">The same for contrast.</param>
    /// <param name="saturation">The same for saturation: 0 makes grey.</param>
    /// <param name="hue">From 0 to ½: the largest turn of the colour circle.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is negative or no number, or hue is above ½.</exception>
    public ColorJitter(double brightness = 0, double contrast = 0, double saturation = 0, double hue = 0)
    {
        Brightness = Require.NotNegativeNumber(brightness, nameof(brightness));
        Contrast = Require.NotNegativeNumber(contrast, nameof(contrast));
        Saturation = Require.NotNegativeNumber(saturation, nameof(saturation));
        Hue = Require.NotNegativeNumber(hue, nameof(hue));
        if (hue > 0.5)
            throw new ArgumentOutOfRangeException(nameof(hue), FormattableString.Invariant($"hue is {hue}; expected at most 0.5, half of the colour circle."));
    }

    /// <summary>How far the light changes.</summary>
    public double Brightness { get; }

    /// <summary>How far the contrast changes.</summary>
    public double Contrast { get; }

    /// <summary>How far the saturation changes.</summary>
    public double Saturation { get; }

    /// <summary>The largest turn of the colour circle.</summary>
    public double Hue { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => Images.Demand(x, nameof(ColorJitter)).Channels is 1 or 3
        ? x
        : throw new ShapeException(nameof(ColorJitter), "the image", x.ToString(), "(1, H, W) or (3, H, W)", "Colours need red, green and blue; leave an alpha channel out.");

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        Demand(x);
        x.CopyTo(y);
        Span<int> order = stackalloc int[4];
        rng.Permutation(order);
        foreach (int what in order)
        {
            switch (what)
            {
                case 0: Blend(y, shape, Factor(Brightness, rng), Other.Black); break;
                case 1: Blend(y, shape, Factor(Contrast, rng), Other.MeanGrey); break;
                case 2: Blend(y, shape, Factor(Saturation, rng), Other.Grey); break;
                default: Turn(y, shape, ((Interval)Hue).Draw(rng)); break;
            }
        }
    }

    /// <summary>What an image is blended with.</summary>
    internal enum Other
    {
        Black,
        MeanGrey,
        Grey,
    }

    /// <summary>y ← clamp(f·y + (1 − f)·other, 0, 1).</summary>
    internal static void Blend(Span<float> y, in Shape shape, double factor, Other with)
    {
        int plane = shape[1] * shape[2], channels = shape[0];
        if (factor == 1 || (with == Other.Grey && channels == 1))
            return;
        double mean = 0;
        for (int p = 0; with == Other.MeanGrey && p < plane; p++)
            mean += Grey(y, channels, plane, p) / plane;
        for (int p = 0; p < plane; p++)
        {
            double other = with switch { Other.Black => 0, Other.Grey => Grey(y, channels, plane, p), _ => mean };
            for (int c = 0; c < channels; c++)
                y[(c * plane) + p] = (float)Math.Clamp((factor * y[(c * plane) + p]) + ((1 - factor) * other), 0, 1);
        }
    }

    /// <summary>Every colour turned by a share of the colour circle; lightness and saturation stay.</summary>
    internal static void Turn(Span<float> y, in Shape shape, double turn)
    {
        if (turn == 0 || shape[0] == 1)
            return;
        int plane = shape[1] * shape[2];
        for (int p = 0; p < plane; p++)
        {
            ref float red = ref y[p], green = ref y[plane + p], blue = ref y[(2 * plane) + p];
            float most = Math.Max(red, Math.Max(green, blue)), range = most - Math.Min(red, Math.Min(green, blue));
            if (range == 0)
                continue;
            double sixth = most == red ? (green - blue) / range : most == green ? 2 + ((blue - red) / range) : 4 + ((red - green) / range);
            sixth += 6 * turn;
            (red, green, blue) = (Channel(5), Channel(3), Channel(1));

            // Smith's hexagon in one formula: each channel is full for two sixths of the circle, none for two, and ramps between.
            float Channel(int offset)
            {
                double k = offset + sixth;
                k -= 6 * Math.Floor(k / 6);
                return most - (range * (float)Math.Clamp(Math.Min(k, 4 - k), 0, 1));
            }
        }
    }

    private static double Grey(ReadOnlySpan<float> y, int channels, int plane, int p) =>
        channels == 1 ? y[p] : (0.2989 * y[p]) + (0.587 * y[plane + p]) + (0.114 * y[(2 * plane) + p]);

    private static double Factor(double reach, Rng rng) => new Interval(Math.Max(0, 1 - reach), 1 + reach).Draw(rng);

    private static void Demand(ReadOnlySpan<float> x)
    {
        foreach (float value in x)
        {
            if (!(value >= -Slack && value <= 1 + Slack))
                throw new ArgumentException(FormattableString.Invariant($"ColorJitter: a pixel is {value}; expected values from 0 (dark) to 1. Divide bytes by 255, and standardize after augmenting."), nameof(x));
        }
    }
}
