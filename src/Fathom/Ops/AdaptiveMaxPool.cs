using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Max pooling to a given size: the last one or two axes are divided into as many windows as the result has places, and each gives its largest number. NaN where the window sees one.</summary>
    /// <param name="Size">The size of the result.</param>
    /// <remarks><code>
    /// formula   y[…, o] = max of x[…, i] over ⌊o·n/m⌋ ≤ i &lt; ⌈(o + 1)·n/m⌉, n the length of the axis and m that of the result
    /// shapes    x (N, C, H, W) or (C, H, W) → y (…, H′, W′); one axis: (N, C, L) or (C, L) → (…, L′); also where the numbers stand in their plane, Int64, no gradient
    /// gradient  dx = Σ dy of the windows that chose the element; among equal ones the first is chosen, of several NaNs the last, as PyTorch does
    /// keeps     the places
    /// differs   from torch.nn.functional.adaptive_max_pool1d and adaptive_max_pool2d: an output size of 0 is refused
    /// source    definition; PyTorch's division of an axis
    /// </code></remarks>
    /// <exception cref="ShapeException">x has other axes, or an empty one.</exception>
    public readonly record struct AdaptiveMaxPool(AdaptiveSize Size) : IOp<AdaptiveMaxPool>
    {
        static BackwardReads IOp<AdaptiveMaxPool>.Reads => BackwardReads.Nothing;

        void IOp<AdaptiveMaxPool>.Plan(ref Plan p)
        {
            Shape y = Size.Plan(ref p);
            p.Result(y);
            p.Result(y, DType.Int64);
        }

        unsafe void IOp<AdaptiveMaxPool>.Forward<T>(in Forward<T> f)
        {
            (AdaptiveWindow high, AdaptiveWindow wide, int planes) = Size.On(f.Shape(0));
            ReadOnlySpan<T> x = f.X(0);
            Span<long> places = f.Y<long>(1);
            fixed (T* px = x, py = f.Y())
            fixed (long* pp = places)
                PoolRows.Run<AdaptivePooling.Max<T>, T>(new(high, wide, px, py, pp), planes, high.Output, wide.Output, x.Length);
        }

        unsafe void IOp<AdaptiveMaxPool>.Backward<T>(in Backward<T> b)
        {
            (AdaptiveWindow high, AdaptiveWindow wide, int planes) = Size.On(b.Shape(0));
            Span<T> dx = b.DX(0);
            fixed (T* pdy = b.DY(), pdx = dx)
            fixed (long* pp = b.Y<long>(1))
                PoolRows.Run<AdaptivePooling.MaxGradient<T>, T>(new(high, wide, pdy, pp, pdx), planes, high.Output, wide.Output, dx.Length);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <summary>The largest numbers of (N, C, L) or (C, L) over windows that divide L into <paramref name="output"/> places.</summary>
            /// <param name="output">The length of the result.</param>
            /// <remarks>See <see cref="Ops.AdaptiveMaxPool"/>.</remarks>
            public Tensor AdaptiveMaxPool1d(int output) => x.AdaptiveMaxPool1dWithIndices(output).Values;

            /// <summary>As <c>AdaptiveMaxPool1d</c>, and where in L the chosen numbers stand (Int64, no gradient).</summary>
            /// <param name="output">The length of the result.</param>
            public (Tensor Values, Tensor Indices) AdaptiveMaxPool1dWithIndices(int output) => WithIndices(x, Ops.AdaptiveSize.Of1d(output));

            /// <summary>The largest numbers of pictures (N, C, H, W) or (C, H, W) over windows that divide each picture into <paramref name="output"/> places.</summary>
            /// <param name="output">Height and width of the result.</param>
            /// <remarks>See <see cref="Ops.AdaptiveMaxPool"/>.</remarks>
            public Tensor AdaptiveMaxPool2d(Size2 output) => x.AdaptiveMaxPool2dWithIndices(output.Height, output.Width).Values;

            /// <summary>As <c>AdaptiveMaxPool2d</c> of a size, where an axis may keep its length.</summary>
            /// <param name="height">Rows of the result; none keeps the input's.</param>
            /// <param name="width">Columns of the result; none keeps the input's.</param>
            public Tensor AdaptiveMaxPool2d(int? height, int? width) => x.AdaptiveMaxPool2dWithIndices(height, width).Values;

            /// <summary>As <c>AdaptiveMaxPool2d</c>, and where the chosen numbers stand in their plane, h·W + w (Int64, no gradient).</summary>
            /// <param name="height">Rows of the result; none keeps the input's.</param>
            /// <param name="width">Columns of the result; none keeps the input's.</param>
            public (Tensor Values, Tensor Indices) AdaptiveMaxPool2dWithIndices(int? height, int? width) => WithIndices(x, Ops.AdaptiveSize.Of2d(height, width));
        }

        private static (Tensor Values, Tensor Indices) WithIndices(Tensor x, Ops.AdaptiveSize size)
        {
            Pair results = default;
            new Ops.AdaptiveMaxPool(size).RunAll([x], results);
            return (results[0], results[1]);
        }
    }
}
