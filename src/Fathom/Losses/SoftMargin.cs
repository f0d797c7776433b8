using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The smooth hinge, which is binary cross-entropy with labels 1 and −1. Finite at any x, reduced.</summary>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = log(1 + e^(−t·x))
    /// shapes    scores x (…), labels t (…), each 1 or −1 → l (), or (…) without reduction. Nothing broadcasts
    /// gradient  dx = −t · σ(−t·x) · dl [/ n for a mean]; labels have none
    /// keeps     scores, labels
    /// differs   from torch.nn.functional.soft_margin_loss: labels are checked; finite where torch overflows; other shapes are refused instead of broadcast
    /// source    Friedman, Hastie and Tibshirani 2000, "Additive logistic regression"
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither 1 nor −1; the text names the first and its place.</exception>
    public readonly record struct SoftMargin(Reduction Reduction) : IOp<SoftMargin>, IMap2, IMap3
    {
        void IOp<SoftMargin>.Plan(ref Plan p) => PairLoss.Plan(ref p, "scores", "labels", Reduction);

        void IOp<SoftMargin>.Forward<T>(in Forward<T> f)
        {
            LossInput.Signs(nameof(SoftMargin), f.X(1));
            PairLoss.Forward(this, f, Reduction);
        }

        void IOp<SoftMargin>.Backward<T>(in Backward<T> b) => PairLoss.Backward(this, b, Reduction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V t) => Softplus<V, T>(-t * x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V t, V dy) => -t * Sigmoid<V, T>(-t * x) * dy;
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.SoftMargin"/>
        /// <param name="scores">x: positive for one class, negative for the other; not squashed.</param>
        /// <param name="labels">t: 1 or −1, of the same shape.</param>
        /// <param name="reduction">Mean by default.</param>
        public static Tensor SoftMargin(Tensor scores, Tensor labels, Reduction reduction = Reduction.Mean) =>
            new Ops.SoftMargin(reduction).Run(scores, labels);
    }
}
