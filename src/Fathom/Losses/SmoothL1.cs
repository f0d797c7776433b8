using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom.Ops
{
    /// <summary>Absolute error, rounded off near the target: Huber's loss divided by Beta. Reduced.</summary>
    /// <param name="Beta">β: up to here errors count as squared.</param>
    /// <param name="Reduction">Mean over all elements, sum, mean over rows, or none.</param>
    /// <remarks><code>
    /// formula   l = ½e²/β for |e| &lt; β, |e| − ½β beyond, e = x − t; β = 0 is the absolute error
    /// shapes    predictions x (…), targets t (…) → l (), or (…) without reduction. Nothing broadcasts
    /// gradient  dx = e/β · dl for |e| &lt; β, sign(e) · dl beyond [/ n for a mean]      dt = −dx
    /// keeps     x, t
    /// differs   from torch.nn.functional.smooth_l1_loss: other shapes are refused instead of broadcast
    /// source    Girshick 2015, arXiv:1504.08083
    /// </code></remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public readonly record struct SmoothL1(double Beta, Reduction Reduction) : IOp<SmoothL1>, IMap2, IMap3
    {
        void IOp<SmoothL1>.Plan(ref Plan p) => PairLoss.Plan(ref p, "predictions", "targets", Reduction);

        void IOp<SmoothL1>.Forward<T>(in Forward<T> f) => PairLoss.Forward(this, f, Reduction);

        void IOp<SmoothL1>.Backward<T>(in Backward<T> b) => PairLoss.BackwardEven(this, b, Reduction);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V x, V t)
        {
            V e = V.Abs(x - t), beta = Of<V, T>(Beta), half = Of<V, T>(0.5);
            return V.Select(V.GreaterThan(beta, e), half * e * e / beta, e - (half * beta));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V other, V dy)
        {
            V e = x - other, beta = Of<V, T>(Beta);
            V sign = V.Select(V.GreaterThan(e, V.Zero), dy, V.Select(V.GreaterThan(V.Zero, e), -dy, V.Zero));
            return V.Select(V.GreaterThan(beta, V.Abs(e)), e / beta * dy, sign);
        }
    }
}

namespace Fathom
{
    public static partial class Loss
    {
        /// <inheritdoc cref="Ops.SmoothL1"/>
        /// <param name="predictions">x, any shape.</param>
        /// <param name="targets">t: what x should be, of the same shape.</param>
        /// <param name="beta">β, at least 0: up to here errors count as squared; 1 by default, 0 for the absolute error.</param>
        /// <param name="reduction">Mean by default.</param>
        /// <exception cref="ArgumentOutOfRangeException">beta is negative.</exception>
        public static Tensor SmoothL1(Tensor predictions, Tensor targets, double beta = 1, Reduction reduction = Reduction.Mean) =>
            new Ops.SmoothL1(Require.NotNegativeNumber(beta, nameof(beta)), reduction).Run(predictions, targets);
    }
}
