using Fathom.Kernels;

namespace Fathom.Ops
{
    /// <summary>The axes in another order: y[i, j, …] = x with axis Order[0] first, Order[1] second, ….</summary>
    /// <param name="Order">Every axis of x once; negative ones count from the end.</param>
    /// <remarks><code>
    /// shapes    x (…), any type → y: axis k of y is axis Order[k] of x
    /// gradient  dx = dy with the axes put back
    /// keeps     nothing
    /// differs   from torch.permute: y is a copy, not a view
    /// source    definition: the same strides in another order
    /// </code></remarks>
    /// <exception cref="ShapeException">Order does not name every axis once.</exception>
    public readonly record struct Permute(Axes Order) : IOp<Permute>
    {
        static BackwardReads IOp<Permute>.Reads => BackwardReads.Nothing;

        void IOp<Permute>.Plan(ref Plan p)
        {
            Shape x = p[0];
            if (Order.Count != x.Rank)
                p.Throw(0, "x", $"{Order.Count} axes, because that many are named");
            p.Axes(0, Order);
            Span<int> lengths = stackalloc int[Shape.MaxRank], strides = stackalloc int[Shape.MaxRank];
            Lay(x, lengths, strides);
            p.Result(new Shape(lengths[..x.Rank]), p.Type(0));
        }

        void IOp<Permute>.Forward<T>(in Forward<T> f)
        {
            Span<int> lengths = stackalloc int[Shape.MaxRank], strides = stackalloc int[Shape.MaxRank];
            int rank = f.Shape(0).Rank;
            Lay(f.Shape(0), lengths, strides);
            Moves.Run(new StridedMove(lengths[..rank], strides[..rank], 0), f);
        }

        void IOp<Permute>.Backward<T>(in Backward<T> b)
        {
            Span<int> lengths = stackalloc int[Shape.MaxRank], strides = stackalloc int[Shape.MaxRank];
            int rank = b.Shape(0).Rank;
            Span<T> dx = b.DX(0, out bool add);
            if (add)
            {
                Lay(b.Shape(0), lengths, strides);
                Strided.Add(b.DY(), dx, 0, lengths[..rank], strides[..rank]);
                return;
            }

            // Nothing stands there yet: dy read in x's order instead of dx written in y's.
            for (int k = 0; k < rank; k++)
            {
                int axis = Order[k] < 0 ? Order[k] + rank : Order[k];
                (lengths[axis], strides[axis]) = (b.YShape()[k], Reduced.Stride(b.YShape(), k));
            }

            Strided.Copy(b.DY(), 0, lengths[..rank], strides[..rank], dx);
        }

        private void Lay(in Shape x, Span<int> lengths, Span<int> strides)
        {
            for (int k = 0; k < x.Rank; k++)
            {
                int axis = Order[k] < 0 ? Order[k] + x.Rank : Order[k];
                lengths[k] = x[axis];
                strides[k] = Reduced.Stride(x, axis);
            }
        }
    }

    /// <summary>y = x read with a stride for each axis.</summary>
    internal readonly ref struct StridedMove(ReadOnlySpan<int> lengths, ReadOnlySpan<int> strides, int offset) : IMove
    {
        private readonly ReadOnlySpan<int> _lengths = lengths;
        private readonly ReadOnlySpan<int> _strides = strides;

        public void Move<U>(ReadOnlySpan<U> x, Span<U> y)
            where U : unmanaged => Strided.Copy(x, offset, _lengths, _strides, y);
    }
}

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor x)
        {
            /// <inheritdoc cref="Ops.Permute"/>
            /// <param name="order">Every axis once, in the wanted order.</param>
            public Tensor Permute(params ReadOnlySpan<int> order) => new Ops.Permute(new Axes(order)).Run(x);

            /// <summary>Two axes exchanged; by default the last two, which is a matrix's transpose.</summary>
            /// <param name="axis0">One axis; the last but one by default.</param>
            /// <param name="axis1">The other; the last by default.</param>
            /// <exception cref="ShapeException">An axis does not exist.</exception>
            public Tensor Transpose(int axis0 = -2, int axis1 = -1)
            {
                int rank = x.Rank;
                int first = AxisOf(x, axis0, "Transpose", "axis0"), second = AxisOf(x, axis1, "Transpose", "axis1");
                Span<int> order = stackalloc int[Shape.MaxRank];
                for (int i = 0; i < rank; i++)
                    order[i] = i == first ? second : i == second ? first : i;
                return x.Permute(order[..rank]);
            }
        }

        /// <summary>An axis counted from 0, for operations that are composed of others.</summary>
        private static int AxisOf(Tensor x, int axis, string operation, string argument)
        {
            int rank = x.Rank;
            if (axis < -rank || axis >= rank)
                throw new ShapeException(operation, argument, axis.ToString(), $"{-rank} to {rank - 1}, as x is {x.Shape}");
            return axis < 0 ? axis + rank : axis;
        }
    }
}
