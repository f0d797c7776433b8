using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The exponential linear unit: y = x for x &gt; 0, Alpha · (eˣ − 1) elsewhere.</summary>
    /// <param name="Alpha">What −y tends to far below 0.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy where x &gt; 0, dy · Alpha · eˣ elsewhere
    /// keeps     x
    /// differs   from torch.nn.functional.elu: nothing
    /// source    Clevert, Unterthiner and Hochreiter 2015, arXiv:1511.07289
    /// </code></remarks>
    public readonly record struct ELU(double Alpha) : IOp<ELU>, IMap1, IMap2
    {
        static BackwardReads IOp<ELU>.Reads => BackwardReads.Input0;

        void IOp<ELU>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<ELU>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<ELU>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Select(V.GreaterThan(x, V.Zero), x, Of<V, T>(Alpha) * Expm1<V, T>(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => V.Select(V.GreaterThan(x, V.Zero), dy, dy * Of<V, T>(Alpha) * V.Exp(x));
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.ELU"/>
            /// <param name="alpha">What −y tends to far below 0; 1 by default.</param>
            public Tensor ELU(double alpha = 1) => new Ops.ELU(alpha).Run(x);

            /// <summary>The self-normalizing unit: y = 1.0507… · ELU(x) with Alpha = 1.6732….</summary>
            /// <remarks>Klambauer, Unterthiner, Mayr and Hochreiter 2017, arXiv:1706.02515.</remarks>
            public Tensor SELU() => x.ELU(1.6732632423543772848170429916717) * 1.0507009873554804934193349852946;
        }
    }
}
