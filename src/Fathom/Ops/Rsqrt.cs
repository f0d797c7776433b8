using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The reciprocal of the square root: y = 1 / √x.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = −½ · dy · y³
    /// keeps     y
    /// differs   from torch.rsqrt: nothing
    /// source    power rule for x^(−½)
    /// </code></remarks>
    public readonly record struct Rsqrt : IOp<Rsqrt>, IMap1, IMap2
    {
        static BackwardReads IOp<Rsqrt>.Reads => BackwardReads.Result;

        void IOp<Rsqrt>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Rsqrt>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Rsqrt>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.Y(), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => Of<V, T>(1) / V.Sqrt(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V y, V dy) => Of<V, T>(-0.5) * dy * y * y * y;
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Rsqrt"/>
            public Tensor Rsqrt() => new Ops.Rsqrt().Run(x);
        }
    }
}
