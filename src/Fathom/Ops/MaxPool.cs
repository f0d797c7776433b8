using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Max pooling: the largest number under a window that slides over the last one or two axes. NaN where the window sees one.</summary>
    /// <param name="Window">Kernel, stride, padding, dilation and how lengths are rounded.</param>
    /// <param name="WithPlaces">Whether a second result says where the chosen numbers stand.</param>
    /// <remarks><code>
    /// formula   y[…, o] = max over k of x[…, o·stride − padding + k·dilation]; padding is −∞
    /// shapes    x (N, C, H, W) or (C, H, W) → y (…, H′, W′); one axis: (N, C, L) or (C, L) → (…, L′); H′ = ⌊(H + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1; places of y's shape, Int64, no gradient
    /// gradient  dx = Σ dy of the windows that chose the element; among equal ones the first is chosen, of several NaNs the last, as PyTorch does
    /// keeps     the chosen tap of each window
    /// differs   from torch.nn.functional.max_pool1d and max_pool2d: a window that sees −∞ alone sends no gradient where its first tap is in the padding
    /// source    Zhou and Chellappa 1988; Scherer, Müller and Behnke 2010
    /// </code></remarks>
    /// <exception cref="ShapeException">x has other axes, or the kernel is larger than x with its padding.</exception>
    public readonly record struct MaxPool(PoolWindow Window, bool WithPlaces = false) : IOp<MaxPool>
    {
        static BackwardReads IOp<MaxPool>.Reads => BackwardReads.Nothing;

        void IOp<MaxPool>.Plan(ref Plan p)
        {
            Shape y = Window.Plan(ref p);
            p.Result(y);
            if (WithPlaces)
                p.Result(y, DType.Int64);
            p.Keep(y);
        }

        unsafe void IOp<MaxPool>.Forward<T>(in Forward<T> f)
        {
            (Window high, Window wide, int planes) = Window.On(f.Shape(0));
            ReadOnlySpan<T> x = f.X(0);
            Span<T> y = f.Y(), tap = f.Y(WithPlaces ? 2 : 1);
            fixed (T* px = x, py = y, pt = tap)
                PoolRows.Run<MaxPooling<T>, T>(new(high, wide, px, py, pt), planes, high.Output, wide.Output, (long)y.Length * high.Kernel * wide.Kernel);
            if (WithPlaces)
                MaxPooling<T>.Places(tap, f.Y<long>(1), high, wide);
        }

        /// <summary>The pooling of rows of this shape, any number of them, without saying where the numbers stood: y from x.</summary>
        internal unsafe InferencePool On(in Shape row)
        {
            (Window high, Window wide, int planes) = Window.On(row);
            if (LargestOfFour.Suits(high, wide))
                return (rows, x, y) => LargestOfFour.Run(rows * planes * high.Output, wide.Input, x, y);
            return (rows, x, y) => PoolRows.Run<LargestPooling<float>, float>(new(high, wide, x, y), rows * planes, high.Output, wide.Output, (long)rows * planes * high.Output * wide.Output * high.Kernel * wide.Kernel);
        }

        unsafe void IOp<MaxPool>.Backward<T>(in Backward<T> b)
        {
            (Window high, Window wide, int planes) = Window.On(b.Shape(0));
            ReadOnlySpan<T> dy = b.DY(), tap = b.Y(WithPlaces ? 2 : 1);
            Span<T> dx = b.DX(0, out bool add);
            fixed (T* pdy = dy, pt = tap, pdx = dx)
                PoolRows.Run<PoolGradient<T>, T>(new(high, wide, pdy, pdx, add) { Tap = pt }, planes, high.Output, wide.Output, dx.Length + ((long)dy.Length * high.Kernel * wide.Kernel));
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <summary>The largest number under a window that slides over the last axis of (N, C, L) or (C, L).</summary>
            /// <param name="kernel">The window's length.</param>
            /// <param name="stride">Places from one window to the next; the kernel by default.</param>
            /// <param name="padding">Places of −∞ at both ends, at most half the kernel.</param>
            /// <param name="dilation">Places from one tap to the next.</param>
            /// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
            /// <remarks>See <see cref="Ops.MaxPool"/>.</remarks>
            public Tensor MaxPool1d(int kernel, int? stride = null, int padding = 0, int dilation = 1, bool ceilMode = false) =>
                new Ops.MaxPool(Ops.PoolWindow.Of1d(kernel, stride, padding, dilation, ceilMode)).Run(x);

            /// <summary>As <c>MaxPool1d</c>, and where in L the chosen numbers stand (Int64, no gradient).</summary>
            /// <param name="kernel">The window's length.</param>
            /// <param name="stride">Places from one window to the next; the kernel by default.</param>
            /// <param name="padding">Places of −∞ at both ends, at most half the kernel.</param>
            /// <param name="dilation">Places from one tap to the next.</param>
            /// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
            public (Tensor Values, Tensor Indices) MaxPool1dWithIndices(int kernel, int? stride = null, int padding = 0, int dilation = 1, bool ceilMode = false) =>
                WithIndices(x, Ops.PoolWindow.Of1d(kernel, stride, padding, dilation, ceilMode));

            /// <summary>The largest number under a window that slides over pictures (N, C, H, W) or (C, H, W).</summary>
            /// <param name="kernel">The window's height and width.</param>
            /// <param name="stride">Places from one window to the next; the kernel by default.</param>
            /// <param name="padding">Places of −∞ around the picture, at most half the kernel.</param>
            /// <param name="dilation">Places from one tap to the next.</param>
            /// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
            /// <remarks>See <see cref="Ops.MaxPool"/>.</remarks>
            public Tensor MaxPool2d(Size2 kernel, Size2? stride = null, Size2 padding = default, Size2? dilation = null, bool ceilMode = false) =>
                new Ops.MaxPool(Ops.PoolWindow.Of2d(kernel, stride, padding, dilation ?? 1, ceilMode)).Run(x);

            /// <summary>As <c>MaxPool2d</c>, and where the chosen numbers stand in their plane, h·W + w (Int64, no gradient).</summary>
            /// <param name="kernel">The window's height and width.</param>
            /// <param name="stride">Places from one window to the next; the kernel by default.</param>
            /// <param name="padding">Places of −∞ around the picture, at most half the kernel.</param>
            /// <param name="dilation">Places from one tap to the next.</param>
            /// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
            public (Tensor Values, Tensor Indices) MaxPool2dWithIndices(Size2 kernel, Size2? stride = null, Size2 padding = default, Size2? dilation = null, bool ceilMode = false) =>
                WithIndices(x, Ops.PoolWindow.Of2d(kernel, stride, padding, dilation ?? 1, ceilMode));
        }

        private static (Tensor Values, Tensor Indices) WithIndices(Tensor x, Ops.PoolWindow window)
        {
            Pair results = default;
            new Ops.MaxPool(window, WithPlaces: true).RunAll([x], results);
            return (results[0], results[1]);
        }
    }
}
