using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The exponential less one, without cancellation near 0: y = eˣ − 1.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · (y + 1)
    /// keeps     y
    /// differs   from torch.expm1: nothing
    /// source    Kahan 1987 on e^x − 1 without cancellation
    /// </code></remarks>
    public readonly record struct Expm1 : IOp<Expm1>, IMap1, IMap2
    {
        static BackwardReads IOp<Expm1>.Reads => BackwardReads.Result;

        void IOp<Expm1>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Expm1>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Expm1>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.Y(), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => Expm1<V, T>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V y, V dy) => dy * (y + Of<V, T>(1));
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Expm1"/>
            public Tensor Expm1() => new Ops.Expm1().Run(x);
        }
    }
}
