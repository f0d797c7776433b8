namespace Fathom.Kernels;

/// <summary>One axis under a sliding window: result o sees the places o·Stride − Padding + k·Dilation for k = 0 … Kernel − 1.</summary>
/// <param name="Input">The length of the axis.</param>
/// <param name="Kernel">Taps of the window.</param>
/// <param name="Stride">Places from one window to the next.</param>
/// <param name="Padding">Places put before the first and behind the last.</param>
/// <param name="Dilation">Places from one tap to the next.</param>
/// <param name="Output">How many windows there are.</param>
internal readonly record struct Window(int Input, int Kernel, int Stride, int Padding, int Dilation, int Output)
{
    /// <summary>From the first place of a window to the last.</summary>
    public static long Extent(int kernel, int dilation) => ((long)dilation * (kernel - 1)) + 1;

    /// <summary>How many windows fit; with <paramref name="ceil"/> also one that begins inside and ends behind the padding.</summary>
    public static long Count(int input, int kernel, int stride, int padding, int dilation, bool ceil = false)
    {
        long room = input + (2L * padding) - Extent(kernel, dilation);
        if (room < 0 && (!ceil || room + stride - 1 < 0))
            return 0;
        long count = ((room + (ceil ? stride - 1 : 0)) / stride) + 1;
        return ceil && (count - 1) * stride >= (long)input + padding ? count - 1 : count;
    }

    /// <summary>The place that tap <paramref name="k"/> of window <paramref name="o"/> sees; outside 0 … Input − 1 there is padding.</summary>
    public int At(int o, int k) => (o * Stride) - Padding + (k * Dilation);

    /// <summary>The taps of a window that see the input, not padding: from First to before End.</summary>
    public (int First, int End) Inside(int o)
    {
        int start = At(o, 0);
        int first = start >= 0 ? 0 : (Dilation - 1 - start) / Dilation;
        int end = start >= Input ? 0 : Math.Min(Kernel, ((Input - 1 - start) / Dilation) + 1);
        return (Math.Min(first, end), end);
    }
}
