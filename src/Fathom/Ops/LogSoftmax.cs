using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The logarithm of softmax along an axis: y = x − log Σ eˣ, finite however large x is.</summary>
    /// <param name="Axis">The axis, negative counted from the end.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dx = dy − e^y · Σ dy
    /// keeps     y
    /// differs   from torch.log_softmax: nothing. Rows of nothing but −∞ are NaN, as is −∞ beside ∞
    /// source    Bridle 1990 for softmax; the largest taken off first as in Blanchard, Higham and Higham 2021, doi:10.1093/imanum/draa038
    /// </code></remarks>
    public readonly record struct LogSoftmax(int Axis) : IOp<LogSoftmax>, IMap3
    {
        static BackwardReads IOp<LogSoftmax>.Reads => BackwardReads.Result;

        void IOp<LogSoftmax>.Plan(ref Plan p)
        {
            p.Floating(0, "x");
            p.Axis(0, Axis);
            p.Result(p[0]);
        }

        void IOp<LogSoftmax>.Forward<T>(in Forward<T> f)
        {
            (int outer, int n, int inner) = Split.At(f.Shape(0), Axis);
            SoftmaxRows.LogSoftmax(f.X(0), f.Y(), f.Scratch(2 * outer * inner), outer, n, inner);
        }

        void IOp<LogSoftmax>.Backward<T>(in Backward<T> b)
        {
            (int outer, int n, int inner) = Split.At(b.Shape(0), Axis);
            Span<T> sum = b.Scratch(outer * inner);
            Fold.Run(default(SumFold), b.DY(), default, sum, outer, n, inner);
            Grid grid = Grid.Of([outer, n, inner], [outer, n, inner], [outer, n, inner], [outer, 1, inner]);
            Elementwise.Map(this, grid, b.DY(), b.Y(), sum, b.DX(0, out bool add), add);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V dy, V y, V sum) => dy - (V.Exp(y) * sum);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.LogSoftmax"/>
            /// <param name="axis">The axis; the last by default.</param>
            public Tensor LogSoftmax(int axis = -1) => new Ops.LogSoftmax(axis).Run(x);
        }
    }
}
