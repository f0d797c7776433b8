using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>Part of an axis: y[…, i, …] = x[…, Start + i · Step, …], up to but without End.</summary>
    /// <param name="Axis">The axis, negative counted from the end.</param>
    /// <param name="Start">The first index; negative counts from the end. Held within the axis.</param>
    /// <param name="End">The index to stop before; negative counts from the end. Held within the axis.</param>
    /// <param name="Step">From one taken index to the next, 1 or more.</param>
    /// <remarks><code>
    /// shapes    x (…), any type → y: the axis has length ⌈(End − Start) / Step⌉, at least 0
    /// gradient  dx = dy at the taken indices, 0 elsewhere
    /// keeps     nothing
    /// differs   from slicing in PyTorch: y is a copy, not a view
    /// source    definition; the gradient fills the part and leaves 0 elsewhere
    /// </code></remarks>
    /// <exception cref="ShapeException">The axis does not exist, or the step is below 1.</exception>
    public readonly record struct Slice(int Axis, int Start, int End, int Step) : IOp<Slice>
    {
        static BackwardReads IOp<Slice>.Reads => BackwardReads.Nothing;

        void IOp<Slice>.Plan(ref Plan p)
        {
            int axis = p.Axis(0, Axis);
            if (Step < 1)
                throw new ShapeException(nameof(Slice), "step", Step.ToString(), "1 or more");
            p.Result(p[0].With(axis, Range(p[0][axis]).Count), p.Type(0));
        }

        void IOp<Slice>.Forward<T>(in Forward<T> f)
        {
            (int outer, int n, int inner) = Split.At(f.Shape(0), Axis);
            (int start, int count) = Range(n);
            ReadOnlySpan<int> lengths = [outer, count, inner], strides = [n * inner, Step * inner, 1];
            Moves.Run(new StridedMove(lengths, strides, start * inner), f);
        }

        void IOp<Slice>.Backward<T>(in Backward<T> b)
        {
            (int outer, int n, int inner) = Split.At(b.Shape(0), Axis);
            (int start, int count) = Range(n);
            Strided.Add(b.DY(), b.DX(0), start * inner, [outer, count, inner], [n * inner, Step * inner, 1]);
        }

        private (int Start, int Count) Range(int n)
        {
            int start = Math.Clamp(Start < 0 ? Start + n : Start, 0, n);
            int end = Math.Clamp(End < 0 ? End + n : End, start, n);
            return (start, (int)(((long)end - start + Step - 1) / Step));
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Slice"/>
            /// <param name="axis">The axis.</param>
            /// <param name="start">The first index; negative counts from the end.</param>
            /// <param name="end">The index to stop before; by default the end of the axis.</param>
            /// <param name="step">From one taken index to the next; 1 by default.</param>
            public Tensor Slice(int axis, int start, int end = int.MaxValue, int step = 1) => new Ops.Slice(axis, start, end, step).Run(x);

            /// <summary>The gated linear unit: one half of an axis times the sigmoid of the other, y = a · σ(b).</summary>
            /// <remarks>Dauphin, Fan, Auli and Grangier 2016, arXiv:1612.08083.</remarks>
            /// <param name="axis">The axis, of even length; the last by default.</param>
            /// <exception cref="ShapeException">The axis does not exist, or its length is odd.</exception>
            public Tensor GLU(int axis = -1)
            {
                int at = AxisOf(x, axis, "GLU", "axis");
                int half = x.Shape[at] / 2;
                if (2 * half != x.Shape[at])
                    throw new ShapeException("GLU", "x", x.Shape.ToString(), $"an even length of axis {at}");
                return x.Slice(at, 0, half) * x.Slice(at, half).Sigmoid();
            }
        }
    }
}
