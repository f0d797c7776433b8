using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>Sigmoid and binary cross-entropy in one, finite at any x, reduced. Also for several labels that do not exclude each other, a logit each.</summary>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = −(w · t · log σ(x) + (1 − t) · log(1 − σ(x)))
    /// shapes    logits x (…), labels t (…) in [0, 1], positive weight w (C) for the last axis, or (1), or none → l (), or (…) without reduction
    /// gradient  dx = (σ(x) · (1 − t + w·t) − w·t) · dl [/ n for the mean]; labels and weight have none
    /// keeps     logits, labels, weight
    /// differs   from torch.nn.functional.binary_cross_entropy_with_logits: labels are checked and have no gradient; other shapes are refused instead of broadcast
    /// source    Good 1952, "Rational decisions"; from logits as max(x, 0) − x·t + log(1 + e^−|x|)
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ, or w fits neither the last axis nor one number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not in [0, 1]; the text names the first and its place.</exception>
    public readonly record struct BinaryCrossEntropy(Reduction Reduction) : IOp<BinaryCrossEntropy>, IMap3
    {
        void IOp<BinaryCrossEntropy>.Plan(ref Plan p)
        {
            PairLoss.Plan(ref p, "logits", "labels", Reduction);
            if (p.Has(2) && p.Floating(2, "positive weight").Length != 1 && (p[2].Rank != 1 || p[0].Rank == 0 || p[2][0] != p[0][^1]))
                p.Throw(2, "positive weight", $"one number, or one for each of the last axis of logits {p[0]}");
        }

        void IOp<BinaryCrossEntropy>.Forward<T>(in Forward<T> f)
        {
            LossInput.Probabilities(nameof(BinaryCrossEntropy), f.X(1), "labels", "Labels are 0 or 1, or a probability between.");
            Span<T> elements = PairLoss.Elements(f, Reduction);
            ReadOnlySpan<T> w = Weights(f.Has(2) ? f.X(2) : default, f.Scratch(1));
            Elementwise.Map(this, Walk(f.Shape(0), w.Length), f.X(0), f.X(1), w, elements);
            PairLoss.Reduce(f, elements, Reduction);
        }

        void IOp<BinaryCrossEntropy>.Backward<T>(in Backward<T> b)
        {
            if (!b.Wants(0))
                return;
            ReadOnlySpan<T> w = Weights(b.Has(2) ? b.X(2) : default, b.Scratch(1));
            Span<T> slope = b.Scratch(b.Shape(0).Length);
            Elementwise.Map(default(Slope), Walk(b.Shape(0), w.Length), b.X(0), b.X(1), w, slope);
            ReadOnlySpan<T> dy = PairLoss.Upstream(b, Reduction);
            ReadOnlySpan<int> length = [slope.Length], upstream = [dy.Length];
            Elementwise.Map(default(Multiply), Grid.Of(length, length, upstream), slope, dy, b.DX(0, out bool add), add);
        }

        /// <summary>With a = |x|: (1 − t) · x + (1 + (w − 1) · t) · (log(1 + e⁻ᵃ) + max(−x, 0)).</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V t, V w)
        {
            V one = Of<V, T>(1);
            return V.Fma(one - t, x, V.Fma(w - one, t, one) * Softplus<V, T>(-x));
        }

        private static ReadOnlySpan<T> Weights<T>(ReadOnlySpan<T> given, Span<T> one)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            if (!given.IsEmpty)
                return given;
            one[0] = T.One;
            return one;
        }

        private static Grid Walk(in Shape shape, int weights)
        {
            ReadOnlySpan<int> all = shape.AsSpan(), weight = [weights];
            return Grid.Of(all, all, all, weights == 1 ? [] : weight);
        }

        private readonly struct Slope : IMap3
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap3.At<V, T>(V x, V t, V w)
            {
                V positive = w * t;
                return V.Fma(Sigmoid<V, T>(x), Of<V, T>(1) - t + positive, -positive);
            }
        }
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.BinaryCrossEntropy"/>
        /// <param name="logits">x: what comes before any sigmoid.</param>
        /// <param name="labels">t: 0 or 1, or a probability between, of the same shape.</param>
        /// <param name="positiveWeight">w: how much label 1 counts; none for 1.</param>
        /// <param name="reduction">Mean by default.</param>
        /// <param name="weights">How much each element counts, of a shape that broadcasts to the others; none for 1. The mean still divides by the number of elements.</param>
        public static Tensor BinaryCrossEntropy(Tensor logits, Tensor labels, Tensor positiveWeight = default, Reduction reduction = Reduction.Mean, Tensor weights = default) => weights.IsNone
            ? new Ops.BinaryCrossEntropy(reduction).Run(logits, labels, positiveWeight)
            : Ops.PairLoss.Weighted(nameof(BinaryCrossEntropy), new Ops.BinaryCrossEntropy(Reduction.None).Run(logits, labels, positiveWeight), weights, reduction);
    }
}
