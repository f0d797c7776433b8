namespace Fathom;

/// <summary>Squares of the image blotted out: y[c, i, j] = fill within the square, x elsewhere. So that no single part must decide.</summary>
/// <remarks><code>
/// formula   y[c, i, j] = fill where |i − i₀| and |j − j₀| are within size / 2, else x; (i₀, j₀) any pixel, so that squares may reach over the edge
/// shapes    (C, H, W) → the same
/// use       half of the image's side is usual for 32×32
/// source    DeVries and Taylor 2017, "Improved regularization of convolutional neural networks with cutout", arXiv:1708.04552
/// </code></remarks>
public sealed record Cutout : Augmentation
{
    /// <summary>Settles the squares.</summary>
    /// <param name="size">The side of a square in pixels.</param>
    /// <param name="holes">How many squares; 1 by default.</param>
    /// <param name="fill">The value within, 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or number below 1.</exception>
    public Cutout(int size, int holes = 1, double fill = 0)
    {
        Size = Require.Positive(size, nameof(size));
        Holes = Require.Positive(holes, nameof(holes));
        FillValue = fill;
    }

    /// <summary>The side of a square in pixels.</summary>
    public int Size { get; }

    /// <summary>How many squares.</summary>
    public int Holes { get; }

    /// <summary>The value within.</summary>
    public double FillValue { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => Images.Kept(x, nameof(Cutout));

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        x.CopyTo(y);
        for (int hole = 0; hole < Holes; hole++)
        {
            (int top, int height) = Span(Images.Below(shape[1], rng), shape[1]);
            (int left, int width) = Span(Images.Below(shape[2], rng), shape[2]);
            Images.Fill(y, shape, (top, left, height, width), (float)FillValue);
        }
    }

    private (int Start, int Length) Span(int centre, int side)
    {
        int start = Math.Max(0, centre - (Size / 2)), end = (int)Math.Min(side, (long)centre - (Size / 2) + Size);
        return (start, end - start);
    }
}
