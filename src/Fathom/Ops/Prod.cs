using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The product over axes: y = Π x. The product of nothing is 1.</summary>
    /// <param name="Axes">The axes to reduce; all of them by default.</param>
    /// <param name="KeepAxes">Whether reduced axes stay, with length 1.</param>
    /// <remarks><code>
    /// shapes    x (…) → y: x without the reduced axes, or with 1 in their place
    /// gradient  dx = dy · the product of the others: exact with one 0 (only it has a gradient) and with several (none has)
    /// keeps     x, y
    /// differs   from torch.prod: nothing
    /// source    product rule, without division so that zeros are right
    /// </code></remarks>
    public readonly record struct Prod(Axes Axes, bool KeepAxes) : IOp<Prod>
    {
        static BackwardReads IOp<Prod>.Reads => BackwardReads.Input0 | BackwardReads.Result;

        void IOp<Prod>.Plan(ref Plan p) => p.Result(Reduced.Result(p.Floating(0, "x"), p.Axes(0, Axes), KeepAxes));

        void IOp<Prod>.Forward<T>(in Forward<T> f)
        {
            ReadOnlySpan<T> x = Reduced.Input(f, Axes.Mask(f.Shape(0).Rank), out Reduced axes);
            Fold.Run(default(ProductFold), x, default, f.Y(), axes.Outer, axes.N, axes.Inner);
        }

        void IOp<Prod>.Backward<T>(in Backward<T> b)
        {
            ref readonly Shape shape = ref b.Shape(0);
            var axes = Reduced.Of(shape, Axes.Mask(shape.Rank));
            Span<T> dx = b.DX(0);
            if (!axes.Scattered)
            {
                Gradient(b.X(0), b.Y(), b.DY(), dx, axes);
                return;
            }

            Span<T> g = b.Scratch(shape.Length);
            g.Clear();
            Gradient(axes.Gather(b.X(0), shape, b.Scratch(shape.Length)), b.Y(), b.DY(), g, axes);
            axes.ScatterAdd<T>(g, shape, dx);
        }

        private static void Gradient<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, in Reduced axes)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int inner = axes.Inner;
            for (int i = 0; i < y.Length; i++)
            {
                int start = (i / inner * axes.N * inner) + (i % inner);
                int zero = -1;
                int zeros = 0;
                T others = T.One;
                for (int r = 0, at = start; r < axes.N; r++, at += inner)
                {
                    if (x[at] == T.Zero)
                        (zero, zeros) = (at, zeros + 1);
                    else
                        others *= x[at];
                }

                if (zeros == 1)
                    dx[zero] += dy[i] * others;
                for (int r = 0, at = start; zeros == 0 && r < axes.N; r++, at += inner)
                    dx[at] += dy[i] * y[i] / x[at];
            }
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Prod"/>
            /// <param name="axes">The axes to reduce, negative ones counted from the end; all of them by default.</param>
            /// <param name="keepAxes">Whether reduced axes stay, with length 1.</param>
            public Tensor Prod(Axes axes = default, bool keepAxes = false) => new Ops.Prod(axes, keepAxes).Run(x);
        }
    }
}
