namespace Fathom.Ops
{
    /// <summary>The hinge for several classes: the label's score should lead every other by the margin. Reduced.</summary>
    /// <param name="Power">What the shortfall is raised to: 1 or 2.</param>
    /// <param name="Margin">By how much the label's score should lead.</param>
    /// <param name="Reduction">Mean over rows, sum, mean over examples, or none.</param>
    /// <remarks><code>
    /// formula   l = w[t]/C · Σ max(0, margin − x[t] + x[j])^power over the classes j ≠ t
    /// shapes    scores x (N, C) or (C) or (N, C, …), labels t Int64 (N) or () or (N, …), class weights w (C) or none → l (), or t's shape without reduction
    /// gradient  dx[j] = w[t]/C · power · max(0, margin − x[t] + x[j])^(power − 1) · dl [/ rows for the mean], dx[t] = −Σ of those
    /// keeps     scores, labels
    /// differs   from torch.nn.functional.multi_margin_loss: also (N, C, …)
    /// source    Crammer and Singer 2001; Weston and Watkins 1999
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not fit, or labels are not Int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class; the text names it and its place.</exception>
    public readonly record struct MultiMargin(int Power, double Margin, Reduction Reduction) : IOp<MultiMargin>
    {
        /// <summary>No label can be this, so that every row counts.</summary>
        private const long IgnoresNone = long.MinValue;

        void IOp<MultiMargin>.Plan(ref Plan p) => LabelRows.Plan(ref p, "scores", Reduction);

        void IOp<MultiMargin>.Forward<T>(in Forward<T> f)
        {
            var rows = new LabelRows<T>(f, IgnoresNone, nameof(MultiMargin), "scores");
            ReadOnlySpan<T> x = f.X(0);
            Span<T> losses = LabelRows.Losses(f, rows.Count, Reduction);
            for (int row = 0; row < rows.Count; row++)
            {
                T loss = T.Zero, lead = T.CreateTruncating(Margin) - x[rows.At(row, rows.Label(row))];
                for (int c = 0; c < rows.Classes; c++)
                {
                    T missing = T.Max(lead + x[rows.At(row, c)], T.Zero);
                    if (c != rows.Label(row))
                        loss += Power == 1 ? missing : missing * missing;
                }

                losses[row] = loss * rows.Weight(rows.Label(row)) / T.CreateTruncating(rows.Classes);
            }

            LabelRows.Reduce(f, losses, T.CreateTruncating(rows.Count), Reduction);
        }

        void IOp<MultiMargin>.Backward<T>(in Backward<T> b)
        {
            if (!b.Wants(0))
                return;
            var rows = new LabelRows<T>(b, IgnoresNone);
            ReadOnlySpan<T> x = b.X(0), dl = LabelRows.Upstream(b, rows.Count, T.CreateTruncating(rows.Count), Reduction);
            Span<T> dx = b.DX(0);
            for (int row = 0; row < rows.Count; row++)
            {
                int label = rows.At(row, rows.Label(row));
                T share = dl[row] * rows.Weight(rows.Label(row)) / T.CreateTruncating(rows.Classes), lead = T.CreateTruncating(Margin) - x[label];
                for (int c = 0; c < rows.Classes; c++)
                {
                    int at = rows.At(row, c);
                    T missing = lead + x[at];
                    if (at == label || !(missing > T.Zero))
                        continue;
                    T slope = Power == 1 ? share : share * (missing + missing);
                    dx[at] += slope;
                    dx[label] -= slope;
                }
            }
        }
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.MultiMargin"/>
        /// <param name="scores">x, one for each class, (N, C) or (N, C, …); not squashed.</param>
        /// <param name="labels">Class numbers from 0, Int64, (N) or (N, …).</param>
        /// <param name="power">What the shortfall is raised to: 1 (the default) or 2.</param>
        /// <param name="margin">By how much the label's score should lead; 1 by default.</param>
        /// <param name="classWeights">How much each class counts, (C,); none for 1.</param>
        /// <param name="reduction">Mean by default.</param>
        /// <exception cref="ArgumentOutOfRangeException">A label is no class, or power is neither 1 nor 2.</exception>
        public static Tensor MultiMargin(
            Tensor scores, Tensor labels, int power = 1, double margin = 1, Tensor classWeights = default, Reduction reduction = Reduction.Mean) =>
            new Ops.MultiMargin(
                power is 1 or 2 ? power : throw new ArgumentOutOfRangeException(nameof(power), $"power is {power}; expected 1 or 2."),
                margin,
                reduction).Run(scores, labels, classWeights);
    }
}
