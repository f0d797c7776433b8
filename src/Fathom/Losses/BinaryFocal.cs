using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>Binary cross-entropy in which examples that are right already count less, by (1 − p_t)^Gamma. From logits, finite at any x, reduced.</summary>
    /// <param name="Alpha">α: the weight of label 1, that of label 0 being 1 − α; negative for none.</param>
    /// <param name="Gamma">γ: how much less the easy examples count; 0 for not at all.</param>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = α_t · (1 − p_t)^γ · BCE(x, t), p_t = t·p + (1 − t)·(1 − p), p = σ(x), α_t = α·t + (1 − α)·(1 − t), or 1 without α
    /// shapes    logits x (…), labels t (…) in [0, 1] → l (), or (…) without reduction
    /// gradient  dx = α_t · m^γ · ((p − t) − γ · (2t − 1) · p(1 − p)/m · BCE) · dl [/ n for a mean], m = 1 − p_t; labels have none
    /// keeps     logits, labels
    /// differs   from torchvision.ops.sigmoid_focal_loss: the mean is the default reduction (there: none)
    /// source    Lin, Goyal, Girshick, He and Dollár 2017, arXiv:1708.02002
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not in [0, 1]; the text names the first and its place.</exception>
    public readonly record struct BinaryFocal(double Alpha, double Gamma, Reduction Reduction) : IOp<BinaryFocal>, IMap2, IMap3
    {
        void IOp<BinaryFocal>.Plan(ref Plan p) => PairLoss.Plan(ref p, "logits", "labels", Reduction);

        void IOp<BinaryFocal>.Forward<T>(in Forward<T> f)
        {
            LossInput.Probabilities(nameof(BinaryFocal), f.X(1), "labels", "Labels are 0 or 1, or a probability between.");
            PairLoss.Forward(this, f, Reduction);
        }

        void IOp<BinaryFocal>.Backward<T>(in Backward<T> b) => PairLoss.Backward(this, b, Reduction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V t) => Weight<V, T>(x, t, out _) * CrossEntropy<V, T>(x, t);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V t, V dy)
        {
            V one = Of<V, T>(1), p = Sigmoid<V, T>(x), q = Sigmoid<V, T>(-x);
            V weight = Weight<V, T>(x, t, out V m);
            V steep = V.Select(V.EqualTo(m, V.Zero), V.Zero, p * q / m); // m is at least the smaller of p and q: at most 1
            V faster = Of<V, T>(Gamma) * (t + t - one) * steep * CrossEntropy<V, T>(x, t);
            return weight * (p - t - faster) * dy;
        }

        /// <summary>α_t · m^γ, and m = 1 − p_t, the probability of the wrong label.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private V Weight<V, T>(V x, V t, out V m)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            V one = Of<V, T>(1);
            m = V.Fma(t, Sigmoid<V, T>(-x), (one - t) * Sigmoid<V, T>(x));
            V power = Gamma == 0 ? one : V.Exp(Of<V, T>(Gamma) * V.Log(m));
            return Alpha < 0 ? power : power * V.Fma(t, Of<V, T>((2 * Alpha) - 1), Of<V, T>(1 - Alpha));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V CrossEntropy<V, T>(V x, V t)
            where V : struct, IVec<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => V.Fma(Of<V, T>(1) - t, x, Softplus<V, T>(-x));
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.BinaryFocal"/>
        /// <param name="logits">x: what comes before any sigmoid.</param>
        /// <param name="labels">t: 0 or 1, or a probability between, of the same shape.</param>
        /// <param name="alpha">α: the weight of label 1, that of label 0 being 1 − α; 0.25 by default as in the paper, negative for none.</param>
        /// <param name="gamma">γ, at least 0; 2 by default.</param>
        /// <param name="reduction">Mean by default.</param>
        /// <exception cref="ArgumentOutOfRangeException">alpha is above 1, gamma negative, or a label not in [0, 1].</exception>
        public static Tensor BinaryFocal(Tensor logits, Tensor labels, double alpha = 0.25, double gamma = 2, Reduction reduction = Reduction.Mean)
        {
            if (!(alpha <= 1))
                throw new ArgumentOutOfRangeException(nameof(alpha), FormattableString.Invariant($"alpha is {alpha}; expected a number from 0 to 1, or a negative one for no weight."));
            return new Ops.BinaryFocal(alpha, Require.NotNegativeNumber(gamma, nameof(gamma)), reduction).Run(logits, labels);
        }
    }
}
