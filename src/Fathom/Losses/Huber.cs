using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>Squared error near the target, absolute error beyond Delta, joined without a kink. Reduced.</summary>
    /// <param name="Delta">δ: from here on errors count as absolute.</param>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = ½e² for |e| ≤ δ, δ(|e| − ½δ) beyond, e = x − t
    /// shapes    predictions x (…), targets t (…) → l (), or (…) without reduction. Nothing broadcasts
    /// gradient  dx = min(max(e, −δ), δ) · dl [/ n for a mean]      dt = −dx
    /// keeps     x, t
    /// differs   from torch.nn.functional.huber_loss: other shapes are refused instead of broadcast
    /// source    Huber 1964, "Robust estimation of a location parameter"
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public readonly record struct Huber(double Delta, Reduction Reduction) : IOp<Huber>, IMap2, IMap3
    {
        void IOp<Huber>.Plan(ref Plan p) => PairLoss.Plan(ref p, "predictions", "targets", Reduction);

        void IOp<Huber>.Forward<T>(in Forward<T> f) => PairLoss.Forward(this, f, Reduction);

        void IOp<Huber>.Backward<T>(in Backward<T> b) => PairLoss.BackwardEven(this, b, Reduction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V t)
        {
            V e = V.Abs(x - t), delta = Of<V, T>(Delta), half = Of<V, T>(0.5);
            return V.Select(V.GreaterThan(e, delta), delta * (e - (half * delta)), half * e * e);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V other, V dy) => V.Min(V.Max(x - other, Of<V, T>(-Delta)), Of<V, T>(Delta)) * dy;
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.Huber"/>
        /// <param name="predictions">x, any shape.</param>
        /// <param name="targets">t: what x should be, of the same shape.</param>
        /// <param name="delta">δ, above 0: from here on errors count as absolute; 1 by default.</param>
        /// <param name="reduction">Mean by default.</param>
        /// <exception cref="ArgumentOutOfRangeException">delta is not above 0.</exception>
        public static Tensor Huber(Tensor predictions, Tensor targets, double delta = 1, Reduction reduction = Reduction.Mean) =>
            new Ops.Huber(Require.PositiveNumber(delta, nameof(delta)), reduction).Run(predictions, targets);
    }
}
