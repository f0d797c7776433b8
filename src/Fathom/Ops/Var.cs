using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The variance over axes: y = Σ (x − mean)² / (n − Correction), in two passes.</summary>
    /// <param name="Axes">The axes to reduce; all of them by default.</param>
    /// <param name="KeepAxes">Whether reduced axes stay, with length 1.</param>
    /// <param name="Correction">What is taken off n: 1 for a sample, 0 for all there is.</param>
    /// <remarks><code>
    /// shapes    x (…) → y: x without the reduced axes, or with 1 in their place
    /// gradient  dx = dy · 2 (x − mean) / (n − Correction)
    /// keeps     x, mean
    /// differs   from torch.var: nothing (NaN or ∞ where n ≤ Correction)
    /// source    two passes: the mean first, as in Chan, Golub and LeVeque 1983, "Algorithms for computing the sample variance"
    /// </code></remarks>
    public readonly record struct Var(Axes Axes, bool KeepAxes, double Correction) : IOp<Var>, IMap3
    {
        static BackwardReads IOp<Var>.Reads => BackwardReads.Input0;

        void IOp<Var>.Plan(ref Plan p)
        {
            p.Result(Reduced.Result(p.Floating(0, "x"), p.Axes(0, Axes), KeepAxes));
            p.Keep(Reduced.Result(p[0], p.Axes(0, Axes), KeepAxes));
        }

        void IOp<Var>.Forward<T>(in Forward<T> f)
        {
            ReadOnlySpan<T> x = Reduced.Input(f, Axes.Mask(f.Shape(0).Rank), out Reduced axes);
            Span<T> y = f.Y(), mean = f.Y(1);
            Fold.Run(default(SumFold), x, default, mean, axes.Outer, axes.N, axes.Inner);
            Elementwise.Map(new Affine(1.0 / axes.N, -0.0), mean, mean);
            Fold.Run(default(DeviationFold), x, mean, y, axes.Outer, axes.N, axes.Inner);
            Elementwise.Map(new Affine(1.0 / Math.Max(axes.N - Correction, 0), -0.0), y, y);
        }

        void IOp<Var>.Backward<T>(in Backward<T> b)
        {
            ref readonly Shape x = ref b.Shape(0);
            int mask = Axes.Mask(x.Rank);
            double scale = 2 / Math.Max(Reduced.Of(x, mask).N - Correction, 0);
            Span<T> slope = b.Scratch(b.YShape().Length);
            Elementwise.Map(new Affine(scale, -0.0), b.DY(), slope);
            Elementwise.Map(this, Reduced.SpreadTwo(x, mask), b.X(0), b.Y(1), slope, b.DX(0, out bool add), add);
        }

        /// <summary>Deviation times slope.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V mean, V slope) => (x - mean) * slope;
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Var"/>
            /// <param name="axes">The axes to reduce, negative ones counted from the end; all of them by default.</param>
            /// <param name="keepAxes">Whether reduced axes stay, with length 1.</param>
            /// <param name="correction">What is taken off n: 1 by default, as for a sample; 0 divides by n.</param>
            public Tensor Var(Axes axes = default, bool keepAxes = false, double correction = 1) => new Ops.Var(axes, keepAxes, correction).Run(x);
        }
    }
}
