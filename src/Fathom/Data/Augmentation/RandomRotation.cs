namespace Fathom;

/// <summary>The image turned about its centre by a random angle: y[p] = x[R(−a)·p], between pixels bilinear.</summary>
/// <remarks><code>
/// formula   y[i, j] = x at (i, j) turned back by a, a ~ U(from, to) degrees, counter-clockwise positive; outside stands fill
/// shapes    (C, H, W) → the same
/// differs   from torchvision.transforms.RandomRotation: bilinear (there nearest is the default), no expand, no center
/// source    LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition"
/// </code></remarks>
public sealed record RandomRotation : Augmentation
{
    /// <summary>Settles the angles.</summary>
    /// <param name="degrees">The angles: 15 for −15…15, or a pair.</param>
    /// <param name="fill">The value of what comes in from outside, 0 by default.</param>
    public RandomRotation(Interval degrees, double fill = 0)
    {
        Degrees = degrees;
        FillValue = fill;
    }

    /// <summary>The angles, counter-clockwise.</summary>
    public Interval Degrees { get; }

    /// <summary>The value of what comes in from outside.</summary>
    public double FillValue { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => Images.Kept(x, nameof(RandomRotation));

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng) =>
        Images.Warp(x, shape, y, AffineMap.Undo(Degrees.Draw(rng)), (float)FillValue);
}
