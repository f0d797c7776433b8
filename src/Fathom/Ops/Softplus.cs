using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The smooth rectifier: y = log(1 + e^(Beta·x)) / Beta, finite at any x.</summary>
    /// <param name="Beta">How sharply the curve bends.</param>
    /// <param name="Threshold">Where Beta·x counts as so large that y is x.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy · σ(Beta · x), dy beyond the threshold
    /// keeps     x
    /// differs   from torch.nn.functional.softplus: nothing
    /// source    Dugas et al. 2001
    /// </code></remarks>
    public readonly record struct Softplus(double Beta, double Threshold) : IOp<Softplus>, IMap1, IMap2
    {
        static BackwardReads IOp<Softplus>.Reads => BackwardReads.Input0;

        void IOp<Softplus>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Softplus>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Softplus>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x)
        {
            V steep = Of<V, T>(Beta) * x;
            return V.Select(V.GreaterThan(steep, Of<V, T>(Threshold)), x, Softplus<V, T>(steep) / Of<V, T>(Beta));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy)
        {
            V steep = Of<V, T>(Beta) * x;
            return V.Select(V.GreaterThan(steep, Of<V, T>(Threshold)), dy, dy * Sigmoid<V, T>(steep));
        }
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
            /// <param name="threshold">Where beta·x counts as so large that y is x; 20 by default, where the two differ by 2·10⁻⁹.</param>
            public Tensor Softplus(double beta = 1, double threshold = 20) => new Ops.Softplus(beta, threshold).Run(x);
        }
    }
}
