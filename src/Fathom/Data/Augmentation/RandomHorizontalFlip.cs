namespace Fathom;

/// <summary>Left and right exchanged, with probability p: y[c, i, j] = x[c, i, W − 1 − j]. Not for digits or letters.</summary>
/// <remarks><code>
/// formula   y[c, i, j] = x[c, i, W − 1 − j] with probability p, else x
/// shapes    (C, H, W) → the same
/// differs   from torchvision.transforms.RandomHorizontalFlip: nothing
/// source    Krizhevsky, Sutskever and Hinton 2012
/// </code></remarks>
public sealed record RandomHorizontalFlip : Augmentation
{
    /// <summary>Settles how often.</summary>
    /// <param name="p">The probability, from 0 to 1; ½ by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
    public RandomHorizontalFlip(double p = 0.5) => P = Chance.Of(p, nameof(p));

    /// <summary>The probability.</summary>
    public double P { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => Images.Kept(x, nameof(RandomHorizontalFlip));

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        x.CopyTo(y);
        if (!Chance.Happens(P, rng))
            return;
        for (int row = 0; row < y.Length; row += shape[2])
            y.Slice(row, shape[2]).Reverse();
    }
}
