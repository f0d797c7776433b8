using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The absolute error of each element, also called L1 loss: outliers pull no harder than others. Reduced.</summary>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = |x − t|
    /// shapes    predictions x (…), targets t (…) → l (), or (…) without reduction. Nothing broadcasts
    /// gradient  dx = sign(x − t) · dl [/ n for a mean], 0 where x = t      dt = −dx
    /// keeps     x, t
    /// differs   from torch.nn.functional.l1_loss: other shapes are refused instead of broadcast
    /// source    Boscovich 1757; Laplace 1793
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public readonly record struct MeanAbsoluteError(Reduction Reduction) : IOp<MeanAbsoluteError>, IMap2, IMap3
    {
        void IOp<MeanAbsoluteError>.Plan(ref Plan p) => PairLoss.Plan(ref p, "predictions", "targets", Reduction);

        void IOp<MeanAbsoluteError>.Forward<T>(in Forward<T> f) => PairLoss.Forward(this, f, Reduction);

        void IOp<MeanAbsoluteError>.Backward<T>(in Backward<T> b) => PairLoss.BackwardEven(this, b, Reduction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V t) => V.Abs(x - t);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V other, V dy) => V.Select(V.GreaterThan(x, other), dy, V.Select(V.GreaterThan(other, x), -dy, V.Zero));
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.MeanAbsoluteError"/>
        /// <param name="predictions">x, any shape.</param>
        /// <param name="targets">t: what x should be, of the same shape.</param>
        /// <param name="reduction">Mean by default.</param>
        public static Tensor MeanAbsoluteError(Tensor predictions, Tensor targets, Reduction reduction = Reduction.Mean) =>
            new Ops.MeanAbsoluteError(reduction).Run(predictions, targets);
    }
}
