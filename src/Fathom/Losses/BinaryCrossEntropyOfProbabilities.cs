using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>Binary cross-entropy of probabilities, with logarithms held at −100, reduced.</summary>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = −(t · log p + (1 − t) · log(1 − p))
    /// shapes    probabilities p (…), labels t (…), both in [0, 1] → l (), or (…) without reduction
    /// gradient  dp = (p − t) / max(p (1 − p), 10⁻¹²) · dl [/ n for the mean]; labels have none
    /// keeps     probabilities, labels
    /// differs   from torch.nn.functional.binary_cross_entropy: labels are checked and have no gradient; other shapes are refused instead of broadcast
    /// source    Good 1952, "Rational decisions"; the clamp at −100 is that of torch.nn.BCELoss
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability or a label is not in [0, 1]; the text names the first and its place.</exception>
    public readonly record struct BinaryCrossEntropyOfProbabilities(Reduction Reduction) : IOp<BinaryCrossEntropyOfProbabilities>, IMap2, IMap3
    {
        void IOp<BinaryCrossEntropyOfProbabilities>.Plan(ref Plan p) => PairLoss.Plan(ref p, "probabilities", "labels", Reduction);

        void IOp<BinaryCrossEntropyOfProbabilities>.Forward<T>(in Forward<T> f)
        {
            LossInput.Probabilities(nameof(BinaryCrossEntropyOfProbabilities), f.X(0), "probabilities", "Apply Sigmoid() first, or give what comes before it to Loss.BinaryCrossEntropy.");
            LossInput.Probabilities(nameof(BinaryCrossEntropyOfProbabilities), f.X(1), "labels", "Labels are 0 or 1, or a probability between.");
            PairLoss.Forward(this, f, Reduction);
        }

        void IOp<BinaryCrossEntropyOfProbabilities>.Backward<T>(in Backward<T> b) => PairLoss.Backward(this, b, Reduction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V p, V t)
        {
            V one = Of<V, T>(1), floor = Of<V, T>(-100);
            V yes = V.Max(V.Log(p), floor), no = V.Max(Log1p<V, T>(-p), floor);
            return -V.Fma(t, yes, (one - t) * no);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V p, V t, V dy) => dy * (p - t) / V.Max(p * (Of<V, T>(1) - p), Of<V, T>(1e-12));
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.BinaryCrossEntropyOfProbabilities"/>
        /// <param name="probabilities">p, in [0, 1]. From logits, <see cref="BinaryCrossEntropy"/> is more exact.</param>
        /// <param name="labels">t: 0 or 1, or a probability between, of the same shape.</param>
        /// <param name="reduction">Mean by default.</param>
        /// <param name="weights">How much each element counts, of a shape that broadcasts to the others; none for 1. The mean still divides by the number of elements.</param>
        public static Tensor BinaryCrossEntropyOfProbabilities(Tensor probabilities, Tensor labels, Reduction reduction = Reduction.Mean, Tensor weights = default) => weights.IsNone
            ? new Ops.BinaryCrossEntropyOfProbabilities(reduction).Run(probabilities, labels)
            : Ops.PairLoss.Weighted(nameof(BinaryCrossEntropyOfProbabilities), new Ops.BinaryCrossEntropyOfProbabilities(Reduction.None).Run(probabilities, labels), weights, reduction);
    }
}
