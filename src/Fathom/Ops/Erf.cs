using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The error function: y = 2/√π ∫₀ˣ e^(−t²) dt.</summary>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · 2/√π · e^(−x²)
    /// keeps     x
    /// differs   from torch.erf: nothing
    /// source    Cody 1969, rational Chebyshev approximations (see VecMath.Erf)
    /// </code></remarks>
    public readonly record struct Erf : IOp<Erf>, IMap1, IMap2
    {
        static BackwardReads IOp<Erf>.Reads => BackwardReads.Input0;

        void IOp<Erf>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Erf>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Erf>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => Erf<V, T>(x, out _);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => dy * Of<V, T>(1.1283791670955126) * V.Exp(-(x * x));
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Erf"/>
            public Tensor Erf() => new Ops.Erf().Run(x);
        }
    }
}
