using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The Euclidean length over axes: y = √(Σ x²).</summary>
    /// <param name="Axes">The axes to reduce; all of them by default.</param>
    /// <param name="KeepAxes">Whether reduced axes stay, with length 1.</param>
    /// <remarks><code>
    /// shapes    x (…) → y: x without the reduced axes, or with 1 in their place
    /// gradient  dx = dy · x / y, 0 where y is 0
    /// keeps     x, y
    /// differs   from torch.linalg.vector_norm: nothing
    /// source    definition; at 0 the subgradient of least norm, 0
    /// </code></remarks>
    public readonly record struct Norm(Axes Axes, bool KeepAxes) : IOp<Norm>, IMap3
    {
        static BackwardReads IOp<Norm>.Reads => BackwardReads.Input0 | BackwardReads.Result;

        void IOp<Norm>.Plan(ref Plan p) => p.Result(Reduced.Result(p.Floating(0, "x"), p.Axes(0, Axes), KeepAxes));

        void IOp<Norm>.Forward<T>(in Forward<T> f)
        {
            ReadOnlySpan<T> x = Reduced.Input(f, Axes.Mask(f.Shape(0).Rank), out Reduced axes);
            Span<T> y = f.Y();
            Fold.Run(default(SquareFold), x, default, y, axes.Outer, axes.N, axes.Inner);
            Elementwise.Map(default(Sqrt), y, y);
        }

        void IOp<Norm>.Backward<T>(in Backward<T> b)
        {
            ref readonly Shape x = ref b.Shape(0);
            Elementwise.Map(this, Reduced.SpreadTwo(x, Axes.Mask(x.Rank)), b.X(0), b.Y(), b.DY(), b.DX(0, out bool add), add);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V y, V dy) => V.Select(V.EqualTo(y, V.Zero), V.Zero, dy * x / y);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Norm"/>
            /// <param name="axes">The axes to reduce, negative ones counted from the end; all of them by default.</param>
            /// <param name="keepAxes">Whether reduced axes stay, with length 1.</param>
            public Tensor Norm(Axes axes = default, bool keepAxes = false) => new Ops.Norm(axes, keepAxes).Run(x);

            /// <summary>The p-norm over axes: y = (Σ |x|ᵖ)^(1/p); the largest |x| for p = ∞, the smallest for −∞, the number of elements that are not 0 for p = 0.</summary>
            /// <param name="p">The exponent.</param>
            /// <param name="axes">The axes to reduce; all of them by default.</param>
            /// <param name="keepAxes">Whether reduced axes stay, with length 1.</param>
            public Tensor Norm(double p, Axes axes = default, bool keepAxes = false) => p switch
            {
                2 => x.Norm(axes, keepAxes),
                1 => x.Abs().Sum(axes, keepAxes),
                double.PositiveInfinity => x.Abs().Max(axes, keepAxes),
                double.NegativeInfinity => x.Abs().Min(axes, keepAxes),
                0 => x.NotEqual(0).To(x.Type).Sum(axes, keepAxes),
                _ => x.Abs().Pow(p).Sum(axes, keepAxes).Pow(1 / p),
            };
        }
    }
}
