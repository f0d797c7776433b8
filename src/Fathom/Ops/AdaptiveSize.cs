using System.Globalization;
using Fathom.Kernels;

namespace Fathom.Ops;

/// <summary>The size of an adaptive pooling's result along the last one or two axes.</summary>
public readonly record struct AdaptiveSize
{
    private AdaptiveSize(int axes, int height, int width)
    {
        Axes = axes;
        Height = height;
        Width = width;
    }

    /// <summary>How many axes are pooled: 1 or 2.</summary>
    public int Axes { get; }

    /// <summary>Rows of the result; 0 for as many as the input has.</summary>
    public int Height { get; }

    /// <summary>Columns of the result; 0 for as many as the input has.</summary>
    public int Width { get; }

    /// <summary>A size along one axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static AdaptiveSize Of1d(int output) => new(1, 1, Require.Positive(output, nameof(output)));

    /// <summary>A size along two axes; none keeps the input's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public static AdaptiveSize Of2d(int? height, int? width) => new(
        2,
        height is { } h ? Require.Positive(h, nameof(height)) : 0,
        width is { } w ? Require.Positive(w, nameof(width)) : 0);

    /// <summary>As PyTorch writes it: <c>7</c>, <c>(7, 5)</c>, <c>(none, 5)</c>.</summary>
    public override string ToString() => Axes == 1 || Height == Width ? Text(Width) : $"({Text(Height)}, {Text(Width)})";

    /// <summary>The windows along height and width, and the number of planes, of an input of this shape.</summary>
    internal (AdaptiveWindow High, AdaptiveWindow Wide, int Planes) On(in Shape x)
    {
        int height = Axes == 1 ? 1 : x[^2];
        return (new(height, Height == 0 ? height : Height), new(x[^1], Width == 0 ? x[^1] : Width), x[..^Axes].Length);
    }

    /// <summary>Demands (N, C, …) or (C, …), and gives the shape of the result.</summary>
    internal Shape Plan(ref Plan p)
    {
        ref readonly Shape x = ref PoolShapes.Demand(ref p, Axes);
        (AdaptiveWindow high, AdaptiveWindow wide, _) = On(x);
        return Axes == 1 ? x.With(x.Rank - 1, wide.Output) : x.With(x.Rank - 2, high.Output).With(x.Rank - 1, wide.Output);
    }

    private static string Text(int size) => size == 0 ? "none" : size.ToString(CultureInfo.InvariantCulture);
}
