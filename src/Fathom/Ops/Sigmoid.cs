using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The logistic function: y = 1 / (1 + e⁻ˣ), finite at any x.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · y · (1 − y)
    /// keeps     y
    /// differs   from torch.sigmoid: nothing
    /// source    Verhulst 1845, the logistic function
    /// </code></remarks>
    public readonly record struct Sigmoid : IOp<Sigmoid>, IMap1, IMap2
    {
        static BackwardReads IOp<Sigmoid>.Reads => BackwardReads.Result;

        void IOp<Sigmoid>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Sigmoid>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Sigmoid>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.Y(), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => Sigmoid<V, T>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V y, V dy) => dy * y * (Of<V, T>(1) - y);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Sigmoid"/>
            public Tensor Sigmoid() => new Ops.Sigmoid().Run(x);
        }
    }
}
