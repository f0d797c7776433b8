using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The standard deviation over axes: y = √(Σ (x − mean)² / (n − Correction)), in two passes.</summary>
    /// <param name="Axes">The axes to reduce; all of them by default.</param>
    /// <param name="KeepAxes">Whether reduced axes stay, with length 1.</param>
    /// <param name="Correction">What is taken off n: 1 for a sample, 0 for all there is.</param>
    /// <remarks><code>
    /// shapes    x (…) → y: x without the reduced axes, or with 1 in their place
    /// gradient  dx = dy · (x − mean) / (y · (n − Correction)), 0 where y is 0
    /// keeps     x, mean, y
    /// differs   from torch.std: nothing (NaN or ∞ where n ≤ Correction)
    /// source    as Var, and the power rule for √
    /// </code></remarks>
    public readonly record struct Std(Axes Axes, bool KeepAxes, double Correction) : IOp<Std>, IMap3
    {
        static BackwardReads IOp<Std>.Reads => BackwardReads.Input0 | BackwardReads.Result;

        void IOp<Std>.Plan(ref Plan p)
        {
            p.Result(Reduced.Result(p.Floating(0, "x"), p.Axes(0, Axes), KeepAxes));
            p.Keep(Reduced.Result(p[0], p.Axes(0, Axes), KeepAxes));
        }

        void IOp<Std>.Forward<T>(in Forward<T> f)
        {
            ReadOnlySpan<T> x = Reduced.Input(f, Axes.Mask(f.Shape(0).Rank), out Reduced axes);
            Span<T> y = f.Y(), mean = f.Y(1);
            Fold.Run(default(SumFold), x, default, mean, axes.Outer, axes.N, axes.Inner);
            Elementwise.Map(new Affine(1.0 / axes.N, -0.0), mean, mean);
            Fold.Run(default(DeviationFold), x, mean, y, axes.Outer, axes.N, axes.Inner);
            Elementwise.Map(new Affine(1.0 / Math.Max(axes.N - Correction, 0), -0.0), y, y);
            Elementwise.Map(default(Sqrt), y, y);
        }

        void IOp<Std>.Backward<T>(in Backward<T> b)
        {
            ref readonly Shape x = ref b.Shape(0);
            int mask = Axes.Mask(x.Rank);
            double scale = 1 / Math.Max(Reduced.Of(x, mask).N - Correction, 0);
            Span<T> slope = b.Scratch(b.YShape().Length);
            Elementwise.Map(new Slope(scale), b.Y(), b.DY(), slope);
            Elementwise.Map(this, Reduced.SpreadTwo(x, mask), b.X(0), b.Y(1), slope, b.DX(0, out bool add), add);
        }

        /// <summary>Deviation times slope.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V mean, V slope) => (x - mean) * slope;

        private readonly struct Slope(double scale) : IMap2
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap2.At<V, T>(V y, V dy) => V.Select(V.EqualTo(y, V.Zero), V.Zero, dy * Of<V, T>(scale) / y);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Std"/>
            /// <param name="axes">The axes to reduce, negative ones counted from the end; all of them by default.</param>
            /// <param name="keepAxes">Whether reduced axes stay, with length 1.</param>
            /// <param name="correction">What is taken off n: 1 by default, as for a sample; 0 divides by n.</param>
            public Tensor Std(Axes axes = default, bool keepAxes = false, double correction = 1) => new Ops.Std(axes, keepAxes, correction).Run(x);
        }
    }
}
