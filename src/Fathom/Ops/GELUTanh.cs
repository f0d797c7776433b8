using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>GELU by its tanh approximation: y = ½ x (1 + tanh u) = x · σ(2u), with u = √(2/π) (x + 0.044715 x³).</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · σ(2u) · (1 + x · (1 − σ(2u)) · 2u′)
    /// keeps     x
    /// differs   from torch.nn.functional.gelu(approximate="tanh"): nothing
    /// source    Hendrycks and Gimpel 2016, arXiv:1606.08415
    /// </code></remarks>
    public readonly record struct GELUTanh : IOp<GELUTanh>, IMap1, IMap2
    {
        static BackwardReads IOp<GELUTanh>.Reads => BackwardReads.Input0;

        void IOp<GELUTanh>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<GELUTanh>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<GELUTanh>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => x * Sigmoid<V, T>(Twice<V, T>(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy)
        {
            V one = Of<V, T>(1);
            V s = Sigmoid<V, T>(Twice<V, T>(x));
            V slope = V.Fma(Of<V, T>(6 * 0.044715 * 0.79788456080286541), x * x, Of<V, T>(2 * 0.79788456080286541));
            return dy * s * V.Fma(x * (one - s), slope, one);
        }

        /// <summary>2u.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Twice<V, T>(V x)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            V.Fma(Of<V, T>(2 * 0.044715 * 0.79788456080286541) * x, x * x, Of<V, T>(2 * 0.79788456080286541) * x);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.GELUTanh"/>
            public Tensor GELUTanh() => new Ops.GELUTanh().Run(x);
        }
    }
}
