using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Softmax and cross-entropy on integer labels in one, finite at any x, reduced. Gradient of one row: softmax(x) − 1 at its label.</summary>
    /// <param name="LabelSmoothing">ε: the share of every label spread over all classes, in [0, 1).</param>
    /// <param name="IgnoredLabel">Rows with this label count neither in the loss nor in its mean; −100 by default, as in PyTorch.</param>
    /// <param name="Reduction">Mean over the rows that count by their weights, sum, mean over examples, or none.</param>
    /// <remarks><code>
    /// formula   l = −(1 − ε) · w[t] · log softmax(x)[t] − ε/C · Σ w · log softmax(x)
    /// shapes    logits x (N, C) or (C) or (N, C, …), labels t Int64 (N) or () or (N, …), class weights w (C) or none → l (), or t's shape without reduction
    /// gradient  dx = k · (softmax(x) · Σ a − a), where a is the weight of each class in the formula and k is dl [/ Σ w[t] for the mean]
    /// keeps     logits, log Σ eˣ of each row, Σ w[t]
    /// differs   from torch.nn.functional.cross_entropy: labels are class numbers; for probabilities see SoftCrossEntropy. ε = 1 is refused. (The mean divides by Σ w[t] over
    ///           the rows that count; NaN if none does)
    /// source    Bridle 1990; label smoothing: Szegedy et al. 2015, arXiv:1512.00567
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not fit, or labels are not Int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class; the text names it and its place.</exception>
    public readonly record struct CrossEntropy(double LabelSmoothing, long IgnoredLabel, Reduction Reduction) : IOp<CrossEntropy>
    {
        void IOp<CrossEntropy>.Plan(ref Plan p)
        {
            p.Keep(LabelRows.Plan(ref p, "logits", Reduction));
            p.Keep([]);
        }

        void IOp<CrossEntropy>.Forward<T>(in Forward<T> f)
        {
            var rows = new LabelRows<T>(f, IgnoredLabel, nameof(CrossEntropy), "logits");
            ReadOnlySpan<T> x = f.X(0);
            Span<T> logSum = f.Y(1), losses = LabelRows.Losses(f, rows.Count, Reduction);
            SoftmaxRows.LogSumExp(x, logSum, f.Scratch(rows.Count), rows.Outer, rows.Classes, rows.Inner);
            (T sure, T spread) = Shares<T>(rows.Classes);
            for (int row = 0; row < rows.Count; row++)
            {
                losses[row] = T.Zero;
                if (rows.Skips(row))
                    continue;
                int label = rows.Label(row), start = rows.At(row, 0);
                T loss = sure * rows.Weight(label) * (logSum[row] - x[start + (label * rows.Inner)]);
                for (int c = 0; c < rows.Classes && LabelSmoothing > 0; c++)
                    loss += spread * rows.Weight(c) * (logSum[row] - x[start + (c * rows.Inner)]);
                losses[row] = loss;
            }

            T total = f.Y(2)[0] = rows.Total(weighted: true);
            LabelRows.Reduce(f, losses, total, Reduction);
        }

        void IOp<CrossEntropy>.Backward<T>(in Backward<T> b)
        {
            if (!b.Wants(0))
                return;
            var rows = new LabelRows<T>(b, IgnoredLabel);
            (T sure, T spread) = Shares<T>(rows.Classes);
            T every = T.Zero;
            for (int c = 0; c < rows.Classes && LabelSmoothing > 0; c++)
                every += spread * rows.Weight(c);
            ReadOnlySpan<T> dl = LabelRows.Upstream(b, rows.Count, b.Y(2)[0], Reduction);

            // First softmax times the whole weight of its row, then the weights of single classes taken off.
            Span<T> scale = b.Scratch(rows.Count);
            for (int row = 0; row < rows.Count; row++)
                scale[row] = rows.Skips(row) ? T.Zero : dl[row] * ((sure * rows.Weight(rows.Label(row))) + every);
            Span<T> dx = b.DX(0, out bool add);
            SoftmaxRows.Scaled(b.X(0), b.Y(1), scale, dx, rows.Outer, rows.Classes, rows.Inner, add);
            for (int row = 0; row < rows.Count; row++)
            {
                if (rows.Skips(row))
                    continue;
                int label = rows.Label(row), start = rows.At(row, 0);
                dx[start + (label * rows.Inner)] -= dl[row] * sure * rows.Weight(label);
                for (int c = 0; c < rows.Classes && LabelSmoothing > 0; c++)
                    dx[start + (c * rows.Inner)] -= dl[row] * spread * rows.Weight(c);
            }
        }

        /// <summary>What the label gets, and what every class gets.</summary>
        private (T Sure, T Spread) Shares<T>(int classes)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => (T.CreateTruncating(1 - LabelSmoothing), T.CreateTruncating(LabelSmoothing / classes));
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.CrossEntropy"/>
        /// <param name="logits">x: what comes before any softmax, (N, C) or (N, C, …).</param>
        /// <param name="labels">Class numbers from 0, Int64, (N) or (N, …). For a probability of each class see <see cref="SoftCrossEntropy"/>.</param>
        /// <param name="classWeights">How much each class counts, (C,); none for 1.</param>
        /// <param name="labelSmoothing">The share of every label spread over all classes, in [0, 1); 0 by default.</param>
        /// <param name="ignoredLabel">Rows with this label do not count; −100 by default.</param>
        /// <param name="reduction">Mean by default.</param>
        /// <exception cref="ArgumentOutOfRangeException">A label is no class, or labelSmoothing is not in [0, 1).</exception>
        public static Tensor CrossEntropy(
            Tensor logits, Tensor labels, Tensor classWeights = default, double labelSmoothing = 0, long ignoredLabel = -100, Reduction reduction = Reduction.Mean) =>
            new Ops.CrossEntropy(Require.Probability(labelSmoothing, nameof(labelSmoothing)), ignoredLabel, reduction).Run(logits, labels, classWeights);
    }
}
