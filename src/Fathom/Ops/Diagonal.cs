using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The diagonal of two axes of equal length, which become one at the end: y[…, i] = x[… i … i …].</summary>
    /// <param name="Axis0">One of the axes, negative counted from the end.</param>
    /// <param name="Axis1">The other.</param>
    /// <remarks><code>
    /// shapes    x (…, n, …, n, …), any type → y (…, n): the two axes leave, one comes last
    /// gradient  dx = dy on the diagonal, 0 elsewhere
    /// keeps     nothing
    /// differs   from torch.diagonal: y is a copy; the main diagonal of square matrices only
    /// source    definition: a walk with the strides of both axes added
    /// </code></remarks>
    /// <exception cref="ShapeException">An axis does not exist, both are the same, or their lengths differ.</exception>
    public readonly record struct Diagonal(int Axis0, int Axis1) : IOp<Diagonal>
    {
        static BackwardReads IOp<Diagonal>.Reads => BackwardReads.Nothing;

        void IOp<Diagonal>.Plan(ref Plan p)
        {
            int first = p.Axis(0, Axis0, "axis0"), second = p.Axis(0, Axis1, "axis1");
            if (first == second || p[0][first] != p[0][second])
                p.Throw(0, "x", $"two different axes of one length, where axes {first} and {second} were named");
            Span<int> lengths = stackalloc int[Shape.MaxRank], strides = stackalloc int[Shape.MaxRank];
            int rank = Lay(p[0], lengths, strides);
            p.Result(new Shape(lengths[..rank]), p.Type(0));
        }

        void IOp<Diagonal>.Forward<T>(in Forward<T> f)
        {
            Span<int> lengths = stackalloc int[Shape.MaxRank], strides = stackalloc int[Shape.MaxRank];
            int rank = Lay(f.Shape(0), lengths, strides);
            Moves.Run(new StridedMove(lengths[..rank], strides[..rank], 0), f);
        }

        void IOp<Diagonal>.Backward<T>(in Backward<T> b)
        {
            Span<int> lengths = stackalloc int[Shape.MaxRank], strides = stackalloc int[Shape.MaxRank];
            int rank = Lay(b.Shape(0), lengths, strides);
            Strided.Add(b.DY(), b.DX(0), 0, lengths[..rank], strides[..rank]);
        }

        private int Lay(in Shape x, Span<int> lengths, Span<int> strides)
        {
            int first = Axis0 < 0 ? Axis0 + x.Rank : Axis0, second = Axis1 < 0 ? Axis1 + x.Rank : Axis1;
            int rank = 0;
            for (int axis = 0; axis < x.Rank; axis++)
            {
                if (axis == first || axis == second)
                    continue;
                lengths[rank] = x[axis];
                strides[rank++] = Reduced.Stride(x, axis);
            }

            lengths[rank] = x[first];
            strides[rank] = Reduced.Stride(x, first) + Reduced.Stride(x, second);
            return rank + 1;
        }
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Diagonal"/>
            /// <param name="axis0">One axis; the last but one by default.</param>
            /// <param name="axis1">The other; the last by default.</param>
            public Tensor Diagonal(int axis0 = -2, int axis1 = -1) => new Ops.Diagonal(axis0, axis1).Run(x);
        }
    }
}
