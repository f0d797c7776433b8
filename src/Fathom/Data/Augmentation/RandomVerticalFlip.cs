namespace Fathom;

/// <summary>Above and below exchanged, with probability p: y[c, i, j] = x[c, H − 1 − i, j]. For images without an up and a down, as from a microscope or a satellite.</summary>
/// <remarks><code>
/// formula   y[c, i, j] = x[c, H − 1 − i, j] with probability p, else x
/// shapes    (C, H, W) → the same
/// differs   from torchvision.transforms.RandomVerticalFlip: nothing
/// source    Krizhevsky, Sutskever and Hinton 2012
/// </code></remarks>
public sealed record RandomVerticalFlip : Augmentation
{
    /// <summary>Settles how often.</summary>
    /// <param name="p">The probability, from 0 to 1; ½ by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
    public RandomVerticalFlip(double p = 0.5) => P = Chance.Of(p, nameof(p));

    /// <summary>The probability.</summary>
    public double P { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => Images.Kept(x, nameof(RandomVerticalFlip));

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        x.CopyTo(y);
        if (!Chance.Happens(P, rng))
            return;
        int plane = shape[1] * shape[2];
        for (int at = 0; at < y.Length; at += plane)
        {
            // The whole plane reversed is turned upside down and mirrored; mirrored again, each row reads as before.
            y.Slice(at, plane).Reverse();
            for (int row = at; row < at + plane; row += shape[2])
                y.Slice(row, shape[2]).Reverse();
        }
    }
}
