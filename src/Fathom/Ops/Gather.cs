namespace Fathom.Ops
{
    /// <summary>One element for every index: y[i, j, …] = x with index[i, j, …] in the place of its axis.</summary>
    /// <param name="Axis">The axis whose index is looked up, negative counted from the end.</param>
    /// <remarks><code>
    /// shapes    x (…), any type, index Int64 with as many axes, none but Axis longer than x's → y: index's shape
    /// gradient  dx = the sum of dy over the places that picked an element, in their order
    /// keeps     index
    /// differs   from torch.gather: nothing
    /// source    definition; the gradient is scattered and added
    /// </code></remarks>
    /// <exception cref="ShapeException">The axis does not exist, index is not Int64, or its shape does not fit x.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative or too large; the text names it, its place and the size.</exception>
    public readonly record struct Gather(int Axis) : IOp<Gather>
    {
        static BackwardReads IOp<Gather>.Reads => BackwardReads.Input1;

        void IOp<Gather>.Plan(ref Plan p)
        {
            int axis = p.Axis(0, Axis);
            p.Is(1, DType.Int64, "index");
            Shape x = p[0], index = p[1];
            p.Rank(1, x.Rank, "index");
            for (int i = 0; i < x.Rank; i++)
            {
                if (i != axis && index[i] > x[i])
                    p.Throw(1, "index", $"at most {x[i]} along axis {i}, as x is {x}");
            }

            p.Result(index, p.Type(0));
        }

        void IOp<Gather>.Forward<T>(in Forward<T> f)
        {
            Indices.Check(f.X<long>(1), f.Shape(0)[Axis < 0 ? Axis + f.Shape(0).Rank : Axis], nameof(Gather));
            Moves.Run(new Pick(f.X<long>(1), new Walk(f.Shape(0), f.Shape(1), Axis)), f);
        }

        void IOp<Gather>.Backward<T>(in Backward<T> b)
        {
            ReadOnlySpan<long> index = b.X<long>(1);
            ReadOnlySpan<T> dy = b.DY();
            Span<T> dx = b.DX(0);
            var walk = new Walk(b.Shape(0), b.Shape(1), Axis);
            for (int i = 0; i < index.Length; i++)
                dx[walk.Next(index[i])] += dy[i];
        }

        /// <summary>Walks the places of index row by row, giving the element of x that each means.</summary>
        private unsafe struct Walk
        {
            private readonly int _rank;
            private readonly int _stride;
            private fixed int _lengths[Shape.MaxRank];
            private fixed int _strides[Shape.MaxRank];
            private fixed int _at[Shape.MaxRank];
            private int _start;

            public Walk(in Shape x, in Shape index, int axis)
            {
                axis = axis < 0 ? axis + x.Rank : axis;
                _rank = x.Rank;
                _stride = Reduced.Stride(x, axis);
                for (int i = 0; i < _rank; i++)
                {
                    _lengths[i] = index[i];
                    _strides[i] = i == axis ? 0 : Reduced.Stride(x, i);
                }
            }

            public int Next(long picked)
            {
                int offset = _start + ((int)picked * _stride);
                for (int i = _rank - 1; i >= 0; i--)
                {
                    _start += _strides[i];
                    if (++_at[i] < _lengths[i])
                        break;
                    _start -= _strides[i] * _lengths[i];
                    _at[i] = 0;
                }

                return offset;
            }
        }

        private readonly ref struct Pick(ReadOnlySpan<long> index, Walk walk) : IMove
        {
            private readonly ReadOnlySpan<long> _index = index;
            private readonly Walk _walk = walk;

            public void Move<U>(ReadOnlySpan<U> x, Span<U> y)
                where U : unmanaged
            {
                Walk at = _walk;
                for (int i = 0; i < y.Length; i++)
                    y[i] = x[at.Next(_index[i])];
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
            /// <inheritdoc cref="Ops.Gather"/>
            /// <param name="axis">The axis whose index is looked up.</param>
            /// <param name="index">The indices, Int64, with as many axes as x.</param>
            public Tensor Gather(int axis, Tensor index) => new Ops.Gather(axis).Run(x, index);
        }
    }
}
