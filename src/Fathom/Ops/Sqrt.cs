using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The square root: y = √x; NaN below 0.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy / 2y, infinite at 0
    /// keeps     y
    /// differs   from torch.sqrt: nothing
    /// source    power rule for x^½; correctly rounded (IEEE 754-2008 §5.4.1)
    /// </code></remarks>
    public readonly record struct Sqrt : IOp<Sqrt>, IMap1, IMap2
    {
        static BackwardReads IOp<Sqrt>.Reads => BackwardReads.Result;

        void IOp<Sqrt>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Sqrt>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Sqrt>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.Y(), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Sqrt(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V y, V dy) => dy / (y + y);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Sqrt"/>
            public Tensor Sqrt() => new Ops.Sqrt().Run(x);
        }
    }
}
