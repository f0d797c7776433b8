using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Fathom.Ops
{
    /// <summary>The hinge for several labels a row: the score of every label should lead that of every other class by 1. Reduced.</summary>
    /// <param name="Reduction">Mean over rows, sum, mean over examples, or none.</param>
    /// <remarks><code>
    /// formula   l = 1/C · Σ max(0, 1 − x[j] + x[i]) over the row's labels j and the classes i that are none of them
    /// shapes    scores x (N, C) or (C), labels Int64 of the same shape: a row's labels first, then −1 → l (), or (N) or () without reduction
    /// gradient  dx[i] = dl/C [/ N for the mean] for every label that does not lead i by 1, dx[j] = −Σ of those
    /// keeps     scores, labels
    /// differs   from torch.nn.functional.multilabel_margin_loss: nothing
    /// source    Crammer and Singer 2001; Weston and Watkins 1999
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ or have more than two axes, or labels are not Int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label before the first −1 is no class; the text names it and its place.</exception>
    public readonly record struct MultiLabelMargin(Reduction Reduction) : IOp<MultiLabelMargin>
    {
        void IOp<MultiLabelMargin>.Plan(ref Plan p)
        {
            Shape x = p.Floating(0, "scores");
            p.Is(1, DType.Int64, "labels");
            p.Same(0, 1, "scores", "labels");
            if (x.Rank is not (1 or 2))
                p.Throw(0, "scores", "(N, C) or (C)");
            p.Result(Reduction == Reduction.None ? x[..^1] : []);
        }

        void IOp<MultiLabelMargin>.Forward<T>(in Forward<T> f)
        {
            int classes = f.Shape(0)[^1], rows = f.Shape(0)[..^1].Length;
            Span<T> losses = LabelRows.Losses(f, rows, Reduction), others = f.Scratch(classes);
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<T> x = f.X(0).Slice(row * classes, classes);
                ReadOnlySpan<long> labels = Labels(f.X<long>(1).Slice(row * classes, classes), row, others);
                T loss = T.Zero;
                foreach (long label in labels)
                {
                    for (int i = 0; i < classes; i++)
                        loss += others[i] * T.Max(T.One - x[(int)label] + x[i], T.Zero);
                }

                losses[row] = loss / T.CreateTruncating(classes);
            }

            LabelRows.Reduce(f, losses, T.CreateTruncating(rows), Reduction);
        }

        void IOp<MultiLabelMargin>.Backward<T>(in Backward<T> b)
        {
            if (!b.Wants(0))
                return;
            int classes = b.Shape(0)[^1], rows = b.Shape(0)[..^1].Length;
            ReadOnlySpan<T> dl = LabelRows.Upstream(b, rows, T.CreateTruncating(rows), Reduction);
            Span<T> all = b.DX(0), others = b.Scratch(classes);
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<T> x = b.X(0).Slice(row * classes, classes);
                Span<T> dx = all.Slice(row * classes, classes);
                T share = dl[row] / T.CreateTruncating(classes);
                foreach (long label in Labels(b.X<long>(1).Slice(row * classes, classes), row, others))
                {
                    for (int i = 0; i < classes; i++)
                    {
                        if (others[i] == T.Zero || !(T.One - x[(int)label] + x[i] > T.Zero))
                            continue;
                        dx[i] += share;
                        dx[(int)label] -= share;
                    }
                }
            }
        }

        /// <summary>The labels before the first −1, with 1 for every class that is none of them and 0 for the rest.</summary>
        private static ReadOnlySpan<long> Labels<T>(ReadOnlySpan<long> row, int index, Span<T> others)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int end = row.IndexOf(-1);
            ReadOnlySpan<long> labels = end < 0 ? row : row[..end];
            others.Fill(T.One);
            for (int i = 0; i < labels.Length; i++)
            {
                if ((ulong)labels[i] >= (ulong)row.Length)
                    Throw(index, i, labels[i], row.Length);
                others[(int)labels[i]] = T.Zero;
            }

            return labels;
        }

        [DoesNotReturn]
        private static void Throw(int row, int place, long label, int classes) => throw new ArgumentOutOfRangeException(
            null, $"MultiLabelMargin: label {place} of row {row} is {label}; expected a class number from 0 to {classes - 1}, as scores have {classes} classes, or −1 behind the row's last label.");
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.MultiLabelMargin"/>
        /// <param name="scores">x, one for each class, (N, C) or (C); not squashed.</param>
        /// <param name="labels">Class numbers from 0, Int64, of the same shape: a row's labels first, then −1.</param>
        /// <param name="reduction">Mean by default.</param>
        public static Tensor MultiLabelMargin(Tensor scores, Tensor labels, Reduction reduction = Reduction.Mean) =>
            new Ops.MultiLabelMargin(reduction).Run(scores, labels);
    }
}
