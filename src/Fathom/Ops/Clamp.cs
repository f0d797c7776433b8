using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>Numbers held within bounds: y = min(max(x, Min), Max). NaN stays NaN.</summary>
    /// <param name="Min">The smallest value of y; −∞ for no bound.</param>
    /// <param name="Max">The largest value of y; ∞ for no bound. Wins where it is below Min.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy where Min ≤ x ≤ Max, 0 elsewhere
    /// keeps     x
    /// differs   from torch.clamp: nothing
    /// source    definition; outside the bounds nothing is passed back
    /// </code></remarks>
    public readonly record struct Clamp(double Min, double Max) : IOp<Clamp>, IMap1, IMap2
    {
        static BackwardReads IOp<Clamp>.Reads => BackwardReads.Input0;

        void IOp<Clamp>.Plan(ref Plan p) => p.Result(p.Floating(0, "x"));

        void IOp<Clamp>.Forward<T>(in Forward<T> f) => Elementwise.Map(this, f.X(0), f.Y());

        void IOp<Clamp>.Backward<T>(in Backward<T> b) => Elementwise.Map(this, b.X(0), b.DY(), b.DX(0, out bool add), add);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap1.At<V, T>(V x) => V.Min(V.Max(x, Of<V, T>(Min)), Of<V, T>(Max));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V dy) => V.Select(V.GreaterThanOrEqual(x, Of<V, T>(Min)), V.Select(V.GreaterThanOrEqual(Of<V, T>(Max), x), dy, V.Zero), V.Zero);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Clamp"/>
            /// <param name="min">The smallest value; by default no bound.</param>
            /// <param name="max">The largest value; by default no bound.</param>
            public Tensor Clamp(double min = double.NegativeInfinity, double max = double.PositiveInfinity) => new Ops.Clamp(min, max).Run(x);
        }
    }
}
