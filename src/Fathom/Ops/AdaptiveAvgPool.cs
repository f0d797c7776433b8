using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Average pooling to a given size: the last one or two axes are divided into as many windows as the result has places, and each gives its mean. Size 1 is global average pooling.</summary>
    /// <param name="Size">The size of the result.</param>
    /// <remarks><code>
    /// formula   y[…, o] = mean of x[…, i] over ⌊o·n/m⌋ ≤ i &lt; ⌈(o + 1)·n/m⌉, n the length of the axis and m that of the result
    /// shapes    x (N, C, H, W) or (C, H, W) → y (…, H′, W′); one axis: (N, C, L) or (C, L) → (…, L′)
    /// gradient  dx = Σ dy / places over the windows that see the element
    /// keeps     nothing
    /// differs   from torch.nn.functional.adaptive_avg_pool1d and adaptive_avg_pool2d: an output size of 0 is refused
    /// source    Lin, Chen and Yan 2013, arXiv:1312.4400 (global average pooling); PyTorch's division of an axis
    /// </code></remarks>
    /// <exception cref="ShapeException">x has other axes, or an empty one.</exception>
    public readonly record struct AdaptiveAvgPool(AdaptiveSize Size) : IOp<AdaptiveAvgPool>
    {
        static BackwardReads IOp<AdaptiveAvgPool>.Reads => BackwardReads.Nothing;

        void IOp<AdaptiveAvgPool>.Plan(ref Plan p) => p.Result(Size.Plan(ref p));

        void IOp<AdaptiveAvgPool>.Forward<T>(in Forward<T> f)
        {
            (AdaptiveWindow high, AdaptiveWindow wide, int planes) = Size.On(f.Shape(0));
            Pool(high, wide, planes, f.X(0), f.Y());
        }

        /// <summary>The pooling of rows of this shape, any number of them: y from x.</summary>
        internal unsafe InferencePool On(in Shape row)
        {
            (AdaptiveWindow high, AdaptiveWindow wide, int planes) = Size.On(row);
            return (rows, x, y) => Pool(high, wide, rows * planes, new ReadOnlySpan<float>(x, rows * planes * high.Input * wide.Input), new Span<float>(y, rows * planes * high.Output * wide.Output));
        }

        /// <summary>The means of all windows of so many planes.</summary>
        internal static unsafe void Pool<T>(AdaptiveWindow high, AdaptiveWindow wide, int planes, ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (y.Length == planes)
            {
                Fold.Run(default(SumFold), x, default, y, planes, high.Input * wide.Input, 1);
                Standardize.Scale(y, 1.0 / (high.Input * (double)wide.Input));
                return;
            }

            fixed (T* px = x, py = y)
                PoolRows.Run<AdaptivePooling.Average<T>, T>(new(high, wide, px, py), planes, high.Output, wide.Output, x.Length);
        }

        unsafe void IOp<AdaptiveAvgPool>.Backward<T>(in Backward<T> b)
        {
            (AdaptiveWindow high, AdaptiveWindow wide, int planes) = Size.On(b.Shape(0));
            ReadOnlySpan<T> dy = b.DY();
            if (dy.Length == planes)
            {
                int places = high.Input * wide.Input;
                Span<T> share = b.Scratch(planes), flat = b.DX(0, out bool add);
                Elementwise.Map(new Affine(1.0 / places, -0.0), dy, share);
                Elementwise.Map(default(Copy), Grid.Of([planes, places], [planes, 1], [planes, places]), share, flat, add);
                return;
            }

            fixed (T* pdy = dy, pdx = b.DX(0))
                PoolRows.Run<AdaptivePooling.AverageGradient<T>, T>(new(high, wide, pdy, pdx), planes, high.Output, wide.Output, b.Shape(0).Length);
        }

        private readonly struct Copy : IMap1
        {
            V IMap1.At<V, T>(V a) => a;
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <summary>The means of (N, C, L) or (C, L) over windows that divide L into <paramref name="output"/> places.</summary>
            /// <param name="output">The length of the result; 1 is the mean over all.</param>
            /// <remarks>See <see cref="Ops.AdaptiveAvgPool"/>.</remarks>
            public Tensor AdaptiveAvgPool1d(int output) => new Ops.AdaptiveAvgPool(Ops.AdaptiveSize.Of1d(output)).Run(x);

            /// <summary>The means of pictures (N, C, H, W) or (C, H, W) over windows that divide each picture into <paramref name="output"/> places.</summary>
            /// <param name="output">Height and width of the result; 1 is the mean over all.</param>
            /// <remarks>See <see cref="Ops.AdaptiveAvgPool"/>.</remarks>
            public Tensor AdaptiveAvgPool2d(Size2 output) => x.AdaptiveAvgPool2d(output.Height, output.Width);

            /// <summary>As <c>AdaptiveAvgPool2d</c> of a size, where an axis may keep its length.</summary>
            /// <param name="height">Rows of the result; none keeps the input's.</param>
            /// <param name="width">Columns of the result; none keeps the input's.</param>
            public Tensor AdaptiveAvgPool2d(int? height, int? width) => new Ops.AdaptiveAvgPool(Ops.AdaptiveSize.Of2d(height, width)).Run(x);
        }
    }
}
