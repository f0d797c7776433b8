using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The hyperbolic tangent: y = tanh x.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · (1 − y²)
    /// keeps     y
    /// differs   from torch.tanh: nothing
    /// source    LeCun et al. 1998, "Efficient backprop" §4.4
    /// </code></remarks>
    public readonly record struct Tanh : IOp<Tanh>, IMap1, IMap2
    {
        static BackwardReads IOp<Tanh>.Reads => BackwardReads.Result;

        void IOp<Tanh>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Tanh>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Tanh>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.Y(), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => Tanh<V, T>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V y, V dy) => dy * (Of<V, T>(1) - (y * y));
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Tanh"/>
            public Tensor Tanh() => new Ops.Tanh().Run(x);
        }
    }
}
