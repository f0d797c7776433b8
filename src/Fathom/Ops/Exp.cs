using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The exponential: y = eˣ.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · y
    /// keeps     y
    /// differs   from torch.exp: nothing
    /// source    derivative of the exponential, itself; Kahan 2002 on e^x near the ends of the range
    /// </code></remarks>
    public readonly record struct Exp : IOp<Exp>, IMap1, IMap2
    {
        static BackwardReads IOp<Exp>.Reads => BackwardReads.Result;

        void IOp<Exp>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Exp>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Exp>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.Y(), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Exp(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V y, V dy) => dy * y;
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Exp"/>
            public Tensor Exp() => new Ops.Exp().Run(x);
        }
    }
}
