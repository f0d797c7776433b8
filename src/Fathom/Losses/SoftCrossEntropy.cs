using System.Numerics;
using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Softmax and cross-entropy on a probability of each class (soft labels, as mixing examples or a teacher gives) in one, finite at any x, reduced.</summary>
    /// <param name="LabelSmoothing">ε: the share of every row spread over all classes, in [0, 1).</param>
    /// <param name="Reduction">Mean over rows (class weights do not enter the divisor), sum, mean over examples, or none.</param>
    /// <remarks><code>
    /// formula   l = −Σ a · log softmax(x), a = w · ((1 − ε) · t + ε/C); a class with a = 0 adds nothing
    /// shapes    logits x (N, C) or (C) or (N, C, …), probabilities t of the same shape, class weights w (C) or none → l (), or x's shape without the classes
    /// gradient  dx = (softmax(x) · Σ a − a) · dl [/ rows for the mean]; probabilities have none
    /// keeps     logits, probabilities, log Σ eˣ of each row
    /// differs   from torch.nn.functional.cross_entropy with probabilities: they are checked and have no gradient; ε = 1 is refused
    /// source    Bridle 1990; soft labels: Hinton, Vinyals and Dean 2015, arXiv:1503.02531
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability is not in [0, 1]; the text names the first and its place.</exception>
    public readonly record struct SoftCrossEntropy(double LabelSmoothing, Reduction Reduction) : IOp<SoftCrossEntropy>, IMap3
    {
        void IOp<SoftCrossEntropy>.Plan(ref Plan p)
        {
            p.Floating(0, "logits");
            p.Floating(1, "targetProbabilities");
            p.Same(0, 1, "logits", "targetProbabilities");
            Shape rows = LabelRows.Rows(ref p, "logits");
            p.Result(Reduction == Reduction.None ? rows : []);
            p.Keep(rows);
        }

        void IOp<SoftCrossEntropy>.Forward<T>(in Forward<T> f)
        {
            LossInput.Probabilities(nameof(SoftCrossEntropy), f.X(1), "targetProbabilities", "Class numbers (Int64) go to Loss.CrossEntropy.");
            (int outer, int classes, int inner) = Split.At(f.Shape(0), LabelRows.ClassAxis(f.Shape(0)));
            Span<T> logSum = f.Y(1), losses = LabelRows.Losses(f, logSum.Length, Reduction), parts = f.Scratch(f.Shape(0).Length);
            SoftmaxRows.LogSumExp(f.X(0), logSum, losses, outer, classes, inner);
            Amounts(f.X(1), f.Has(2) ? f.X(2) : default, f.Scratch(classes), parts, outer, inner);
            Elementwise.Map(this, Grid.Of([outer, classes, inner], [outer, classes, inner], [outer, classes, inner], [outer, 1, inner]), parts, f.X(0), logSum, parts);
            Fold.Run(default(SumFold), parts, default, losses, outer, classes, inner);
            LabelRows.Reduce(f, losses, T.CreateTruncating(losses.Length), Reduction);
        }

        void IOp<SoftCrossEntropy>.Backward<T>(in Backward<T> b)
        {
            if (!b.Wants(0))
                return;
            (int outer, int classes, int inner) = Split.At(b.Shape(0), LabelRows.ClassAxis(b.Shape(0)));
            int rows = outer * inner;
            Span<T> a = b.Scratch(b.Shape(0).Length), scale = b.Scratch(rows);
            Amounts(b.X(1), b.Has(2) ? b.X(2) : default, b.Scratch(classes), a, outer, inner);
            ReadOnlySpan<T> dl = LabelRows.Upstream(b, rows, T.CreateTruncating(rows), Reduction);
            Fold.Run(default(SumFold), a, default, scale, outer, classes, inner);
            Elementwise.Map(default(Multiply), scale, dl, scale);
            Span<T> dx = b.DX(0, out bool add);
            SoftmaxRows.Scaled(b.X(0), b.Y(1), scale, dx, outer, classes, inner, add);
            Elementwise.Map(default(TakenOff), SoftmaxRows.Spread(outer, classes, inner), a, dl, dx, add: true);
        }

        /// <summary>One class's part of the loss: 0 without weight, even where its logit is −∞.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V a, V x, V logSum) => V.Select(V.EqualTo(a, V.Zero), V.Zero, a * (logSum - x));

        /// <summary>a: what each class of each row counts.</summary>
        private void Amounts<T>(ReadOnlySpan<T> t, ReadOnlySpan<T> given, Span<T> weights, Span<T> a, int outer, int inner)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (given.IsEmpty)
                weights.Fill(T.One);
            else
                given.CopyTo(weights);
            ReadOnlySpan<int> all = [outer, weights.Length, inner], one = [weights.Length, 1];
            Elementwise.Map(new Amount(1 - LabelSmoothing, LabelSmoothing / weights.Length), Grid.Of(all, all, one), t, weights, a);
        }

        private readonly struct Amount(double sure, double spread) : IMap2
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap2.At<V, T>(V t, V w) => w * V.Fma(t, VecMath.Of<V, T>(sure), VecMath.Of<V, T>(spread));
        }

        private readonly struct TakenOff : IMap2
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            V IMap2.At<V, T>(V a, V dl) => -a * dl;
        }
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.SoftCrossEntropy"/>
        /// <param name="logits">x: what comes before any softmax, (N, C) or (N, C, …).</param>
        /// <param name="targetProbabilities">t: how probable each class is, of the same shape; for class numbers see <see cref="CrossEntropy"/>.</param>
        /// <param name="classWeights">How much each class counts, (C,); none for 1.</param>
        /// <param name="labelSmoothing">The share of every row spread over all classes, in [0, 1); 0 by default.</param>
        /// <param name="reduction">Mean by default.</param>
        /// <exception cref="ArgumentOutOfRangeException">A probability is not in [0, 1], or labelSmoothing not in [0, 1).</exception>
        public static Tensor SoftCrossEntropy(
            Tensor logits, Tensor targetProbabilities, Tensor classWeights = default, double labelSmoothing = 0, Reduction reduction = Reduction.Mean) =>
            new Ops.SoftCrossEntropy(Require.Probability(labelSmoothing, nameof(labelSmoothing)), reduction).Run(logits, targetProbabilities, classWeights);
    }
}
