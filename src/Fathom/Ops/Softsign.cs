using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>y = x / (1 + |x|).</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy / (1 + |x|)²
    /// keeps     x
    /// differs   from torch.nn.functional.softsign: nothing
    /// source    Bergstra et al. 2009, "Quadratic polynomials learn better image features"
    /// </code></remarks>
    public readonly record struct Softsign : IOp<Softsign>, IMap1, IMap2
    {
        static BackwardReads IOp<Softsign>.Reads => BackwardReads.Input0;

        void IOp<Softsign>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Softsign>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Softsign>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => x / (Of<V, T>(1) + V.Abs(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy)
        {
            V d = Of<V, T>(1) + V.Abs(x);
            return dy / (d * d);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Softsign"/>
            public Tensor Softsign() => new Ops.Softsign().Run(x);
        }
    }
}
