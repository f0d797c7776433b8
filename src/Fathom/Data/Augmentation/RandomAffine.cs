namespace Fathom;

/// <summary>The image turned, moved, enlarged and leaned by random amounts, straight lines staying straight: y[p] = x[A⁻¹·(p − t)].</summary>
/// <remarks><code>
/// formula   y[p] = x[A⁻¹·(p − t)], A = turn · scale · lean, each evenly drawn (scale: its logarithm); outside stands fill; bilinear
/// shapes    (C, H, W) → the same
/// differs   from torchvision.transforms.RandomAffine: bilinear (there nearest), counter-clockwise, shear along the rows only, scale's logarithm evenly
/// source    Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks applied to visual document analysis"
/// </code></remarks>
public sealed record RandomAffine : Augmentation
{
    /// <summary>Settles the amounts; what is left out does not change.</summary>
    /// <param name="degrees">How far it turns, counter-clockwise: 10 for −10…10, or a pair.</param>
    /// <param name="shift">How far it moves at most, as a share of height and of width, both ways.</param>
    /// <param name="scale">Factors of its size, as (0.9, 1.1).</param>
    /// <param name="shear">The angle by which columns lean, in degrees, between −90 and 90.</param>
    /// <param name="fill">The value of what comes in from outside, 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">shift is not from 0 to 1, a scale not above 0, or a shear of 90° or more.</exception>
    public RandomAffine(Interval degrees = default, double shift = 0, Interval? scale = null, Interval shear = default, double fill = 0)
    {
        Degrees = degrees;
        Shift = Chance.Of(shift, nameof(shift));
        Scale = (scale ?? (1, 1)).Within(double.Epsilon, double.MaxValue, nameof(scale), "factors above 0, as (0.9, 1.1)");
        Shear = shear.Within(-89.9, 89.9, nameof(shear), "angles between -90 and 90 degrees");
        FillValue = fill;
    }

    /// <summary>The angles, counter-clockwise.</summary>
    public Interval Degrees { get; }

    /// <summary>The largest shift, as a share of the side.</summary>
    public double Shift { get; }

    /// <summary>Factors of the size.</summary>
    public Interval Scale { get; }

    /// <summary>The angles by which columns lean.</summary>
    public Interval Shear { get; }

    /// <summary>The value of what comes in from outside.</summary>
    public double FillValue { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => Images.Kept(x, nameof(RandomAffine));

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        Interval shift = Shift;
        double degrees = Degrees.Draw(rng), scale = Scale.DrawFactor(rng), shear = Shear.Draw(rng);
        double down = shift.Draw(rng) * shape[1], right = shift.Draw(rng) * shape[2];
        Images.Warp(x, shape, y, AffineMap.Undo(degrees, scale, shear, down, right), (float)FillValue);
    }
}
