namespace Fathom;

/// <summary>A rectangle of random size and proportions erased with probability p: y[c, i, j] = value, or noise, within it, x elsewhere.</summary>
/// <remarks><code>
/// formula   area = s·H·W, s ~ U(scale); height / width = r, log r ~ U(log ratio); ten attempts to fit, else x stays
/// shapes    (C, H, W) → the same
/// differs   from torchvision.transforms.RandomErasing: one value for all channels
/// source    Zhong et al. 2017, "Random erasing data augmentation", arXiv:1708.04896
/// </code></remarks>
public sealed record RandomErasing : Augmentation
{
    private const int Attempts = 10;

    /// <summary>Settles how often and how much.</summary>
    /// <param name="p">The probability, from 0 to 1; ½ by default.</param>
    /// <param name="scale">The share of the area; .02…0.33 when left out.</param>
    /// <param name="ratio">Height over width; .3…3.3 when left out.</param>
    /// <param name="value">What stands there, 0 by default.</param>
    /// <param name="noise">Whether normal noise, N(0, 1), stands there instead, as for standardized images.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability, the share not above 0 and at most 1, or the ratio not above 0.</exception>
    public RandomErasing(double p = 0.5, Interval? scale = null, Interval? ratio = null, double value = 0, bool noise = false)
    {
        P = Chance.Of(p, nameof(p));
        Scale = (scale ?? (0.02, 0.33)).Within(double.Epsilon, 1, nameof(scale), "above 0 to at most 1");
        Ratio = (ratio ?? (0.3, 3.3)).Within(double.Epsilon, double.MaxValue, nameof(ratio), "numbers above 0");
        Value = value;
        Noise = noise;
    }

    /// <summary>The probability.</summary>
    public double P { get; }

    /// <summary>The share of the area.</summary>
    public Interval Scale { get; }

    /// <summary>Height over width.</summary>
    public Interval Ratio { get; }

    /// <summary>What stands there.</summary>
    public double Value { get; }

    /// <summary>Whether noise stands there.</summary>
    public bool Noise { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => Images.Kept(x, nameof(RandomErasing));

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        x.CopyTo(y);
        if (!Chance.Happens(P, rng))
            return;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = shape[1] * (double)shape[2] * Scale.Draw(rng), ratio = Ratio.DrawFactor(rng);
            int height = (int)Math.Round(Math.Sqrt(area * ratio)), width = (int)Math.Round(Math.Sqrt(area / ratio));
            if (height < 1 || width < 1 || height >= shape[1] || width >= shape[2])
                continue;
            Erase(y, shape, (Images.Below(shape[1] - height + 1, rng), Images.Below(shape[2] - width + 1, rng), height, width), rng);
            return;
        }
    }

    private void Erase(Span<float> y, in Shape shape, (int Top, int Left, int Height, int Width) part, Rng rng)
    {
        if (!Noise)
        {
            Images.Fill(y, shape, part, (float)Value);
            return;
        }

        for (int c = 0; c < shape[0]; c++)
        {
            for (int i = part.Top; i < part.Top + part.Height; i++)
                rng.Normal(y.Slice((((c * shape[1]) + i) * shape[2]) + part.Left, part.Width));
        }
    }
}
