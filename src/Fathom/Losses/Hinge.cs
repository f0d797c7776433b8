using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The hinge of support-vector machines: no loss once a score lies beyond the margin on its label's side. Reduced.</summary>
    /// <param name="Margin">How far on the right side a score must lie.</param>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = max(0, margin − t·x)
    /// shapes    scores x (…), labels t (…), each 1 or −1 → l (), or (…) without reduction. Nothing broadcasts
    /// gradient  dx = −t · dl where t·x &lt; margin, 0 elsewhere [/ n for a mean]; labels have none
    /// keeps     scores, labels
    /// differs   torch has it as margin_ranking_loss and multi_margin_loss only
    /// source    Cortes and Vapnik 1995, "Support-vector networks"
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither 1 nor −1; the text names the first and its place.</exception>
    public readonly record struct Hinge(double Margin, Reduction Reduction) : IOp<Hinge>, IMap2, IMap3
    {
        void IOp<Hinge>.Plan(ref Plan p) => PairLoss.Plan(ref p, "scores", "labels", Reduction);

        void IOp<Hinge>.Forward<T>(in Forward<T> f)
        {
            LossInput.Signs(nameof(Hinge), f.X(1));
            PairLoss.Forward(this, f, Reduction);
        }

        void IOp<Hinge>.Backward<T>(in Backward<T> b) => PairLoss.Backward(this, b, Reduction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V t) => V.Max(Of<V, T>(Margin) - (t * x), V.Zero);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V t, V dy) => V.Select(V.GreaterThan(Of<V, T>(Margin), t * x), -t * dy, V.Zero);
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.Hinge"/>
        /// <param name="scores">x: positive for one class, negative for the other; not squashed.</param>
        /// <param name="labels">t: 1 or −1, of the same shape.</param>
        /// <param name="margin">How far on the right side a score must lie; 1 by default.</param>
        /// <param name="reduction">Mean by default.</param>
        public static Tensor Hinge(Tensor scores, Tensor labels, double margin = 1, Reduction reduction = Reduction.Mean) =>
            new Ops.Hinge(margin, reduction).Run(scores, labels);
    }
}
