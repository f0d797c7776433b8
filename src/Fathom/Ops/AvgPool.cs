using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Average pooling: the mean under a window that slides over the last one or two axes.</summary>
    /// <param name="Window">Kernel, stride, padding and how lengths are rounded.</param>
    /// <param name="CountIncludePad">Whether places in the padding count in the mean, as zeros.</param>
    /// <param name="DivisorOverride">What sums are divided by instead of the number of places; 0 for that number.</param>
    /// <remarks><code>
    /// formula   y[…, o] = Σ over k of x[…, o·stride − padding + k] / places; places are kernel height · width, without the padding where it is not to count; what lies behind the padding never counts
    /// shapes    x (N, C, H, W) or (C, H, W) → y (…, H′, W′); one axis: (N, C, L) or (C, L) → (…, L′); H′ = ⌊(H + 2·padding − kernel)/stride⌋ + 1
    /// gradient  dx = Σ dy / places over the windows that see the element
    /// keeps     nothing
    /// differs   from torch.nn.functional.avg_pool1d and avg_pool2d: nothing
    /// source    LeCun, Bottou, Bengio and Haffner 1998 (subsampling)
    /// </code></remarks>
    /// <exception cref="ShapeException">x has other axes, or the kernel is larger than x with its padding.</exception>
    public readonly record struct AvgPool(PoolWindow Window, bool CountIncludePad = true, int DivisorOverride = 0) : IOp<AvgPool>
    {
        static BackwardReads IOp<AvgPool>.Reads => BackwardReads.Nothing;

        void IOp<AvgPool>.Plan(ref Plan p) => p.Result(Window.Plan(ref p));

        void IOp<AvgPool>.Forward<T>(in Forward<T> f)
        {
            (Window high, Window wide, int planes) = Window.On(f.Shape(0));
            ReadOnlySpan<T> x = f.X(0);
            Span<T> y = f.Y(), rows = f.Scratch(high.Output), columns = f.Scratch(wide.Output);
            Counts(high, wide, rows, columns);
            Pool(high, wide, planes, x, y, rows, columns);
        }

        /// <summary>The pooling of rows of this shape, any number of them: y from x.</summary>
        internal unsafe InferencePool On(in Shape row)
        {
            (Window high, Window wide, int planes) = Window.On(row);
            float[] above = new float[high.Output], beside = new float[wide.Output];
            Counts<float>(high, wide, above, beside);
            return (rows, x, y) => Pool(high, wide, rows * planes, new ReadOnlySpan<float>(x, rows * planes * high.Input * wide.Input), new Span<float>(y, rows * planes * high.Output * wide.Output), above, beside);
        }

        /// <summary>The means of all windows of so many planes, with the divisors of <see cref="Counts"/>.</summary>
        internal static unsafe void Pool<T>(Window high, Window wide, int planes, ReadOnlySpan<T> x, Span<T> y, ReadOnlySpan<T> rows, ReadOnlySpan<T> columns)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            fixed (T* px = x, py = y, pr = rows, pc = columns)
                PoolRows.Run<AveragePooling<T>, T>(new(high, wide, px, py, pr, pc), planes, high.Output, wide.Output, (long)y.Length * high.Kernel * wide.Kernel);
        }

        unsafe void IOp<AvgPool>.Backward<T>(in Backward<T> b)
        {
            (Window high, Window wide, int planes) = Window.On(b.Shape(0));
            ReadOnlySpan<T> dy = b.DY();
            Span<T> rows = b.Scratch(high.Output), columns = b.Scratch(wide.Output), dx = b.DX(0, out bool add);
            Counts(high, wide, rows, columns);
            fixed (T* pdy = dy, pdx = dx, pr = rows, pc = columns)
                PoolRows.Run<PoolGradient<T>, T>(new(high, wide, pdy, pdx, add) { RowCount = pr, ColumnCount = pc }, planes, high.Output, wide.Output, dx.Length + ((long)dy.Length * high.Kernel * wide.Kernel));
        }

        /// <summary>What each row and each column of results is divided by.</summary>
        internal void Counts<T>(Window high, Window wide, Span<T> rows, Span<T> columns)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (DivisorOverride != 0)
            {
                rows.Fill(T.CreateTruncating(DivisorOverride));
                columns.Fill(T.One);
                return;
            }

            for (int o = 0; o < rows.Length; o++)
                rows[o] = T.CreateTruncating(Places(high, o));
            for (int o = 0; o < columns.Length; o++)
                columns[o] = T.CreateTruncating(Places(wide, o));
        }

        /// <summary>The places of a window that count. What lies behind the padding, where lengths are rounded up, does not.</summary>
        private int Places(Window axis, int o)
        {
            (int first, int end) = axis.Inside(o);
            return CountIncludePad ? Math.Min(axis.Kernel, axis.Input + axis.Padding - axis.At(o, 0)) : end - first;
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <summary>The mean under a window that slides over the last axis of (N, C, L) or (C, L).</summary>
            /// <param name="kernel">The window's length.</param>
            /// <param name="stride">Places from one window to the next; the kernel by default.</param>
            /// <param name="padding">Places of 0 at both ends, at most half the kernel.</param>
            /// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
            /// <param name="countIncludePad">Whether places in the padding count in the mean.</param>
            /// <remarks>See <see cref="Ops.AvgPool"/>.</remarks>
            public Tensor AvgPool1d(int kernel, int? stride = null, int padding = 0, bool ceilMode = false, bool countIncludePad = true) =>
                new Ops.AvgPool(Ops.PoolWindow.Of1d(kernel, stride, padding, 1, ceilMode), countIncludePad).Run(x);

            /// <summary>The mean under a window that slides over pictures (N, C, H, W) or (C, H, W).</summary>
            /// <param name="kernel">The window's height and width.</param>
            /// <param name="stride">Places from one window to the next; the kernel by default.</param>
            /// <param name="padding">Places of 0 around the picture, at most half the kernel.</param>
            /// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
            /// <param name="countIncludePad">Whether places in the padding count in the mean.</param>
            /// <param name="divisorOverride">What sums are divided by instead of the number of places; not 0.</param>
            /// <remarks>See <see cref="Ops.AvgPool"/>.</remarks>
            /// <exception cref="ArgumentOutOfRangeException">A number below 1 (padding: below 0), padding of more than half the kernel, or a divisor of 0.</exception>
            public Tensor AvgPool2d(Size2 kernel, Size2? stride = null, Size2 padding = default, bool ceilMode = false, bool countIncludePad = true, int? divisorOverride = null) =>
                new Ops.AvgPool(Ops.PoolWindow.Of2d(kernel, stride, padding, 1, ceilMode), countIncludePad, NotZero(divisorOverride)).Run(x);
        }

        internal static int NotZero(int? divisorOverride) => divisorOverride != 0
            ? divisorOverride ?? 0
            : throw new ArgumentOutOfRangeException(nameof(divisorOverride), "divisorOverride is 0; expected another whole number, or none to divide by the number of places.");
    }
}
