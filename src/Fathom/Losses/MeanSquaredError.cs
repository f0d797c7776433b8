using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The squared error of each element, also called L2 loss, reduced.</summary>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = (x − t)²
    /// shapes    predictions x (…), targets t (…) → l (), or (…) without reduction. Nothing broadcasts
    /// gradient  dx = 2 (x − t) · dl [/ n for a mean]      dt = −dx
    /// keeps     x, t
    /// differs   from torch.nn.functional.mse_loss: other shapes are refused instead of broadcast
    /// source    Legendre 1805; Gauss 1809
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public readonly record struct MeanSquaredError(Reduction Reduction) : IOp<MeanSquaredError>, IMap2, IMap3
    {
        void IOp<MeanSquaredError>.Plan(ref Plan p) => PairLoss.Plan(ref p, "predictions", "targets", Reduction);

        void IOp<MeanSquaredError>.Forward<T>(in Forward<T> f) => PairLoss.Forward(this, f, Reduction);

        void IOp<MeanSquaredError>.Backward<T>(in Backward<T> b) => PairLoss.BackwardEven(this, b, Reduction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V t) => (x - t) * (x - t);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V other, V dy) => (x - other) * (dy + dy);
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.MeanSquaredError"/>
        /// <param name="predictions">x, any shape.</param>
        /// <param name="targets">t: what x should be, of the same shape.</param>
        /// <param name="reduction">Mean by default.</param>
        public static Tensor MeanSquaredError(Tensor predictions, Tensor targets, Reduction reduction = Reduction.Mean) =>
            new Ops.MeanSquaredError(reduction).Run(predictions, targets);
    }
}
