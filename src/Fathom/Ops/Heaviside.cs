using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The step: y = 0 for x &lt; 0, AtZero for x = 0, 1 for x &gt; 0. NaN stays NaN.</summary>
    /// <param name="AtZero">The value at 0: the rule by which a unit fires. 0 fires for x &gt; 0, 1 fires for x ≥ 0.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = 0 everywhere
    /// keeps     nothing
    /// differs   from torch.heaviside: the value at 0 is one number; a gradient of 0, where torch has none
    /// source    McCulloch and Pitts 1943; Rosenblatt 1958
    /// </code></remarks>
    public readonly record struct Heaviside(double AtZero) : IOp<Heaviside>, IMap1
    {
        void IOp<Heaviside>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Heaviside>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Heaviside>.Backward<T>(in Backward<T> b) => b.DX(0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x)
        {
            V below = V.Select(V.GreaterThan(V.Zero, x), V.Zero, x);
            V known = V.Select(V.EqualTo(x, V.Zero), Of<V, T>(AtZero), below);
            return V.Select(V.GreaterThan(x, V.Zero), Of<V, T>(1), known);
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Heaviside"/>
            /// <param name="atZero">The value at 0: 0 (the default) fires for x &gt; 0, 1 fires for x ≥ 0.</param>
            public Tensor Heaviside(double atZero = 0) => new Ops.Heaviside(atZero).Run(x);
        }
    }
}
