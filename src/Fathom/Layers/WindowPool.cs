using Fathom.Ops;

namespace Fathom;

/// <summary>What max and average pooling share: a window that slides over the last one or two axes.</summary>
/// <remarks><code>
/// formula   y[…, o] = f(x[…, o·stride − padding + k·dilation], k = 0 … kernel − 1), f the maximum or the mean
/// shapes    x (N, C, …) or (C, …) → y (…) with ⌊(n + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1 places along each pooled axis
/// source    see the operations
/// </code></remarks>
public abstract class WindowPool : Layer, IWindowed
{
    private protected WindowPool(PoolWindow window) => Window = window;

    /// <summary>Kernel, stride, padding, dilation and how lengths are rounded.</summary>
    public PoolWindow Window { get; }

    Size2 IWindowed.Kernel => Window.Kernel;

    Size2 IWindowed.Stride => Window.Stride;

    Size2 IWindowed.Dilation => Window.Dilation;

    /// <summary>The class with what differs from the defaults: <c>MaxPool2d(3, stride: 2, padding: 1)</c>.</summary>
    public override string ToString() =>
        $"{GetType().Name}({Text(Window.Kernel)}{(Window.Stride == Window.Kernel ? "" : $", stride: {Text(Window.Stride)}")}{(Window.Padding == 0 ? "" : $", padding: {Text(Window.Padding)}")}{(Window.Dilation == 1 ? "" : $", dilation: {Text(Window.Dilation)}")}{(Window.CeilMode ? ", ceilMode: true" : "")})";

    /// <summary>Writes the window's settings; a dilation only where the layer has one.</summary>
    private protected void DescribeTo(Settings settings, bool dilation)
    {
        Set("kernel", Window.Kernel);
        Set("stride", Window.Stride);
        Set("padding", Window.Padding);
        if (dilation)
            Set("dilation", Window.Dilation);
        settings.Set("ceil_mode", Window.CeilMode);

        void Set(string name, Size2 value)
        {
            if (Window.Axes == 1)
                settings.Set(name, value.Width);
            else
                settings.Set(name, [value.Height, value.Width]);
        }
    }

    private string Text(Size2 size) => Window.Axes == 1 ? $"{size.Width}" : size.ToString();
}
