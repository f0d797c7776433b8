using System.Globalization;
using Fathom.Kernels;

namespace Fathom.Ops;

/// <summary>The window of a pooling over the last one or two axes: result o sees the places o·Stride − Padding + k·Dilation, k = 0 … Kernel − 1, along each axis.</summary>
/// <remarks>One axis is a picture of height 1. Lengths are PyTorch's: ⌊(n + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1; with <see cref="CeilMode"/> rounded up, but no window begins behind the input and its left padding.</remarks>
public readonly record struct PoolWindow
{
    private PoolWindow(int axes, Size2 kernel, Size2 stride, Size2 padding, Size2 dilation, bool ceilMode)
    {
        Axes = axes;
        Kernel = kernel;
        Stride = stride;
        Padding = padding;
        Dilation = dilation;
        CeilMode = ceilMode;
    }

    /// <summary>How many axes are pooled: 1 or 2.</summary>
    public int Axes { get; }

    /// <summary>Taps along each axis.</summary>
    public Size2 Kernel { get; }

    /// <summary>Places from one window to the next.</summary>
    public Size2 Stride { get; }

    /// <summary>Places put around the input.</summary>
    public Size2 Padding { get; }

    /// <summary>Places from one tap to the next.</summary>
    public Size2 Dilation { get; }

    /// <summary>Whether a last window that does not fit whole counts.</summary>
    public bool CeilMode { get; }

    /// <summary>A window over one axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number below 1 (padding: below 0), or padding of more than half the kernel.</exception>
    public static PoolWindow Of1d(int kernel, int? stride, int padding, int dilation, bool ceilMode) => new(
        1,
        (1, Require.Positive(kernel, nameof(kernel))),
        (1, Require.Positive(stride ?? kernel, nameof(stride))),
        (0, Half(padding, kernel)),
        (1, Require.Positive(dilation, nameof(dilation))),
        ceilMode);

    /// <summary>A window over two axes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number below 1 (padding: below 0), or padding of more than half the kernel.</exception>
    public static PoolWindow Of2d(Size2 kernel, Size2? stride, Size2 padding, Size2 dilation, bool ceilMode) => new(
        2,
        Both(kernel, nameof(kernel)),
        Both(stride ?? kernel, nameof(stride)),
        (Half(padding.Height, kernel.Height), Half(padding.Width, kernel.Width)),
        Both(dilation, nameof(dilation)),
        ceilMode);

    /// <summary>The windows along height and width, and the number of planes, of an input of this shape.</summary>
    internal (Window High, Window Wide, int Planes) On(in Shape x)
    {
        int height = Axes == 1 ? 1 : x[^2], width = x[^1];
        return (
            Along(height, Kernel.Height, Stride.Height, Padding.Height, Dilation.Height),
            Along(width, Kernel.Width, Stride.Width, Padding.Width, Dilation.Width),
            x[..^Axes].Length);
    }

    /// <summary>Demands (N, C, …) or (C, …) with at least one window, and gives the shape of the result.</summary>
    internal Shape Plan(ref Plan p)
    {
        ref readonly Shape x = ref PoolShapes.Demand(ref p, Axes);
        (Window high, Window wide, _) = On(x);
        Fits(ref p, high, "rows");
        Fits(ref p, wide, Axes == 1 ? "places" : "columns");
        return Axes == 1 ? x.With(x.Rank - 1, wide.Output) : x.With(x.Rank - 2, high.Output).With(x.Rank - 1, wide.Output);
    }

    private static void Fits(ref Plan p, Window axis, string places)
    {
        if (axis.Output > 0)
            return;
        long needed = Window.Extent(axis.Kernel, axis.Dilation);
        string kernel = axis.Dilation == 1 ? $"a kernel of {axis.Kernel}" : $"a kernel of {axis.Kernel} with dilation {axis.Dilation}";
        p.Throw(
            0,
            "x",
            string.Create(CultureInfo.InvariantCulture, $"at least {needed} {places}, padding of {axis.Padding} on both sides included: {kernel} is larger than its input of {axis.Input}"),
            "Use a smaller kernel, larger pictures, or fewer layers that halve them.");
    }

    private static Size2 Both(Size2 value, string name) => (Require.Positive(value.Height, name), Require.Positive(value.Width, name));

    private static int Half(int padding, int kernel) => padding >= 0 && padding <= kernel / 2
        ? padding
        : throw new ArgumentOutOfRangeException(nameof(padding), $"padding is {padding}; expected 0 to {kernel / 2}, at most half of the kernel of {kernel}: a window must not see padding alone.");

    private Window Along(int input, int kernel, int stride, int padding, int dilation) =>
        new(input, kernel, stride, padding, dilation, (int)Math.Min(int.MaxValue, Window.Count(input, kernel, stride, padding, dilation, CeilMode)));
}
