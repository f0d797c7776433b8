using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The absolute value: y = |x|.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · sign x, 0 at 0
    /// keeps     x
    /// differs   from torch.abs: nothing
    /// source    definition; at the kink the subgradient of least norm, 0
    /// </code></remarks>
    public readonly record struct Abs : IOp<Abs>, IMap1, IMap2
    {
        static BackwardReads IOp<Abs>.Reads => BackwardReads.Input0;

        void IOp<Abs>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Abs>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Abs>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Abs(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => V.Select(V.GreaterThan(x, V.Zero), dy, V.Select(V.GreaterThan(V.Zero, x), -dy, V.Zero));
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Abs"/>
            public Tensor Abs() => new Ops.Abs().Run(x);
        }
    }
}
