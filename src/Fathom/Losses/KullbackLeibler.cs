using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>How much is lost when Q stands for P: the divergence D(P‖Q), each element's part of it, reduced.</summary>
    /// <param name="LogTarget">Whether targets are log P instead of P.</param>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = P · (log P − log Q), 0 where P = 0 whatever Q is, ∞ where P &gt; 0 and Q = 0
    /// shapes    log Q (…), targets P (…) in [0, 1], or log P → l (), or (…) without reduction
    /// gradient  d log Q = −P · dl [/ rows for the batch mean, / n for the mean]; targets have none
    /// keeps     log Q, targets
    /// differs   from torch.nn.functional.kl_div: the batch mean is the default, as only it is the divergence (torch warns of its own default); targets are checked and have no
    ///           gradient; P = 0 beside log Q = −∞ gives 0 instead of NaN; other shapes are refused instead of broadcast
    /// source    Kullback and Leibler 1951, "On information and sufficiency"
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is no probability (without LogTarget); the text names the first and its place.</exception>
    public readonly record struct KullbackLeibler(bool LogTarget, Reduction Reduction) : IOp<KullbackLeibler>, IMap2, IMap3
    {
        void IOp<KullbackLeibler>.Plan(ref Plan p) => PairLoss.Plan(ref p, "logPredictions", "targets", Reduction);

        void IOp<KullbackLeibler>.Forward<T>(in Forward<T> f)
        {
            if (!LogTarget)
                LossInput.Probabilities(nameof(KullbackLeibler), f.X(1), "targets", "For logarithms of probabilities say logTarget: true.");
            PairLoss.Forward(this, f, Reduction);
        }

        void IOp<KullbackLeibler>.Backward<T>(in Backward<T> b) => PairLoss.Backward(this, b, Reduction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V logQ, V target)
        {
            V p = LogTarget ? V.Exp(target) : target, logP = LogTarget ? target : V.Log(target);
            return V.Select(V.EqualTo(p, V.Zero), V.Zero, p * (logP - logQ));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V logQ, V target, V dy) => -(LogTarget ? V.Exp(target) : target) * dy;
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.KullbackLeibler"/>
        /// <param name="logPredictions">log Q, as LogSoftmax gives: logarithms, not probabilities.</param>
        /// <param name="targets">P, probabilities; or log P with <paramref name="logTarget"/>.</param>
        /// <param name="logTarget">Whether targets are log P.</param>
        /// <param name="reduction">The batch mean by default: the sum over each row, averaged over rows.</param>
        public static Tensor KullbackLeibler(Tensor logPredictions, Tensor targets, bool logTarget = false, Reduction reduction = Reduction.BatchMean) =>
            new Ops.KullbackLeibler(logTarget, reduction).Run(logPredictions, targets);
    }
}
