using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The sum over axes: y = Σ x. The sum of nothing is 0.</summary>
    /// <param name="Axes">The axes to reduce; all of them by default.</param>
    /// <param name="KeepAxes">Whether reduced axes stay, with length 1.</param>
    /// <remarks><code>
    /// shapes    x (…) → y: x without the reduced axes, or with 1 in their place
    /// gradient  dx = dy, repeated
    /// keeps     nothing
    /// differs   from torch.sum: nothing
    /// source    Higham 1993, the accuracy of floating point summation (blocks, then pairs of blocks)
    /// </code></remarks>
    public readonly record struct Sum(Axes Axes, bool KeepAxes) : IOp<Sum>
    {
        static BackwardReads IOp<Sum>.Reads => BackwardReads.Nothing;

        void IOp<Sum>.Plan(ref Plan p) => p.Result(Reduced.Result(p.Floating(0, "x"), p.Axes(0, Axes), KeepAxes));

        void IOp<Sum>.Forward<T>(in Forward<T> f)
        {
            ReadOnlySpan<T> x = Reduced.Input(f, Axes.Mask(f.Shape(0).Rank), out Reduced axes);
            Fold.Run(default(SumFold), x, default, f.Y(), axes.Outer, axes.N, axes.Inner);
        }

        void IOp<Sum>.Backward<T>(in Backward<T> b)
        {
            ref readonly Shape x = ref b.Shape(0);
            Elementwise.Map(default(Unchanged), Reduced.Spread(x, Axes.Mask(x.Rank)), b.DY(), b.DX(0, out bool add), add);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Sum"/>
            /// <param name="axes">The axes to reduce, negative ones counted from the end; all of them by default.</param>
            /// <param name="keepAxes">Whether reduced axes stay, with length 1.</param>
            public Tensor Sum(Axes axes = default, bool keepAxes = false) => new Ops.Sum(axes, keepAxes).Run(x);
        }
    }
}
