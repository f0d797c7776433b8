using System.Numerics;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Cross-entropy in which rows that are right already count less, by (1 − p)^Gamma. From logits, finite at any x, reduced.</summary>
    /// <param name="Alpha">α: a factor of all classes; class weights come on top.</param>
    /// <param name="Gamma">γ: how much less the easy rows count; 0 for not at all.</param>
    /// <param name="IgnoredLabel">Rows with this label count neither in the loss nor in its mean.</param>
    /// <param name="Reduction">Mean over the rows that count (weights do not enter the divisor), sum, mean over examples, or none.</param>
    /// <remarks><code>
    /// formula   l = −α · w[t] · (1 − p)^γ · log p, p = softmax(x)[t]
    /// shapes    logits x (N, C) or (C) or (N, C, …), labels t Int64 (N) or () or (N, …), class weights w (C) or none → l (), or t's shape without reduction
    /// gradient  dx = α · w[t] · (1 − p)^γ · (1 − γ · p · log p / (1 − p)) · (softmax(x) − onehot(t)) · dl [/ rows that count for the mean]
    /// keeps     logits, log Σ eˣ of each row
    /// differs   torch has none; the binary form of torchvision is BinaryFocal
    /// source    Lin, Goyal, Girshick, He and Dollár 2017, arXiv:1708.02002
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not fit, or labels are not Int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class; the text names it and its place.</exception>
    public readonly record struct Focal(double Alpha, double Gamma, long IgnoredLabel, Reduction Reduction) : IOp<Focal>
    {
        void IOp<Focal>.Plan(ref Plan p) => p.Keep(LabelRows.Plan(ref p, "logits", Reduction));

        void IOp<Focal>.Forward<T>(in Forward<T> f)
        {
            var rows = new LabelRows<T>(f, IgnoredLabel, nameof(Focal), "logits");
            ReadOnlySpan<T> x = f.X(0);
            Span<T> logSum = f.Y(1), losses = LabelRows.Losses(f, rows.Count, Reduction);
            SoftmaxRows.LogSumExp(x, logSum, f.Scratch(rows.Count), rows.Outer, rows.Classes, rows.Inner);
            for (int row = 0; row < rows.Count; row++)
            {
                losses[row] = T.Zero;
                if (rows.Skips(row))
                    continue;
                T logP = x[rows.At(row, rows.Label(row))] - logSum[row];
                losses[row] = -Factor(rows, row, Wrong(logP)) * logP;
            }

            LabelRows.Reduce(f, losses, rows.Total(weighted: false), Reduction);
        }

        void IOp<Focal>.Backward<T>(in Backward<T> b)
        {
            if (!b.Wants(0))
                return;
            var rows = new LabelRows<T>(b, IgnoredLabel);
            ReadOnlySpan<T> x = b.X(0), logSum = b.Y(1), dl = LabelRows.Upstream(b, rows.Count, rows.Total(weighted: false), Reduction);
            Span<T> scale = b.Scratch(rows.Count);
            for (int row = 0; row < rows.Count; row++)
            {
                scale[row] = T.Zero;
                if (rows.Skips(row))
                    continue;
                T logP = x[rows.At(row, rows.Label(row))] - logSum[row], wrong = Wrong(logP);
                T ratio = wrong == T.Zero ? -T.One : logP / wrong; // log p / (1 − p), which tends to −1 as p tends to 1
                scale[row] = dl[row] * Factor(rows, row, wrong) * (T.One - (T.CreateTruncating(Gamma) * (T.One - wrong) * ratio));
            }

            Span<T> dx = b.DX(0, out bool add);
            SoftmaxRows.Scaled(x, logSum, scale, dx, rows.Outer, rows.Classes, rows.Inner, add);
            for (int row = 0; row < rows.Count; row++)
            {
                if (!rows.Skips(row))
                    dx[rows.At(row, rows.Label(row))] -= scale[row];
            }
        }

        /// <summary>1 − p, without cancellation where p is nearly 1; rounding may have lifted log p above 0.</summary>
        private static T Wrong<T>(T logP)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Max(-T.ExpM1(logP), T.Zero);

        /// <summary>α · w[t] · (1 − p)^γ.</summary>
        private T Factor<T>(in LabelRows<T> rows, int row, T wrong)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            T.CreateTruncating(Alpha) * rows.Weight(rows.Label(row)) * T.Pow(wrong, T.CreateTruncating(Gamma));
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.Focal"/>
        /// <param name="logits">x: what comes before any softmax, (N, C) or (N, C, …).</param>
        /// <param name="labels">Class numbers from 0, Int64, (N) or (N, …).</param>
        /// <param name="classWeights">α of each class, (C,); none for 1.</param>
        /// <param name="alpha">α of all classes, at least 0; 1 by default.</param>
        /// <param name="gamma">γ, at least 0: how much less the easy rows count; 2 by default.</param>
        /// <param name="ignoredLabel">Rows with this label do not count; −100 by default.</param>
        /// <param name="reduction">Mean by default.</param>
        /// <exception cref="ArgumentOutOfRangeException">A label is no class, or alpha or gamma is negative.</exception>
        public static Tensor Focal(
            Tensor logits, Tensor labels, Tensor classWeights = default, double alpha = 1, double gamma = 2, long ignoredLabel = -100, Reduction reduction = Reduction.Mean) =>
            new Ops.Focal(Require.NotNegativeNumber(alpha, nameof(alpha)), Require.NotNegativeNumber(gamma, nameof(gamma)), ignoredLabel, reduction).Run(logits, labels, classWeights);
    }
}
