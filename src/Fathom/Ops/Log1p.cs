using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The logarithm near 1, without cancellation: y = log(1 + x); −∞ at −1, NaN below.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy / (1 + x)
    /// keeps     x
    /// differs   from torch.log1p: nothing
    /// source    Kahan 1987 on log(1 + x) without cancellation
    /// </code></remarks>
    public readonly record struct Log1p : IOp<Log1p>, IMap1, IMap2
    {
        static BackwardReads IOp<Log1p>.Reads => BackwardReads.Input0;

        void IOp<Log1p>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Log1p>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Log1p>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => Log1p<V, T>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => dy / (Of<V, T>(1) + x);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Log1p"/>
            public Tensor Log1p() => new Ops.Log1p().Run(x);
        }
    }
}
