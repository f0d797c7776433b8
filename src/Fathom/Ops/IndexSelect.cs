using System.Numerics;

namespace Fathom.Ops
{
    /// <summary>Entries of an axis picked by number, in any order and as often as wanted: y[…, i, …] = x[…, index[i], …].</summary>
    /// <param name="Axis">The axis, negative counted from the end.</param>
    /// <remarks><code>
    /// shapes    x (…, n, …), any type, index Int64 of any shape S → y (…, S, …): S stands where the axis was
    /// gradient  dx = the sum of dy over the places that picked an entry, in their order
    /// keeps     index
    /// differs   from torch.index_select: index may have any number of axes (as in torch.nn.functional.embedding)
    /// source    definition; the gradient is scattered and added
    /// </code></remarks>
    /// <exception cref="ShapeException">The axis does not exist, or index is not Int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative or too large; the text names it, its place and the size.</exception>
    public readonly record struct IndexSelect(int Axis) : IOp<IndexSelect>
    {
        static BackwardReads IOp<IndexSelect>.Reads => BackwardReads.Input1;

        void IOp<IndexSelect>.Plan(ref Plan p)
        {
            int axis = p.Axis(0, Axis);
            p.Is(1, DType.Int64, "index");
            Shape x = p[0], index = p[1];
            if (x.Rank - 1 + index.Rank > Shape.MaxRank)
                p.Throw(1, "index", $"at most {Shape.MaxRank + 1 - x.Rank} axes, as x is {x}");
            Span<int> lengths = stackalloc int[Shape.MaxRank];
            x.AsSpan()[..axis].CopyTo(lengths);
            index.AsSpan().CopyTo(lengths[axis..]);
            x.AsSpan()[(axis + 1)..].CopyTo(lengths[(axis + index.Rank)..]);
            p.Result(new Shape(lengths[..(x.Rank - 1 + index.Rank)]), p.Type(0));
        }

        void IOp<IndexSelect>.Forward<T>(in Forward<T> f)
        {
            ReadOnlySpan<long> index = f.X<long>(1);
            (int outer, int n, int inner) = Split.At(f.Shape(0), Axis);
            Indices.Check(index, n, nameof(IndexSelect));
            Moves.Run(new Pick(index, outer, n, inner), f);
        }

        void IOp<IndexSelect>.Backward<T>(in Backward<T> b)
        {
            (int outer, int n, int inner) = Split.At(b.Shape(0), Axis);
            Scatter(b.DY(), b.X<long>(1), b.DX(0), outer, n, inner, skipped: -1);
        }

        /// <summary>dx of every picked entry += dy, except of entry <paramref name="skipped"/>.</summary>
        internal static void Scatter<T>(ReadOnlySpan<T> dy, ReadOnlySpan<long> index, Span<T> dx, int outer, int n, int inner, long skipped)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int o = 0; o < outer; o++)
            {
                for (int i = 0; i < index.Length; i++)
                {
                    if (index[i] == skipped)
                        continue;
                    ReadOnlySpan<T> from = dy.Slice(((o * index.Length) + i) * inner, inner);
                    Binary.Accumulate(from, dx.Slice(((o * n) + (int)index[i]) * inner, inner), add: true);
                }
            }
        }

        /// <summary>Copies picked entries.</summary>
        internal readonly ref struct Pick(ReadOnlySpan<long> index, int outer, int n, int inner) : IMove
        {
            private readonly ReadOnlySpan<long> _index = index;

            public void Move<U>(ReadOnlySpan<U> x, Span<U> y)
                where U : unmanaged
            {
                int at = 0;
                for (int o = 0; o < outer; o++)
                {
                    foreach (long i in _index)
                    {
                        x.Slice(((o * n) + (int)i) * inner, inner).CopyTo(y[at..]);
                        at += inner;
                    }
                }
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
            /// <inheritdoc cref="Ops.IndexSelect"/>
            /// <param name="axis">The axis to pick from.</param>
            /// <param name="index">The wanted entries, Int64, of any shape.</param>
            public Tensor IndexSelect(int axis, Tensor index) => new Ops.IndexSelect(axis).Run(x, index);
        }
    }
}
