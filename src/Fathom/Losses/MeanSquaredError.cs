using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The squared error: l = (x − target)², reduced.</summary>
    /// <param name="Reduction">Mean over all elements, sum, or none.</param>
    /// <remarks><code>
    /// shapes    x (…), target (…) → l (), or (…) without reduction. Nothing broadcasts
    /// gradient  dx = 2 (x − target) · dl [/ n for the mean]      dtarget = −dx
    /// keeps     x, target
    /// differs   from torch.nn.functional.mse_loss: other shapes are refused instead of broadcast
    /// source    Legendre 1805 and Gauss 1809, least squares
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public readonly record struct MeanSquaredError(Reduction Reduction) : IOp<MeanSquaredError>, IMap2, IMap3
    {
        void IOp<MeanSquaredError>.Plan(ref Plan p) => PairLoss.Plan(ref p, "predictions", "targets", Reduction);

        void IOp<MeanSquaredError>.Forward<T>(in Forward<T> f)
        {
            Span<T> elements = PairLoss.Elements(f, Reduction);
            Elementwise.Map(this, f.X(0), f.X(1), elements);
            PairLoss.Reduce(f, elements, Reduction);
        }

        void IOp<MeanSquaredError>.Backward<T>(in Backward<T> b)
        {
            if (b.Wants(0))
                PairLoss.Gradient(this, b, 0, b.X(0), b.X(1), Reduction);
            if (b.Wants(1))
                PairLoss.Gradient(this, b, 1, b.X(1), b.X(0), Reduction);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V target) => (x - target) * (x - target);

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
        /// <param name="targets">What x should be, of the same shape.</param>
        /// <param name="reduction">Mean by default.</param>
        public static Tensor MeanSquaredError(Tensor predictions, Tensor targets, Reduction reduction = Reduction.Mean) =>
            new Ops.MeanSquaredError(reduction).Run(predictions, targets);
    }
}
