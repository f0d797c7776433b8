using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>Binary cross-entropy of probabilities: l = −(t · log p + (1 − t) · log(1 − p)), with logarithms held at −100, reduced.</summary>
    /// <param name="Reduction">Mean over all elements, sum, or none.</param>
    /// <remarks><code>
    /// shapes    probabilities p (…), labels t (…), both in [0, 1] → l (), or (…) without reduction
    /// gradient  dp = (p − t) / max(p (1 − p), 10⁻¹²) · dl [/ n for the mean]; labels have none
    /// keeps     probabilities, labels
    /// differs   from torch.nn.functional.binary_cross_entropy: labels are checked and have no gradient; other shapes are refused instead of broadcast
    /// source    Good 1952, "Rational decisions"; the clamp at −100 is that of torch.nn.BCELoss
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability or a label is not in [0, 1]; the text names the first and its place.</exception>
    public readonly record struct BinaryCrossEntropyOfProbabilities(Reduction Reduction) : IOp<BinaryCrossEntropyOfProbabilities>, IMap2, IMap3
    {
        void IOp<BinaryCrossEntropyOfProbabilities>.Plan(ref Plan p) => PairLoss.Plan(ref p, "probabilities", "labels", Reduction);

        void IOp<BinaryCrossEntropyOfProbabilities>.Forward<T>(in Forward<T> f)
        {
            Check(f.X(0), "probabilities", "Apply Sigmoid() first, or give what comes before it to Loss.BinaryCrossEntropy.");
            Check(f.X(1), "labels", "Labels are 0 or 1, or a probability between.");
            Span<T> elements = PairLoss.Elements(f, Reduction);
            Elementwise.Map(this, f.X(0), f.X(1), elements);
            PairLoss.Reduce(f, elements, Reduction);
        }

        void IOp<BinaryCrossEntropyOfProbabilities>.Backward<T>(in Backward<T> b)
        {
            if (b.Wants(0))
                PairLoss.Gradient(this, b, 0, b.X(0), b.X(1), Reduction);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V p, V t)
        {
            V one = Of<V, T>(1), floor = Of<V, T>(-100);
            V yes = V.Max(V.Log(p), floor), no = V.Max(Log1p<V, T>(-p), floor);
            return -V.Fma(t, yes, (one - t) * no);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V p, V t, V dy) => dy * (p - t) / V.Max(p * (Of<V, T>(1) - p), Of<V, T>(1e-12));

        private static void Check<T>(ReadOnlySpan<T> values, string argument, string fix)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (!(values[i] >= T.Zero && values[i] <= T.One))
                    Throw(argument, i, double.CreateTruncating(values[i]), fix);
            }
        }

        [DoesNotReturn]
        private static void Throw(string argument, int index, double value, string fix) => throw new ArgumentOutOfRangeException(
            null, $"BinaryCrossEntropyOfProbabilities: element {index} of {argument} is {value.ToString("G6", CultureInfo.InvariantCulture)}; expected a number from 0 to 1. {fix}");
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.BinaryCrossEntropyOfProbabilities"/>
        /// <param name="probabilities">p, in [0, 1]. From logits, <see cref="BinaryCrossEntropy"/> is more exact.</param>
        /// <param name="labels">t: 0 or 1, or a probability between, of the same shape.</param>
        /// <param name="reduction">Mean by default.</param>
        public static Tensor BinaryCrossEntropyOfProbabilities(Tensor probabilities, Tensor labels, Reduction reduction = Reduction.Mean) =>
            new Ops.BinaryCrossEntropyOfProbabilities(reduction).Run(probabilities, labels);
    }
}
