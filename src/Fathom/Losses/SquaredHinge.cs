using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>The hinge squared: smooth at the margin, harder on large errors. Reduced.</summary>
    /// <param name="Margin">How far on the right side a score must lie.</param>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = max(0, margin − t·x)²
    /// shapes    scores x (…), labels t (…), each 1 or −1 → l (), or (…) without reduction. Nothing broadcasts
    /// gradient  dx = −2t · max(0, margin − t·x) · dl [/ n for a mean]; labels have none
    /// keeps     scores, labels
    /// differs   torch has it as multi_margin_loss(p=2) only
    /// source    Rosasco et al. 2004, "Are loss functions all the same?"
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither 1 nor −1; the text names the first and its place.</exception>
    public readonly record struct SquaredHinge(double Margin, Reduction Reduction) : IOp<SquaredHinge>, IMap2, IMap3
    {
        void IOp<SquaredHinge>.Plan(ref Plan p) => PairLoss.Plan(ref p, "scores", "labels", Reduction);

        void IOp<SquaredHinge>.Forward<T>(in Forward<T> f)
        {
            LossInput.Signs(nameof(SquaredHinge), f.X(1));
            PairLoss.Forward(this, f, Reduction);
        }

        void IOp<SquaredHinge>.Backward<T>(in Backward<T> b) => PairLoss.Backward(this, b, Reduction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V t)
        {
            V m = V.Max(Of<V, T>(Margin) - (t * x), V.Zero);
            return m * m;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V t, V dy) => Of<V, T>(-2) * t * V.Max(Of<V, T>(Margin) - (t * x), V.Zero) * dy;
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.SquaredHinge"/>
        /// <param name="scores">x: positive for one class, negative for the other; not squashed.</param>
        /// <param name="labels">t: 1 or −1, of the same shape.</param>
        /// <param name="margin">How far on the right side a score must lie; 1 by default.</param>
        /// <param name="reduction">Mean by default.</param>
        public static Tensor SquaredHinge(Tensor scores, Tensor labels, double margin = 1, Reduction reduction = Reduction.Mean) =>
            new Ops.SquaredHinge(margin, reduction).Run(scores, labels);
    }
}
