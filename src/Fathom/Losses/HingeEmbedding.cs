using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>Distances of pairs: small ones for alike pairs (label 1), at least the margin for different ones (label −1). Reduced.</summary>
    /// <param name="Margin">How far apart different pairs must be.</param>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = x for t = 1, max(0, margin − x) for t = −1
    /// shapes    distances x (…), labels t (…), each 1 or −1 → l (), or (…) without reduction. Nothing broadcasts
    /// gradient  dx = dl for t = 1, −dl for t = −1 where x ≤ margin, 0 elsewhere [/ n for a mean]; labels have none
    /// keeps     distances, labels
    /// differs   from torch.nn.functional.hinge_embedding_loss: labels are checked; other shapes are refused instead of broadcast
    /// source    Hadsell, Chopra and LeCun 2006, "Dimensionality reduction by learning an invariant mapping"
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither 1 nor −1; the text names the first and its place.</exception>
    public readonly record struct HingeEmbedding(double Margin, Reduction Reduction) : IOp<HingeEmbedding>, IMap2, IMap3
    {
        void IOp<HingeEmbedding>.Plan(ref Plan p) => PairLoss.Plan(ref p, "distances", "labels", Reduction);

        void IOp<HingeEmbedding>.Forward<T>(in Forward<T> f)
        {
            LossInput.Signs(nameof(HingeEmbedding), f.X(1));
            PairLoss.Forward(this, f, Reduction);
        }

        void IOp<HingeEmbedding>.Backward<T>(in Backward<T> b) => PairLoss.Backward(this, b, Reduction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V t) => V.Select(V.GreaterThan(t, V.Zero), x, V.Max(Of<V, T>(Margin) - x, V.Zero));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V t, V dy) => V.Select(V.GreaterThan(t, V.Zero), dy, V.Select(V.GreaterThanOrEqual(Of<V, T>(Margin), x), -dy, V.Zero));
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.HingeEmbedding"/>
        /// <param name="distances">x: how far apart the two of each pair are.</param>
        /// <param name="labels">t: 1 for alike, −1 for different, of the same shape.</param>
        /// <param name="margin">How far apart different pairs must be; 1 by default.</param>
        /// <param name="reduction">Mean by default.</param>
        public static Tensor HingeEmbedding(Tensor distances, Tensor labels, double margin = 1, Reduction reduction = Reduction.Mean) =>
            new Ops.HingeEmbedding(margin, reduction).Run(distances, labels);
    }
}
