using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The smooth rectifier: y = log(1 + e^(Beta·x)) / Beta, finite at any x.</summary>
    /// <param name="Beta">How sharply the curve bends.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · σ(Beta · x)
    /// keeps     x
    /// differs   from torch.nn.functional.softplus: no threshold: beyond it torch gives x, which is the same to 2e-9
    /// source    Dugas et al. 2001
    /// </code></remarks>
    public readonly record struct Softplus(double Beta) : IOp<Softplus>, IMap1, IMap2
    {
        void IOp<Softplus>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Softplus>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Softplus>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => Softplus<V, T>(Of<V, T>(Beta) * x) / Of<V, T>(Beta);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => dy * Sigmoid<V, T>(Of<V, T>(Beta) * x);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Softplus"/>
            /// <param name="beta">How sharply the curve bends; 1 by default.</param>
            public Tensor Softplus(double beta = 1) => new Ops.Softplus(beta).Run(x);
        }
    }
}
