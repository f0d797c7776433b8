using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Minus the logarithm that the label's class was given, for networks that end in log-softmax. Reduced.</summary>
    /// <param name="IgnoredLabel">Rows with this label count neither in the loss nor in its mean; −100 by default, as in PyTorch.</param>
    /// <param name="Reduction">Mean over the rows that count by their weights, sum, mean over examples, or none.</param>
    /// <remarks><code>
    /// formula   l = −w[t] · x[t]; ∞ where x[t] = −∞
    /// shapes    log-probabilities x (N, C) or (C) or (N, C, …), labels t Int64 (N) or () or (N, …), class weights w (C) or none → l (), or t's shape without reduction
    /// gradient  dx[t] = −w[t] · dl [/ Σ w[t] for the mean], 0 elsewhere
    /// keeps     labels, Σ w[t]
    /// differs   from torch.nn.functional.nll_loss: nothing
    /// source    Fisher 1922, "On the mathematical foundations of theoretical statistics"
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not fit, or labels are not Int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class; the text names it and its place.</exception>
    public readonly record struct NegativeLogLikelihood(long IgnoredLabel, Reduction Reduction) : IOp<NegativeLogLikelihood>
    {
        void IOp<NegativeLogLikelihood>.Plan(ref Plan p)
        {
            LabelRows.Plan(ref p, "logProbabilities", Reduction);
            p.Keep([]);
        }

        void IOp<NegativeLogLikelihood>.Forward<T>(in Forward<T> f)
        {
            var rows = new LabelRows<T>(f, IgnoredLabel, nameof(NegativeLogLikelihood), "logProbabilities");
            ReadOnlySpan<T> x = f.X(0);
            Span<T> losses = LabelRows.Losses(f, rows.Count, Reduction);
            for (int row = 0; row < rows.Count; row++)
                losses[row] = rows.Skips(row) ? T.Zero : -rows.Weight(rows.Label(row)) * x[rows.At(row, rows.Label(row))];
            T total = f.Y(1)[0] = rows.Total(weighted: true);
            LabelRows.Reduce(f, losses, total, Reduction);
        }

        void IOp<NegativeLogLikelihood>.Backward<T>(in Backward<T> b)
        {
            if (!b.Wants(0))
                return;
            var rows = new LabelRows<T>(b, IgnoredLabel);
            ReadOnlySpan<T> dl = LabelRows.Upstream(b, rows.Count, b.Y(1)[0], Reduction);
            Span<T> dx = b.DX(0);
            for (int row = 0; row < rows.Count; row++)
            {
                if (!rows.Skips(row))
                    dx[rows.At(row, rows.Label(row))] -= rows.Weight(rows.Label(row)) * dl[row];
            }
        }
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.NegativeLogLikelihood"/>
        /// <param name="logProbabilities">x: logarithms, as LogSoftmax gives. From logits, <see cref="CrossEntropy"/> is the same in one.</param>
        /// <param name="labels">Class numbers from 0, Int64, (N) or (N, …).</param>
        /// <param name="classWeights">How much each class counts, (C,); none for 1.</param>
        /// <param name="ignoredLabel">Rows with this label do not count; −100 by default.</param>
        /// <param name="reduction">Mean by default.</param>
        public static Tensor NegativeLogLikelihood(
            Tensor logProbabilities, Tensor labels, Tensor classWeights = default, long ignoredLabel = -100, Reduction reduction = Reduction.Mean) =>
            new Ops.NegativeLogLikelihood(ignoredLabel, reduction).Run(logProbabilities, labels, classWeights);
    }
}
