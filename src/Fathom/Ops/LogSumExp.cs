using System.Runtime.CompilerServices;
using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The logarithm of a sum of exponentials over axes: y = log Σ eˣ, finite however large x is.</summary>
    /// <param name="Axes">The axes to reduce; all of them by default.</param>
    /// <param name="KeepAxes">Whether reduced axes stay, with length 1.</param>
    /// <remarks><code>
    /// shapes    x (…) → y: x without the reduced axes, or with 1 in their place
    /// gradient  dx = dy · e^(x − y), 0 for x = −∞: what adds nothing to the sum has no share in it
    /// keeps     x, y
    /// differs   from torch.logsumexp: the gradient of nothing but −∞ (which gives −∞) is 0, not NaN. An ∞ gives ∞, a NaN gives NaN
    /// source    Blanchard, Higham and Higham 2021, doi:10.1093/imanum/draa038: the largest taken off first
    /// </code></remarks>
    public readonly record struct LogSumExp(Axes Axes, bool KeepAxes) : IOp<LogSumExp>, IMap3
    {
        static BackwardReads IOp<LogSumExp>.Reads => BackwardReads.Input0 | BackwardReads.Result;

        void IOp<LogSumExp>.Plan(ref Plan p) => p.Result(Reduced.Result(p.Floating(0, "x"), p.Axes(0, Axes), KeepAxes));

        void IOp<LogSumExp>.Forward<T>(in Forward<T> f)
        {
            ReadOnlySpan<T> x = Reduced.Input(f, Axes.Mask(f.Shape(0).Rank), out Reduced axes);
            Span<T> y = f.Y();
            SoftmaxRows.LogSumExp(x, y, f.Scratch(y.Length), axes.Outer, axes.N, axes.Inner);
        }

        void IOp<LogSumExp>.Backward<T>(in Backward<T> b)
        {
            ref readonly Shape x = ref b.Shape(0);
            Elementwise.Map(this, Reduced.SpreadTwo(x, Axes.Mask(x.Rank)), b.X(0), b.Y(), b.DY(), b.DX(0, out bool add), add);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap3.At<V, T>(V x, V y, V dy) => V.Select(V.EqualTo(x, VecMath.Of<V, T>(double.NegativeInfinity)), V.Zero, dy * V.Exp(x - y));
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.LogSumExp"/>
            /// <param name="axes">The axes to reduce, negative ones counted from the end; all of them by default.</param>
            /// <param name="keepAxes">Whether reduced axes stay, with length 1.</param>
            public Tensor LogSumExp(Axes axes = default, bool keepAxes = false) => new Ops.LogSumExp(axes, keepAxes).Run(x);
        }
    }
}
