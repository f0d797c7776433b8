using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The mean over axes: y = Σ x / n. The mean of nothing is NaN.</summary>
    /// <param name="Axes">The axes to reduce; all of them by default.</param>
    /// <param name="KeepAxes">Whether reduced axes stay, with length 1.</param>
    /// <remarks><code>
    /// shapes    x (…) → y: x without the reduced axes, or with 1 in their place
    /// gradient  dx = dy / n, repeated
    /// keeps     nothing
    /// differs   from torch.mean: nothing
    /// source    definition; summed in blocks as in Higham 1993
    /// </code></remarks>
    public readonly record struct Mean(Axes Axes, bool KeepAxes) : IOp<Mean>
    {
        static BackwardReads IOp<Mean>.Reads => BackwardReads.Nothing;

        void IOp<Mean>.Plan(ref Plan p) => p.Result(Reduced.Result(p.Floating(0, "x"), p.Axes(0, Axes), KeepAxes));

        void IOp<Mean>.Forward<T>(in Forward<T> f)
        {
            ReadOnlySpan<T> x = Reduced.Input(f, Axes.Mask(f.Shape(0).Rank), out Reduced axes);
            Span<T> y = f.Y();
            Fold.Run(default(SumFold), x, default, y, axes.Outer, axes.N, axes.Inner);
            Elementwise.Map(new Affine(1.0 / axes.N, -0.0), y, y);
        }

        void IOp<Mean>.Backward<T>(in Backward<T> b)
        {
            ref readonly Shape x = ref b.Shape(0);
            int mask = Axes.Mask(x.Rank);
            Elementwise.Map(new Affine(1.0 / Reduced.Of(x, mask).N, -0.0), Reduced.Spread(x, mask), b.DY(), b.DX(0, out bool add), add);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Mean"/>
            /// <param name="axes">The axes to reduce, negative ones counted from the end; all of them by default.</param>
            /// <param name="keepAxes">Whether reduced axes stay, with length 1.</param>
            public Tensor Mean(Axes axes = default, bool keepAxes = false) => new Ops.Mean(axes, keepAxes).Run(x);
        }
    }
}
