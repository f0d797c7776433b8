using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The sigmoid linear unit, also called swish: y = x · σ(x).</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · σ(x) · (1 + x · (1 − σ(x)))
    /// keeps     x
    /// differs   from torch.nn.functional.silu: nothing
    /// source    Elfwing, Uchibe and Doya 2017, arXiv:1702.03118
    /// </code></remarks>
    public readonly record struct SiLU : IOp<SiLU>, IMap1, IMap2
    {
        static BackwardReads IOp<SiLU>.Reads => BackwardReads.Input0;

        void IOp<SiLU>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<SiLU>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<SiLU>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => x * Sigmoid<V, T>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy)
        {
            V s = Sigmoid<V, T>(x);
            return dy * s * V.Fma(x, Of<V, T>(1) - s, Of<V, T>(1));
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.SiLU"/>
            public Tensor SiLU() => new Ops.SiLU().Run(x);
        }
    }
}
