using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Softmax and cross-entropy on integer labels in one: l = −(1 − ε) · w[t] · log softmax(x)[t] − ε/C · Σ w · log softmax(x), finite at any x, reduced.</summary>
    /// <param name="LabelSmoothing">ε: the share of every label spread over all classes, 0 to 1.</param>
    /// <param name="IgnoredLabel">Rows with this label count neither in the loss nor in its mean; −100 by default, as in PyTorch.</param>
    /// <param name="Reduction">Mean, sum, or none.</param>
    /// <remarks><code>
    /// shapes    logits x (N, C) or (C) or (N, C, …), labels t Int64 (N) or () or (N, …), class weights w (C) or none → l (), or t's shape without reduction
    /// gradient  dx = k · (softmax(x) · Σ a − a), where a is the weight of each class in the formula and k is dl [/ Σ w[t] for the mean]
    /// keeps     logits, log Σ eˣ of each row, Σ w[t]
    /// differs   from torch.nn.functional.cross_entropy: nothing (the mean divides by Σ w[t] over the rows that count; NaN if none does)
    /// source    Bridle 1990 for softmax with it; Szegedy et al. 2016, arXiv:1512.00567 §7, for label smoothing
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not fit, or labels are not Int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class; the text names it and its place. Or ε is not in [0, 1].</exception>
    public readonly record struct CrossEntropy(double LabelSmoothing, long IgnoredLabel, Reduction Reduction) : IOp<CrossEntropy>, IMap3
    {
        void IOp<CrossEntropy>.Plan(ref Plan p)
        {
            Shape x = p.Floating(0, "logits");
            p.Is(1, DType.Int64, "labels");
            if (x.Rank == 0)
                p.Throw(0, "logits", "at least one axis, the classes");
            int axis = ClassAxis(x);
            Shape rows = x.Without(axis);
            if (p[1] != rows)
                p.Throw(1, "labels", $"{rows}: a class number for each row of logits {x}, whose classes are axis {axis}");
            if (p.Has(2) && (p.Floating(2, "class weights").Rank != 1 || p[2][0] != x[axis]))
                p.Throw(2, "class weights", $"({x[axis]},), one for each class of logits {x}");
            if (!(LabelSmoothing >= 0 && LabelSmoothing <= 1))
                ThrowSmoothing(LabelSmoothing);
            p.Result(Reduction == Reduction.None ? rows : []);
            p.Keep(rows);
            p.Keep([]);
        }

        void IOp<CrossEntropy>.Forward<T>(in Forward<T> f)
        {
            (int outer, int classes, int inner) = Split.At(f.Shape(0), ClassAxis(f.Shape(0)));
            ReadOnlySpan<T> x = f.X(0), w = f.Has(2) ? f.X(2) : default;
            ReadOnlySpan<long> labels = f.X<long>(1);
            Span<T> logSum = f.Y(1);
            Span<T> rows = Reduction == Reduction.None ? f.Y() : f.Scratch(labels.Length);
            SoftmaxRows.LogSumExp(x, logSum, f.Scratch(labels.Length), outer, classes, inner);
            T sure = T.CreateTruncating(1 - LabelSmoothing), spread = T.CreateTruncating(LabelSmoothing / classes);
            T total = T.Zero;
            for (int row = 0; row < labels.Length; row++)
            {
                long label = labels[row];
                rows[row] = T.Zero;
                if (label == IgnoredLabel)
                    continue;
                if ((ulong)label >= (ulong)classes)
                    ThrowLabel(label, row, classes);
                int start = (row / inner * classes * inner) + (row % inner);
                T weight = w.IsEmpty ? T.One : w[(int)label];
                T loss = sure * weight * (logSum[row] - x[start + ((int)label * inner)]);
                for (int c = 0; c < classes && LabelSmoothing > 0; c++)
                    loss += spread * (w.IsEmpty ? T.One : w[c]) * (logSum[row] - x[start + (c * inner)]);
                rows[row] = loss;
                total += weight;
            }

            f.Y(2)[0] = total;
            if (Reduction == Reduction.None)
                return;
            Fold.Run(default(SumFold), rows, default, f.Y(), 1, rows.Length, 1);
            if (Reduction == Reduction.Mean)
                f.Y()[0] /= total;
        }

        void IOp<CrossEntropy>.Backward<T>(in Backward<T> b)
        {
            if (!b.Wants(0))
                return;
            (int outer, int classes, int inner) = Split.At(b.Shape(0), ClassAxis(b.Shape(0)));
            ReadOnlySpan<T> w = b.Has(2) ? b.X(2) : default, dy = b.DY();
            ReadOnlySpan<long> labels = b.X<long>(1);
            T sure = T.CreateTruncating(1 - LabelSmoothing), spread = T.CreateTruncating(LabelSmoothing / classes);
            T every = T.Zero;
            for (int c = 0; c < classes && LabelSmoothing > 0; c++)
                every += spread * (w.IsEmpty ? T.One : w[c]);
            T share = Reduction == Reduction.Mean ? dy[0] / b.Y(2)[0] : T.Zero;

            // First softmax times the whole weight of its row, then the weights of single classes taken off.
            Span<T> scale = b.Scratch(labels.Length);
            for (int row = 0; row < labels.Length; row++)
            {
                T k = Reduction == Reduction.Mean ? share : dy[Reduction == Reduction.None ? row : 0];
                scale[row] = labels[row] == IgnoredLabel ? T.Zero : k * ((sure * (w.IsEmpty ? T.One : w[(int)labels[row]])) + every);
            }

            Span<T> dx = b.DX(0, out bool add);
            Elementwise.Map(this, SoftmaxRows.SpreadTwo(outer, classes, inner), b.X(0), b.Y(1), scale, dx, add);
            for (int row = 0; row < labels.Length; row++)
            {
                if (labels[row] == IgnoredLabel)
                    continue;
                T k = Reduction == Reduction.Mean ? share : dy[Reduction == Reduction.None ? row : 0];
                int start = (row / inner * classes * inner) + (row % inner);
                dx[start + ((int)labels[row] * inner)] -= k * sure * (w.IsEmpty ? T.One : w[(int)labels[row]]);
                for (int c = 0; c < classes && LabelSmoothing > 0; c++)
                    dx[start + (c * inner)] -= k * spread * (w.IsEmpty ? T.One : w[c]);
            }
        }

        /// <summary>softmax · scale; rows that do not count stay 0 whatever they hold.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V logSum, V scale) => V.Select(V.EqualTo(scale, V.Zero), V.Zero, V.Exp(x - logSum) * scale);

        private static int ClassAxis(in Shape x) => x.Rank == 1 ? 0 : 1;

        [DoesNotReturn]
        private static void ThrowLabel(long label, int row, int classes) => throw new ArgumentOutOfRangeException(
            null, $"CrossEntropy: label {row} is {label}; expected a class number from 0 to {classes - 1}, as logits have {classes} classes. Number the classes from 0, and mark rows to leave out with ignoredLabel.");

        [DoesNotReturn]
        private static void ThrowSmoothing(double value) => throw new ArgumentOutOfRangeException(
            null, $"CrossEntropy: labelSmoothing is {value}; expected a number from 0 to 1.");
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.CrossEntropy"/>
        /// <param name="logits">x: what comes before any softmax, (N, C) or (N, C, …).</param>
        /// <param name="labels">Class numbers from 0, Int64, (N) or (N, …).</param>
        /// <param name="classWeights">How much each class counts, (C,); none for 1.</param>
        /// <param name="labelSmoothing">The share of every label spread over all classes; 0 by default.</param>
        /// <param name="ignoredLabel">Rows with this label do not count; −100 by default.</param>
        /// <param name="reduction">Mean by default.</param>
        public static Tensor CrossEntropy(
            Tensor logits, Tensor labels, Tensor classWeights = default, double labelSmoothing = 0, long ignoredLabel = -100, Reduction reduction = Reduction.Mean) =>
            new Ops.CrossEntropy(labelSmoothing, ignoredLabel, reduction).Run(logits, labels, classWeights);
    }
}
