using System.Numerics;

namespace Fathom.Ops
{
    /// <summary>Running sums along an axis: yₖ = x₀ + … + xₖ.</summary>
    /// <param name="Axis">The axis, negative counted from the end.</param>
    /// <remarks><code>
    /// shapes    x (…) → y (…)
    /// gradient  dxₖ = dyₖ + … + the last dy
    /// keeps     nothing
    /// differs   from torch.cumsum: nothing
    /// source    definition; the gradient is the sum from the other end (Blelloch 1990, "Prefix sums and their applications")
    /// </code></remarks>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public readonly record struct CumSum(int Axis) : IOp<CumSum>
    {
        static BackwardReads IOp<CumSum>.Reads => BackwardReads.Nothing;

        void IOp<CumSum>.Plan(ref Plan p)
        {
            p.Floating(0, "x");
            p.Axis(0, Axis);
            p.Result(p[0]);
        }

        void IOp<CumSum>.Forward<T>(in Forward<T> f)
        {
            (int outer, int n, int inner) = Split.At(f.Shape(0), Axis);
            Span<T> y = f.Y();
            f.X(0).CopyTo(y);
            for (int o = 0; o < outer; o++)
            {
                for (int at = ((o * n) + 1) * inner; at < (o + 1) * n * inner; at++)
                    y[at] += y[at - inner];
            }
        }

        void IOp<CumSum>.Backward<T>(in Backward<T> b)
        {
            (int outer, int n, int inner) = Split.At(b.Shape(0), Axis);
            ReadOnlySpan<T> dy = b.DY();
            Span<T> dx = b.DX(0), running = b.Scratch(inner);
            for (int o = 0; o < outer; o++)
            {
                running.Clear();
                for (int k = n - 1; k >= 0; k--)
                    Step(dy.Slice(((o * n) + k) * inner, inner), running, dx.Slice(((o * n) + k) * inner, inner));
            }
        }

        private static void Step<T>(ReadOnlySpan<T> dy, Span<T> running, Span<T> dx)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int i = 0; i < dy.Length; i++)
            {
                running[i] += dy[i];
                dx[i] += running[i];
            }
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.CumSum"/>
            /// <param name="axis">The axis.</param>
            public Tensor CumSum(int axis) => new Ops.CumSum(axis).Run(x);
        }
    }
}
